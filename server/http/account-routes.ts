import { z } from 'zod'
import { eraseBodySchema, INSPECTOR_MOST_DAYS, inspectorBodySchema, kioskBodySchema } from '#shared/account.ts'
import { idSchema } from '#shared/ids.ts'
import type { Role } from '#shared/person.ts'
import type { AccountDesk } from '../accounts/account-desk.ts'
import { LAST_ADMIN } from '../domain/last-admin.ts'
import type { Erased, Erasing } from '../accounts/erasing.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const ADMIN: readonly Role[] = ['admin']
const DAY_MS = 24 * 3600_000

/** Who can sign in and how: accounts, walls, people from outside; and erasing people and households. */
export function accountRoutes(parts: {
  accountDesk: AccountDesk
  erasing: Erasing
  now: () => Date
  url: () => string
}): Route[] {
  const { accountDesk: desk, erasing, now, url } = parts
  const kioskLink = (link: { token: string; expiresAt: Date }) => {
    return { link: `${url()}/wall?kiosk=${link.token}`, expiresAt: link.expiresAt.toISOString() }
  }
  return [
    {
      method: 'get',
      path: '/api/accounts',
      who: 'signed-in',
      roles: ['admin', 'duty', 'leader'],
      scope: 'viewer',
      says: 'How each person stands with signing in, and since when and until when they are here.',
      handle: async ({ viewer }) => json({ items: await desk.accounts(viewer), nextCursor: null }),
    },
    {
      method: 'get',
      path: '/api/kiosks',
      who: 'signed-in',
      roles: ADMIN,
      scope: 'installation',
      says: 'The walls, their unused links, and where they are signed in.',
      handle: async ({ sessionId }) => json({ items: await desk.kiosks(sessionId), nextCursor: null }),
    },
    {
      method: 'post',
      path: '/api/kiosks',
      who: 'signed-in',
      roles: ADMIN,
      scope: 'installation',
      says: 'Makes a wall, and a one-time link with which a screen signs in as it.',
      takes: kioskBodySchema,
      async handle({ body }) {
        const { name, areaId } = parsed(kioskBodySchema, body)
        const made = await desk.makeKiosk(name, areaId ?? null)
        if (!made.ok) throw new Refusal('invalid', { fields: made.faults })
        return json({ personId: made.personId, ...kioskLink(made.link) }, 201)
      },
    },
    {
      method: 'post',
      path: '/api/people/:id/kiosk-link',
      who: 'signed-in',
      roles: ADMIN,
      scope: 'installation',
      says: 'Another one-time link for a wall; the one before works no longer, screens that are signed in stay so.',
      async handle({ params }) {
        const link = await desk.kioskLink(params.id ?? '')
        if (link === 'unknown') throw new Refusal('not-found')
        if (link === 'no-wall')
          throw new Refusal('invalid', {
            fields: [{ field: 'roles', message: 'only for a person whose one role is wall' }],
          })
        return json(kioskLink(link), 201)
      },
    },
    {
      method: 'post',
      path: '/api/inspectors',
      who: 'signed-in',
      roles: ADMIN,
      scope: 'installation',
      says: `An account for somebody from outside who reads some ground until a day, ${INSPECTOR_MOST_DAYS} days ahead at most.`,
      takes: inspectorBodySchema,
      async handle({ body }) {
        const { name, areaIds, validUntil } = parsed(inspectorBodySchema, body)
        const ahead = Date.parse(validUntil) - now().getTime()
        if (ahead <= 0 || ahead > INSPECTOR_MOST_DAYS * DAY_MS)
          throw new Refusal('invalid', {
            fields: [{ field: 'validUntil', message: `must lie in the next ${INSPECTOR_MOST_DAYS} days` }],
          })
        const made = await desk.makeInspector({ name, areaIds, validUntil })
        if (!made.ok) throw new Refusal('invalid', { fields: made.faults })
        const { personId, username, link } = made
        const address = `${url()}/login?invitation=${link.token}`
        return json({ personId, username, link: address, expiresAt: link.expiresAt.toISOString() }, 201)
      },
    },
    eraseRoute('people', 'person', (id) => erasing.person(id)),
    eraseRoute('households', 'household', (id) => erasing.household(id)),
  ]
}

const eraseParamsSchema = z.object({ id: idSchema })

function eraseRoute(noun: string, one: string, erase: (id: string) => Promise<Erased>): Route {
  return {
    method: 'post',
    path: `/api/${noun}/:id/erase`,
    who: 'signed-in',
    roles: ADMIN,
    scope: 'installation',
    says: `Erases the personal fields of a ${one} for good, everywhere; what was done stays in the log under the id.`,
    takes: eraseBodySchema,
    reasoned: true,
    async handle({ params, body }) {
      parsed(eraseBodySchema, body)
      const erased = await erase(parsed(eraseParamsSchema, params).id)
      if (erased.ok) return { status: 204 }
      if (erased.reason === 'unknown') throw new Refusal('not-found')
      if (erased.reason === 'last-admin')
        throw new Refusal('conflict', {
          detail: LAST_ADMIN,
          fields: [{ field: 'roles', message: LAST_ADMIN, reason: 'last-admin' }],
        })
      throw new Refusal('conflict', {
        detail: 'hand these over, or end them, first',
        fields: erased.held.map(({ noun: of, id }) => ({
          field: `${of}.${id}`,
          message: of === 'incidents' ? 'is open, and they are called to it' : 'is held now or later',
        })),
      })
    },
  }
}
