import type { AlarmField, AlarmWord } from './alarm-words.ts'
import { CALL, CONTACT, fieldOfName, GAS, MOTION, SMOKE, WATER_LEAK } from './device-words.ts'
import { isRecord, numberIn } from './fields.ts'
import { SOME_ALARM } from './lorawan-names.ts'

const MOVEMENT: AlarmField = { kind: 'intrusion', deviceKind: 'other', signal: 'level', needsArming: true }
const BREAKAGE: AlarmField = { ...MOVEMENT, deviceKind: 'contact' }

/**
 * How the bridge names what an alarm zone of a type sees, once it knows the type, and the type's number in the Zigbee
 * Cluster Library (table 8-5). `Contact` 1 is open: arendst/Tasmota#9759.
 */
const ZONES: ReadonlyMap<string, AlarmField> = new Map([
  ['Occupancy', MOTION],
  ['Contact', CONTACT],
  ['Fire', SMOKE],
  ['Smoke', SMOKE],
  ['Water', WATER_LEAK],
  ['CO', GAS],
  ['Gas', GAS],
  ['PersonalAlarm', CALL],
  ['Panic', CALL],
  ['Movement', MOVEMENT],
  ['GlassBreak', BREAKAGE],
])
const ZONE_TYPES: ReadonlyMap<number, string> = new Map([
  [0x000d, 'Occupancy'],
  [0x0015, 'Contact'],
  [0x0028, 'Fire'],
  [0x002a, 'Water'],
  [0x002b, 'CO'],
  [0x002c, 'PersonalAlarm'],
  [0x002d, 'Movement'],
  [0x010f, 'Panic'],
  [0x0115, 'Panic'],
  [0x0226, 'GlassBreak'],
])

/** The alarm field of a name that the bridge gives to what a zone sees. */
export function zoneField(name: string): AlarmField | undefined {
  return ZONES.get(name)
}

/** Which zone a message betrays, to be remembered: its type, its model (`lumi.sensor_wleak.aq1`), or what it sees. */
export function zoneIn(body: Readonly<Record<string, unknown>>): string | null {
  const type = numberIn(body['ZoneType'])
  const known = type === null ? undefined : ZONE_TYPES.get(type)
  if (known !== undefined) return known
  for (const name of ZONES.keys()) if (body[name] !== undefined) return name
  const field = typeof body['ModelId'] === 'string' ? fieldOfName(body['ModelId']) : undefined
  for (const [name, { kind, deviceKind }] of ZONES) {
    if (field?.kind === kind && field.deviceKind === deviceKind) return name
  }
  return null
}

/** What an alarm zone says, and of what: an unknown zone may be any, a smoke detector too. */
export type ZoneSays = { field: AlarmField; says: AlarmWord; batteryLow: boolean; tamper: boolean }

/**
 * The state of an alarm zone: `ZoneStatusChange` as a number, or the bytes of the notification under `0500<00`,
 * `0500!00` or `0500?00`, lowest first. Null where the message holds neither. Bits: ZCL 8.2.2.2.1.3.
 */
export function zoneStatus(body: Readonly<Record<string, unknown>>, zone: string | null): ZoneSays | null {
  let status = numberIn(body['ZoneStatusChange'])
  if (status === null) {
    const raw = ['0500<00', '0500!00', '0500?00'].map((key) => body[key]).find((value) => typeof value === 'string')
    const bytes = typeof raw === 'string' ? /^([0-9a-f]{2})([0-9a-f]{2})/i.exec(raw) : null
    if (bytes === null) return null
    status = parseInt(`${bytes[2]}${bytes[1]}`, 16)
  }
  const isAlarm = (status & 0b11) !== 0
  const isTest = (status & 0x100) !== 0
  const name = typeof body['Name'] === 'string' ? fieldOfName(body['Name']) : undefined
  const field = (zone === null ? undefined : ZONES.get(zone)) ?? name ?? SOME_ALARM
  return {
    field: field.kind === 'sos' ? { ...field, signal: 'event' } : field,
    says: isTest ? 'test' : isAlarm ? 'active' : 'cleared',
    batteryLow: (status & 0x08) !== 0,
    tamper: (status & 0x04) !== 0,
  }
}

/** The parts of a message that speak each of another device: `{"ZbReceived": {"0x898E": {…}, "Kitchen": {…}}}`. */
export function devicesIn(group: unknown): [string, Record<string, unknown>][] {
  if (!isRecord(group)) return []
  // Without the key, where the topic tells it already (SetOption119).
  const device = group['Name'] ?? group['Device']
  if (typeof device === 'string') return [[device, group]]
  return Object.entries(group).flatMap(([name, body]) => (isRecord(body) ? [[name, body]] : []))
}
