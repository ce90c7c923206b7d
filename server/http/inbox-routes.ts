import { dismissalBodySchema, type InboxItem, sameDeviceBodySchema } from '#shared/inbox.ts'
import { idSchema } from '#shared/ids.ts'
import type { Database } from '../../db/connect.ts'
import { createArranging } from '../arranging.ts'
import type { Decisions } from '../decisions.ts'
import { maySeeDevice } from '../domain/ground.ts'
import type { Unregistered } from '../unregistered.ts'
import { deviceBody } from './device-body.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** What was heard and nobody has registered: read, put aside, taken for one that is known. */
export function inboxRoutes(parts: { database: Database; decisions: Decisions; unregistered: Unregistered }): Route[] {
  const { decisions, unregistered } = parts
  const arranging = createArranging(parts)
  return [
    {
      method: 'get',
      path: '/api/inbox',
      who: 'signed-in',
      roles: ['admin', 'duty'],
      scope: 'viewer',
      says: 'Devices that were heard and that nobody has registered, with what they said; those dismissed too.',
      async handle({ viewer }) {
        const { arrangement } = await decisions.facts()
        const items: InboxItem[] = await unregistered.items()
        const seen = items.filter(({ device }) => maySeeDevice(viewer, device, arrangement))
        return json({ items: seen, nextCursor: null })
      },
    },
    {
      method: 'put',
      path: '/api/inbox/:id',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'nobody',
      says: 'Says that an unregistered device is none of ours, or that it waits again; its alarms count either way.',
      takes: dismissalBodySchema,
      async handle({ params, body }) {
        const { dismissed } = parsed(dismissalBodySchema, body)
        if (!(await unregistered.dismiss(parsed(idSchema, params.id), dismissed))) throw new Refusal('not-found')
        return { status: 204 }
      },
    },
    {
      method: 'post',
      path: '/api/inbox/:id/address',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Makes the addresses of an unregistered device those of a registered one: the same thing by another way.',
      takes: sameDeviceBodySchema,
      async handle({ params, body }) {
        const { deviceId } = parsed(sameDeviceBodySchema, body)
        const { devices } = (await decisions.facts()).arrangement
        const heard = devices.get(parsed(idSchema, params.id))
        if (heard === undefined || heard.registered) throw new Refusal('not-found')
        const known = devices.get(deviceId)
        if (known === undefined || !known.registered)
          throw new Refusal('invalid', {
            fields: [{ field: 'deviceId', message: `there is no registered device ${deviceId}` }],
          })
        const addresses = [...known.addresses, ...heard.addresses]
        const put = { ...deviceBody(known), addresses }
        const { problems, shown } = await arranging.put('devices', [{ line: 1, id: deviceId, body: put }])
        if (problems.length > 0)
          throw new Refusal('invalid', { fields: problems.map(({ field, message }) => ({ field, message })) })
        return json(shown[0])
      },
    },
  ]
}
