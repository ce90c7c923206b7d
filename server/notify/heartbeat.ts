import { z } from 'zod'
import type { HttpRequest } from './channel.ts'

/** Where somebody else's monitor listens whether this program lives, and where it hears that something in it is ill. */
export const heartbeatSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  illUrl: z.url({ protocol: /^https?$/ }).optional(),
})
type Settings = z.output<typeof heartbeatSchema>

/** The parts of the program whose illness the monitor is told of, with none of their words. */
export type IllPart = 'outbox' | 'channel' | 'broker' | 'clock' | 'database'

/**
 * A sign of life for a dead-man's switch outside (https://healthchecks.io/docs/http_api/, Uptime Kuma's push monitors):
 * silence is what alarms. Null where something is ill and the monitor has no address for that: then it is to be silent.
 */
export function heartbeat({ url, illUrl }: Settings, ill: readonly IllPart[]): HttpRequest | null {
  if (ill.length === 0) return { method: 'GET', url, headers: {}, body: null }
  if (illUrl === undefined) return null
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return { method: 'POST', url: illUrl, headers, body: [...new Set(ill)].toSorted().join(' ') }
}
