import { heartbeatBodySchema, type ShownHeartbeat } from '#shared/heartbeat.ts'
import type { Database } from '../../db/connect.ts'
import { maskedUrl } from '../domain/masked-url.ts'
import { heartbeatRow, type HeartbeatRow, putHeartbeat, removeHeartbeat } from '../store/heartbeats.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const PATH = '/api/heartbeat'

/** Where a monitor outside listens whether this program lives. */
export function heartbeatRoutes({ database }: { database: Database }): Route[] {
  return [
    {
      method: 'get',
      path: PATH,
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Where a monitor outside is told that the program lives, and how that last went; null where none is set up.',
      async handle() {
        const row = await heartbeatRow(database)
        return json({ heartbeat: row === null ? null : shown(row) })
      },
    },
    {
      method: 'put',
      path: PATH,
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Sets up where a monitor outside is told that the program lives.',
      takes: heartbeatBodySchema,
      async handle({ body }) {
        const { url, illUrl = null, everySeconds } = parsed(heartbeatBodySchema, body)
        const before = await heartbeatRow(database)
        const meant = (given: string | null, old: string | null | undefined) =>
          given !== null && old != null && maskedUrl(old) === given ? old : given
        await putHeartbeat(database, {
          url: meant(url, before?.url) ?? url,
          illUrl: meant(illUrl, before?.illUrl),
          everySeconds,
        })
        const row = await heartbeatRow(database)
        return json({ heartbeat: row === null ? null : shown(row) })
      },
    },
    {
      method: 'delete',
      path: PATH,
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'No monitor outside is told any more.',
      async handle() {
        if (!(await removeHeartbeat(database))) throw new Refusal('not-found')
        return { status: 204 }
      },
    },
  ]
}

function shown({ url, illUrl, everySeconds, okAt, failedAt, failure }: HeartbeatRow): ShownHeartbeat {
  return {
    url: maskedUrl(url),
    illUrl: illUrl === null ? null : maskedUrl(illUrl),
    everySeconds,
    okAt: okAt?.toISOString() ?? null,
    failedAt: failedAt?.toISOString() ?? null,
    failure,
  }
}
