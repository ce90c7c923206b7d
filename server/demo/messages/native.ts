import type { Kind } from '#shared/kinds.ts'
import { type Outgoing, json } from './outgoing.ts'

/** What the native form may carry; every field but the kind may be missing. `at` is ISO 8601, `id` unique per device. */
export type NativeEvent = {
  id: string
  kind: Kind
  state: 'active' | 'cleared' | 'reading'
  at: string
  value?: number
  unit?: string
}

/** One event of a device that speaks this system's own form. */
export function nativeEvent(prefix: string, deviceId: string, event: NativeEvent): Outgoing {
  return json(`${prefix}/${deviceId}/event`, event, 1)
}
