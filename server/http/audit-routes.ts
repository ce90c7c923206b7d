import { z } from 'zod'
import type { AuditItem } from '#shared/audit.ts'
import { idSchema, momentQuerySchema } from '#shared/ids.ts'
import type { Database } from '../../db/connect.ts'
import type { AuditAnchors } from '../audit/anchors.ts'
import { auditPage, type AuditFilter, chainEnd } from '../store/audit.ts'
import { personCards } from '../store/people.ts'
import { verifyAudit } from '../verifying.ts'
import { cursorOf, limitSchema, pageOf } from './paging.ts'
import { json, parsed, type Route } from './route.ts'

const mineSchema = z.object({ cursor: z.string().max(400).optional(), limit: limitSchema })
const querySchema = mineSchema.extend({
  personId: idSchema.optional(),
  what: z.string().max(200).optional(),
  from: momentQuerySchema.optional(),
  to: momentQuerySchema.optional(),
})
const anchorSchema = z.object({
  anchor: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a hash has 64 hexadecimal digits')
    .optional(),
})

/** Who wrote or uncovered what, and whether the log of that still stands as it was written. */
export function auditRoutes({
  database,
  anchors,
  now,
}: {
  database: Database
  anchors: AuditAnchors
  now: () => Date
}): Route[] {
  async function page(filter: AuditFilter, cursor: string | undefined, limit: number) {
    const rows = await auditPage(database, filter, cursorOf(cursor), limit + 1)
    const { items, nextCursor } = pageOf(rows, limit, ({ entry }) => ({ at: new Date(entry.at), id: entry.id }))
    const shown = items.map(({ entry, end }): Omit<AuditItem, 'personName'> => {
      const target = { ...entry.target, ...end?.target }
      const { id, at, sessionId, ip, what, reason } = entry
      return {
        id,
        at,
        personId: entry.personId ?? target['personId'] ?? null,
        sessionId,
        ip,
        what,
        target,
        reason,
        status: end?.status ?? null,
        endedAt: end?.at ?? null,
      }
    })
    const people = await personCards(database, [...new Set(shown.flatMap(({ personId }) => personId ?? []))])
    const names = new Map(people.map(({ id, name }) => [id, name]))
    return { items: shown.map((item) => ({ ...item, personName: names.get(item.personId ?? '') ?? null })), nextCursor }
  }

  return [
    {
      method: 'get',
      path: '/api/audit',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Who wrote or uncovered what, newest first.',
      async handle({ query }) {
        const { cursor, limit, from, to, personId, what } = parsed(querySchema, query)
        const filter = {
          ...(personId && { personId }),
          ...(what && { what }),
          ...(from && { from: new Date(from) }),
          ...(to && { to: new Date(to) }),
        }
        return json(await page(filter, cursor, limit))
      },
    },
    {
      method: 'get',
      path: '/api/audit/mine',
      who: 'signed-in',
      roles: 'all',
      scope: 'own',
      says: 'What the viewer wrote or uncovered, newest first.',
      async handle({ query, viewer }) {
        const { cursor, limit } = parsed(mineSchema, query)
        return json(await page({ personId: viewer.personId }, cursor, limit))
      },
    },
    {
      method: 'get',
      path: '/api/audit/chain',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'How far the chain of hashes over the audit log has come.',
      async handle() {
        const { position, hash, sealedAt } = await chainEnd(database)
        return json({ sealed: position, hash: hash === '' ? null : hash, sealedAt })
      },
    },
    {
      method: 'get',
      path: '/api/audit/verification',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Walks the whole chain of the audit log; `anchor` is a hash from before that must stand in it, else the last that was noted.',
      async handle({ query }) {
        const { anchor } = parsed(anchorSchema, query)
        return json(await verifyAudit(database, { now, given: anchor ?? null, anchors }))
      },
    },
  ]
}
