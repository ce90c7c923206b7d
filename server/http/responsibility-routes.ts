import { z } from 'zod'
import type { Contacts } from '#shared/contacts.ts'
import { handOverBodySchema } from '#shared/succession.ts'
import { idSchema } from '#shared/ids.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { holdsAt } from '../domain/arrangement.ts'
import { contactsOf, contactTree } from '../domain/contacts.ts'
import { sitterOf } from '../domain/sitters.ts'
import { editionOf } from '../store/edition.ts'
import { contacts } from '../store/people.ts'
import { createSucceeding } from '../duty/succeeding.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** What somebody has who only sits in a duty room. */
const SITS = { duty: 'duty-room', rank: 'primary', kinds: null, hours: null, onStatutoryDays: true } as const

const contactsQuery = z.object({ areaId: idSchema.optional() })

/** Duties handed from one person to another in one step, and the list of who answers for which ground. */
export function responsibilityRoutes(parts: { database: Database; decisions: Decisions; now: () => Date }): Route[] {
  const { database, decisions, now } = parts
  const succeeding = createSucceeding(decisions)
  return [
    {
      method: 'post',
      path: '/api/people/:id/hand-over',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Hands what one person answers for from a moment on to another, in one step; the same again changes nothing.',
      takes: handOverBodySchema,
      async handle({ params, body }) {
        const { toPersonId, from, duties } = parsed(handOverBodySchema, body)
        const fromPersonId = parsed(idSchema, params.id)
        const only = duties ?? null
        const outcome = await succeeding.handOver({ fromPersonId, toPersonId, from: new Date(from), only })
        if (outcome.ok) return json({ handedOver: outcome.handedOver })
        if (outcome.reason === 'unknown-person') throw new Refusal('not-found')
        throw new Refusal('invalid', { fields: outcome.fields })
      },
    },
    {
      method: 'get',
      path: '/api/contacts',
      who: 'signed-in',
      roles: ['admin', 'duty', 'leader'],
      scope: 'viewer',
      says: 'Who answers for which ground (三包通讯录), with numbers, for the ground the viewer sees; `areaId` narrows it.',
      async handle({ query, viewer }) {
        const { areaId } = parsed(contactsQuery, query)
        const { arrangement } = await decisions.facts()
        const at = now()
        const isThere = (id: string) => viewer.areaIds === null || viewer.areaIds.includes(id)
        const isBelow = (id: string) =>
          areaId === undefined || arrangement.lineage(id).some((area) => area.id === areaId)
        if (areaId !== undefined && (arrangement.areas.byId(areaId) === null || !isThere(areaId)))
          throw new Refusal('not-found')
        const seen = new Set(arrangement.areaList.map(({ id }) => id).filter((id) => isThere(id) && isBelow(id)))
        // Whoever sees a place may ring the duty room above it.
        const above = new Set([...seen].flatMap((id) => arrangement.lineage(id).map((area) => area.id)))
        const rooms = arrangement.responsibilities.filter((held) => held.duty === 'duty-room' && above.has(held.areaId))
        const held = arrangement.responsibilities.filter((one) => seen.has(one.areaId))
        const sitters = arrangement.shifts.flatMap(({ id, areaId: roomId, validUntil, ...shift }) => {
          const personId = above.has(roomId) ? sitterOf(shift, arrangement.absences) : null
          const isListed = rooms.some((room) => room.personId === personId && room.areaId === roomId)
          return personId === null || isListed ? [] : [{ ...SITS, id, personId, areaId: roomId, validUntil }]
        })
        const ids = [...new Set([...held, ...rooms, ...sitters].map(({ personId }) => personId))]
        const people = new Map((await contacts(database, ids)).map((person) => [person.id, person]))
        const households = (await decisions.versions()).households
          .filter((household) => holdsAt(household, at))
          .map(({ location }) => location)
        const answer: Contacts = {
          at: at.toISOString(),
          ...(await editionOf(database, at)),
          dutyRoom: [...rooms.map((room) => ({ ...room, validUntil: null })), ...sitters].flatMap((room) =>
            contactsOf([room], people).map((contact) => ({
              ...contact,
              areaName: arrangement.areas.byId(room.areaId)?.name ?? room.areaId,
              sitsUntil: room.validUntil?.toISOString() ?? null,
            })),
          ),
          areas: contactTree(arrangement, people, households, (id) => seen.has(id)),
        }
        return json(answer)
      },
    },
  ]
}
