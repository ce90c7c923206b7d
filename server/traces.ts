import type { Source } from '#shared/source.ts'
import type { quarantine } from '../db/schema.ts'
import type { Message, Refused } from './domain/decode/format.ts'
import { type Attached, separated } from './domain/attached.ts'
import type { Arrival } from './domain/arrival.ts'
import { gaugeOf } from './domain/gauge.ts'
import { keptValues, mayKeepWhole } from './domain/whereabouts.ts'
import type { Entry } from './store/spool.ts'

// What messages leave in the database when nobody has to act on them.

/** A message that nobody could read, with why. */
export type Unread = {
  message: Message
  source: Source | null
  reason: string
  detail: string
  event?: Refused['event']
}

const MAX_QUARANTINED_BYTES = 256 * 1024

/** What a reading leaves in its batch. JSON leaves out what is undefined. */
export function entryOf(arrival: Arrival, deviceId: string | undefined): Entry {
  const { decoded, message, key } = arrival
  return {
    ...signOfLife(arrival),
    device: deviceId,
    kind: decoded.kind ?? undefined,
    state: decoded.state,
    at: decoded.deviceAt?.getTime(),
    confidence: decoded.confidence ?? undefined,
    key: key ?? undefined,
    again: (message.dup || message.mayBeResent) && key === null ? true : undefined,
  }
}

/** That a device was heard, and what it said of itself; the rest stands in the evidence. */
export function signOfLife({ sourceId, decoded, message }: Arrival): Entry {
  return {
    source: sourceId,
    address: decoded.externalId,
    received: message.receivedAt.getTime(),
    values: keptValues(decoded.values),
    available: decoded.available ?? undefined,
    battery: decoded.batteryPercent ?? undefined,
    via: decoded.via ?? undefined,
    gauge: gaugeOf(decoded.values),
    // Said by others: the device may be long gone.
    silent: message.retain ? 'replayed' : decoded.available === false ? 'will' : undefined,
  }
}

/** A message as quarantine keeps it: whole up to 256 KiB, base64, its pictures beside it. */
export function quarantineRow(
  { message, source, reason, detail }: Unread,
  id: string,
): typeof quarantine.$inferInsert & { attached: Attached[] } {
  const { topic, retain, principal, receivedAt } = message
  const isWhole = mayKeepWhole(source?.format)
  const { payload, cut, attached } = separated(isWhole ? message.payload : new Uint8Array(), [], undefined)
  return {
    attached,
    cut,
    id,
    receivedAt,
    sourceId: source?.id ?? null,
    // The protocol forbids a NUL and the database cannot hold it; some client sends it all the same.
    topic: storable(topic),
    payload: Buffer.from(payload.subarray(0, MAX_QUARANTINED_BYTES)).toString('base64'),
    payloadBytes: message.payload.byteLength,
    retain,
    principal,
    reason,
    detail: storable(detail),
  }
}

function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed()
}
