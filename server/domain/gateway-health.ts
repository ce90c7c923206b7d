import type { Device } from '#shared/device.ts'
import { GATEWAY_DEVICES, LATE_INTERVALS } from './care-rules.ts'
import { heardMs } from './hearing.ts'
import { addressKey, goneAt, type HealthFacts, type Watched } from './watched.ts'

/** What many devices speak through: a gateway, or (`externalId` null) the source itself. */
export type Gateway = {
  sourceId: string
  externalId: string | null
  device: Device | null
  members: readonly Watched[]
  /** When anything was last heard through it. */
  lastWordAt: Date
  /** How long nothing was heard through it while somebody listened. */
  quietMs: number
  /** Since when it is down, and for how long while somebody listened; null while it is not. */
  down: { since: Date; ms: number } | null
}

type Heard = Watched & { newest: NonNullable<Watched['newest']> }
type OfDevice = (sourceId: string, externalId: string) => Device | null

/**
 * Which gateways and sources are down: a gateway that is said to be gone, and one through which nothing is heard though
 * three devices behind it should have spoken by now. Where a whole source is silent its gateways are not told singly.
 */
export function gatewaysOf(all: readonly Watched[], facts: HealthFacts, deviceAt: OfDevice): Gateway[] {
  const heard = all.flatMap((each) =>
    each.newest === null || each.isInMaintenance ? [] : [{ ...each, newest: each.newest }],
  )
  return [...Map.groupBy(heard, ({ newest }) => newest.sourceId)].flatMap(([sourceId, members]) => {
    const behind = Map.groupBy(members, ({ gateway }) => gateway)
    const gateways = [...behind].flatMap(([externalId, some]) =>
      externalId === null ? [] : [gatewayOf(sourceId, externalId, some, facts, deviceAt)],
    )
    const source = gatewayOf(sourceId, null, members, facts, deviceAt)
    // Behind the only gateway of a source it is the gateway that is silent.
    const isGateway = gateways.length <= 1 && gateways.some(({ down }) => down !== null)
    if (source.down === null || isGateway) return [...gateways, { ...source, down: null }]
    return [...gateways.map((gateway) => ({ ...gateway, down: null })), source]
  })
}

function gatewayOf(
  sourceId: string,
  externalId: string | null,
  members: readonly Heard[],
  { heard, spans, now }: HealthFacts,
  deviceAt: OfDevice,
): Gateway {
  const own = externalId === null ? undefined : heard.get(addressKey(sourceId, externalId))
  const words = [...members.map(lastWordThrough), ...(own === undefined ? [] : [own.lastSeenAt])]
  const lastWordAt = new Date(Math.max(...words.map((at) => at.getTime())))
  const quietMs = heardMs(lastWordAt, now, spans)
  const shared = { sourceId, externalId, members, lastWordAt, quietMs }
  const device = externalId === null ? null : deviceAt(sourceId, externalId)
  const gone = own === undefined ? null : goneAt(own)
  if (gone !== null) return { ...shared, device, down: { since: gone, ms: heardMs(gone, now, spans) } }
  // By when each should have spoken; what said that it goes is missed from then on.
  const dueMs = members
    .flatMap(({ cadence, gateway, goneAt: left }) => {
      if (left !== null && gateway === null) return left >= lastWordAt ? [heardMs(lastWordAt, left, spans)] : []
      return cadence === null ? [] : [cadence.seconds * 1000 * LATE_INTERVALS]
    })
    .toSorted((a, b) => a - b)[GATEWAY_DEVICES - 1]
  const overMs = dueMs === undefined ? -1 : quietMs - dueMs
  return { ...shared, device, down: overMs < 0 ? null : { since: lastWordAt, ms: overMs } }
}

/** That a device behind a gateway is gone is said by the gateway: a last will of its own comes from the broker. */
function lastWordThrough({ newest: { lastSeenAt, availableAt }, gateway }: Heard): Date {
  return gateway !== null && availableAt !== null && availableAt > lastSeenAt ? availableAt : lastSeenAt
}
