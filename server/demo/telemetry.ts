import type { Device } from '#shared/device.ts'
import type { Township } from './township.ts'
import * as chirpstack from './messages/chirpstack.ts'
import * as frigate from './messages/frigate.ts'
import { nativeEvent } from './messages/native.ts'
import type { Outgoing } from './messages/outgoing.ts'
import * as zigbee from './messages/zigbee2mqtt.ts'
import { type Random, between } from './random.ts'

/** Where a device's messages go: its source's prefix and the name it has there. */
export type Wire = { device: Device; format: string; prefix: string; externalId: string }

/** Every device of the township with the way its messages take; one without an address is left out. */
export function wiresOf({ devices, sources }: Pick<Township, 'devices' | 'sources'>): Wire[] {
  return devices.flatMap((device) => {
    const address = device.addresses[0]
    const source = sources.find(({ id }) => id === address?.source)
    if (address === undefined || source === undefined) return []
    return { device, format: source.format, prefix: source.prefix, externalId: address.externalId }
  })
}

/** What the gateways say once, when the day begins: that they are there, and whom they can reach. */
export function greetings(wires: readonly Wire[]): Outgoing[] {
  return wires.flatMap(({ device, format, prefix, externalId }) => {
    const isGateway = device.kind === 'gateway'
    if (format === 'frigate') return isGateway ? frigate.available(prefix, 'online') : []
    if (format !== 'zigbee2mqtt') return []
    return isGateway ? zigbee.bridgeState(prefix, 'online') : zigbee.availability(prefix, externalId, 'online')
  })
}

/**
 * What the weather stations kept while their gateway was without a line, sent when the day begins: the last noon, and the
 * counter of rain as it was a day before that. Without it nothing could be estimated before the next noon.
 */
export function weatherOfLastNoon(wires: readonly Wire[], now: Date, random: Random): Outgoing[] {
  const sinceNoonMs = (((now.getTime() / HOUR_MS - 4) % 24) + 24) % 24
  const noon = new Date(now.getTime() - sinceNoonMs * HOUR_MS)
  const hoursBefore = (hours: number) => new Date(noon.getTime() - hours * HOUR_MS)
  return wires
    .filter(({ device, format }) => device.kind === 'weather' && format === 'chirpstack-v4')
    .flatMap((wire) => {
      const { device, prefix } = wire
      const battery = batteryOf(device)
      const rain = 212 + Math.round(ownShare(device.id) * 300) / 10
      const send = (at: Date, { object, data }: ReturnType<typeof chirpstack.airReading>, count: number) =>
        chirpstack.uplink(prefix, nodeOf(wire), object, data, count, at, random)
      return [
        send(hoursBefore(24.2), chirpstack.rainReading(rain), 1),
        send(hoursBefore(9), chirpstack.rainReading(rain + 0.4), 2),
        send(hoursBefore(0.1), chirpstack.rainReading(rain + 0.4), 3),
        send(
          hoursBefore(0.05),
          chirpstack.airReading(battery, 16 + between(random, -1, 1), 33 + between(random, -3, 3)),
          4,
        ),
        send(hoursBefore(0.02), chirpstack.windReading(230, 870, between(random, 2.5, 4)), 5),
      ]
    })
}

const HOUR_MS = 3600_000

/** What a device says when nothing happens. `count` is how many times it has spoken before. */
export function usualMessages(wire: Wire, count: number, now: Date, random: Random): Outgoing[] {
  switch (wire.format) {
    case 'frigate':
      return cameraMessages(wire, random)
    case 'zigbee2mqtt':
      return [zigbeeReport(wire, random)].flat()
    case 'chirpstack-v4':
      return lorawanMessages(wire, count, now, random)
    default:
      return [nativeReading(wire, count, now, random)]
  }
}

