import { channelBodySchema, channelTestBodySchema } from '#shared/channel.ts'
import { idSchema } from '#shared/ids.ts'
import type { ChannelDesk } from '../channels/channel-desk.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** The ways out of the program: what an administrator sets up, tries and takes away, and the duty room sees the state of. */
export function channelRoutes({ channelDesk: desk }: { channelDesk: ChannelDesk }): Route[] {
  return [
    {
      method: 'get',
      path: '/api/channels',
      who: 'signed-in',
      roles: ['admin', 'duty'],
      scope: 'installation',
      says: 'The channels and how they fare, those tried first in front; an administrator sees their settings, nobody their secrets.',
      async handle({ viewer }) {
        return json({ items: await desk.shown(viewer.roles.includes('admin')), nextCursor: null })
      },
    },
    {
      method: 'put',
      path: '/api/channels/:id',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Sets a channel up, or changes it; a secret that is left out stays as it was.',
      takes: channelBodySchema,
      async handle({ params, body }) {
        const put = await desk.put(parsed(idSchema, params.id), parsed(channelBodySchema, body))
        if (!put.ok) throw new Refusal('invalid', { fields: put.faults })
        return json(put.shown, put.created ? 201 : 200)
      },
    },
    {
      method: 'delete',
      path: '/api/channels/:id',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Takes a channel away.',
      async handle({ params }) {
        if (!(await desk.remove(parsed(idSchema, params.id)))) throw new Refusal('not-found')
        return { status: 204 }
      },
    },
    {
      method: 'post',
      path: '/api/channels/:id/test',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Says by a channel that it is being tried, in the words of a drill. What everybody around hears wants `confirm`.',
      takes: channelTestBodySchema,
      async handle({ params, body }) {
        const tried = await desk.test(parsed(idSchema, params.id), parsed(channelTestBodySchema, body))
        if (tried === null) throw new Refusal('not-found')
        if (!tried.ok) throw new Refusal('invalid', { fields: tried.faults })
        return json(tried.test)
      },
    },
  ]
}
