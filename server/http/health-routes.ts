import type { Ill } from '#shared/ill.ts'
import { json, type Route } from './route.ts'

/** One part of the program and whether it answers. */
export type PartState = { ok: boolean; detail?: string | null; kind?: string }

/** Whether the process lives, and whether it can do its work. */
export function healthRoutes(parts: {
  ready: () => Promise<Record<string, PartState>>
  ill: () => readonly Ill[]
  durability: 'trial' | 'duty'
  metrics: () => Promise<string>
}): Route[] {
  return [
    {
      method: 'get',
      path: '/healthz',
      who: 'anyone',
      says: 'The process lives.',
      handle: async () => json({ ok: true }),
    },
    {
      method: 'get',
      path: '/readyz',
      who: 'anyone',
      says: 'Database and broker answer; names each part and the durability class.',
      async handle() {
        const states = await parts.ready()
        const ok = Object.values(states).every((state) => state.ok)
        // For anyone to read: the parts alone, and no names.
        const ill = [...new Set(parts.ill().map(({ part }) => part))]
        return json({ ok, parts: states, durability: parts.durability, ill }, ok ? 200 : 503)
      },
    },
    {
      method: 'get',
      path: '/metrics',
      who: 'anyone',
      says: 'Prometheus text.',
      handle: async () => ({
        status: 200,
        body: await parts.metrics(),
        type: 'text/plain; version=0.0.4; charset=utf-8',
      }),
    },
  ]
}