function cameraMessages({ prefix, externalId }: Wire, random: Random): Outgoing[] {
  const alive = frigate.detectStatus(prefix, externalId, 'online')
  if (random() > 0.25) return [alive]
  return [alive, frigate.motion(prefix, externalId, random() < 0.5 ? 'ON' : 'OFF')]
}

/** The radio of a device: its charge is its own and changes little from one report to the next. */
export function radioOf({ device }: Wire, random: Random): zigbee.Radio {
  const battery = batteryOf(device)
  return { battery, voltage: 2700 + battery * 3, linkquality: Math.round(between(random, 45, 190)) }
}

function zigbeeReport(wire: Wire, random: Random): Outgoing[] {
  const { device, prefix, externalId } = wire
  const radio = radioOf(wire, random)
  switch (device.kind) {
    case 'smoke':
      return [zigbee.smokeReport(prefix, externalId, false, radio)]
    case 'gas':
      return [zigbee.gasReport(prefix, externalId, false, radio)]
    case 'contact':
      return [zigbee.contactReport(prefix, externalId, false, radio)]
    case 'motion':
      return [zigbee.occupancyReport(prefix, externalId, false, radio)]
    case 'sos':
      return [zigbee.sosReport(prefix, externalId, undefined, radio)]
    default:
      return []
  }
}

/** The node of a LoRaWAN device, named as in the registry. */
export function nodeOf({ device, externalId }: Wire): chirpstack.Node {
  return { devEui: externalId, name: device.name, profile: device.kind === 'weather' ? 'WTS506' : 'EM500-SWL' }
}

/** A gully's ordinary level in centimetres: each has its own. */
export function ordinaryLevel({ device }: Wire): number {
  return 18 + Math.round(ownShare(device.id) * 40)
}

function lorawanMessages(wire: Wire, count: number, now: Date, random: Random): Outgoing[] {
  const { device, prefix } = wire
  const node = nodeOf(wire)
  const battery = batteryOf(device)
  if (count % 12 === 11) return [chirpstack.deviceStatus(prefix, node, battery + 0.3, now, random)]
  const send = ({ object, data }: { object: chirpstack.DecodedObject; data: Uint8Array }) =>
    chirpstack.uplink(prefix, node, object, data, count, now, random)
  if (device.kind !== 'weather') {
    return [send(chirpstack.waterLevel(battery, ordinaryLevel(wire) + between(random, -1, 1)))]
  }
  if (count % 2 === 1) {
    return [
      send(chirpstack.windReading(between(random, 190, 260), between(random, 868, 872), between(random, 0.5, 4.5))),
    ]
  }
  const warmth = warmthAt(now)
  return [send(chirpstack.airReading(battery, 9 + 8 * warmth + between(random, -0.4, 0.4), 62 - 25 * warmth))]
}

function nativeReading({ device, prefix, externalId }: Wire, count: number, now: Date, random: Random): Outgoing {
  const id = `${now.getTime().toString(36)}-${count}`
  const event = { id, state: 'reading', at: now.toISOString() } as const
  if (device.kind === 'heat') {
    const value = Math.round((30 + 10 * warmthAt(now) + between(random, -1, 1)) * 10) / 10
    return nativeEvent(prefix, externalId, { ...event, kind: 'heat', value, unit: 'Cel' })
  }
  const kind = device.kind === 'smoke' || device.kind === 'sos' ? device.kind : 'other'
  return nativeEvent(prefix, externalId, { ...event, kind })
}

/** How warm the hour is, from −1 before dawn to 1 in the afternoon, by the township's own clock (UTC+8). */
function warmthAt(now: Date): number {
  const hour = ((now.getTime() / 3_600_000 + 8) % 24) - 15
  return Math.cos((hour * Math.PI) / 12)
}

function batteryOf(device: Device): number {
  return 58 + Math.round(ownShare(device.id) * 42)
}

/** A number from 0 to 1 that belongs to an id and never changes. */
function ownShare(id: string): number {
  return ([...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) % 100) / 100
}
