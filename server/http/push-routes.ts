import { pushSubscriptionBodySchema } from '#shared/push.ts'
import type { Database } from '../../db/connect.ts'
import { endSubscription, putSubscription } from '../store/push-subscriptions.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const PATH = '/api/push-subscriptions'

/** Which browsers may be told by Web Push; each belongs to the session on it, and ends with it. */
export function pushRoutes(parts: {
  database: Database
  publicKey: string
  isPushService: (endpoint: string) => boolean
  now: () => Date
  newId: () => string
}): Route[] {
  const { database, publicKey, isPushService, now, newId } = parts
  return [
    {
      method: 'get',
      path: '/api/push-key',
      who: 'signed-in',
      roles: 'all',
      scope: 'installation',
      says: 'The public key by which a browser subscribes to pushes of this installation (RFC 8292).',
      handle: async () => json({ publicKey }),
    },
    {
      method: 'post',
      path: PATH,
      who: 'signed-in',
      roles: 'all',
      scope: 'own',
      says: 'Tells this browser by Web Push, as long as its session lasts; it takes the place of what the session had before.',
      takes: pushSubscriptionBodySchema,
      async handle({ body, viewer, sessionId }) {
        const { endpoint, keys } = parsed(pushSubscriptionBodySchema, body)
        if (!isPushService(endpoint))
          throw new Refusal('invalid', { fields: [{ field: 'endpoint', message: 'is no push service of a browser' }] })
        if (sessionId === null) throw new Refusal('not-signed-in')
        const { personId } = viewer
        await putSubscription(database, { id: newId(), personId, sessionId, endpoint, ...keys, createdAt: now() })
        return { status: 204 }
      },
    },
    {
      method: 'delete',
      path: PATH,
      who: 'signed-in',
      roles: 'all',
      scope: 'own',
      says: 'Tells this browser no more.',
      async handle({ sessionId }) {
        if (sessionId === null || !(await endSubscription(database, sessionId))) throw new Refusal('not-found')
        return { status: 204 }
      },
    },
  ]
}
