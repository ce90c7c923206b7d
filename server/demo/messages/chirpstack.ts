import { type Random, between, pick } from '../random.ts'
import { type Outgoing, json } from './outgoing.ts'

/** The one application of the demo's LoRaWAN network. */
const APPLICATION_ID = '5f1c9a52-7d1e-4c0b-9a51-7e0d3b1f4d20'
const TENANT_ID = '0b9d4f86-23c5-4f0e-8f0a-2f6b7c1d9e34'

/** A device as the network server knows it. */
export type Node = { devEui: string; name: string; profile: 'EM500-SWL' | 'WTS506' }

/** What a codec made of the bytes: the readings under the codec's own names. */
export type DecodedObject = Record<string, number | string>

/** An uplink with its readings, heard by one gateway. `count` is the device's frame counter. */
export function uplink(
  prefix: string,
  node: Node,
  object: DecodedObject,
  data: Uint8Array,
  count: number,
  now: Date,
  random: Random,
): Outgoing {
  return json(`${prefix}/${APPLICATION_ID}/device/${node.devEui}/event/up`, {
    deduplicationId: uuid(random),
    time: nanoseconds(now),
    deviceInfo: deviceInfo(node),
    devAddr: `01${node.devEui.slice(-6)}`,
    adr: true,
    dr: 5,
    // A counter of zero is absent, as protobuf leaves zeroes out.
    ...(count === 0 ? {} : { fCnt: count }),
    fPort: 85,
    data: Buffer.from(data).toString('base64'),
    object,
    rxInfo: [
      {
        gatewayId: '24e124fffef00a01',
        uplinkId: Math.floor(between(random, 1, 65_535)),
        gwTime: nanoseconds(now),
        nsTime: nanoseconds(now),
        rssi: -Math.round(between(random, 62, 112)),
        snr: Math.round(between(random, -20, 100)) / 10,
        channel: pick(random, [0, 1, 2, 3, 4, 5, 6, 7]),
        location: { latitude: 36.62211, longitude: 112.19388, altitude: 1390 },
        context: 'nQmcXA==',
        metadata: { region_common_name: 'CN470', region_config_id: 'cn470_10' },
        crcStatus: 'CRC_OK',
      },
    ],
    txInfo: {
      frequency: 486_300_000 + 200_000 * pick(random, [0, 1, 2, 3, 4, 5, 6, 7]),
      modulation: { lora: { bandwidth: 125_000, spreadingFactor: 7, codeRate: 'CR_4_5' } },
    },
  })
}

/** The network server's own word on a device's battery (percent) and link margin (decibels). */
export function deviceStatus(prefix: string, node: Node, batteryLevel: number, now: Date, random: Random): Outgoing {
  return json(`${prefix}/${APPLICATION_ID}/device/${node.devEui}/event/status`, {
    deduplicationId: uuid(random),
    time: nanoseconds(now),
    deviceInfo: deviceInfo(node),
    margin: Math.round(between(random, 5, 20)),
    batteryLevel,
  })
}

/** A submersible gauge's reading: level in centimetres, and the alarm word when it has passed its threshold. */
export function waterLevel(
  battery: number,
  centimetres: number,
  alarm?: 'threshold alarm' | 'threshold alarm release',
) {
  const level = Math.round(centimetres)
  const object: DecodedObject = { battery, water_level: level }
  if (alarm !== undefined) object['water_level_alarm'] = alarm
  return { object, data: Uint8Array.of(0x01, 0x75, battery, 0x03, 0x77, level & 0xff, level >> 8) }
}

/** A weather station's air reading: degrees Celsius and percent of relative humidity. */
export function airReading(battery: number, temperature: number, humidity: number) {
  const [degrees, percent] = [Math.round(temperature * 10), Math.round(humidity * 2)]
  const object: DecodedObject = { battery, temperature: degrees / 10, humidity: percent / 2 }
  return {
    object,
    data: Uint8Array.of(0x01, 0x75, battery, 0x03, 0x67, degrees & 0xff, (degrees >> 8) & 0xff, 0x04, 0x68, percent),
  }
}

/** The same station's wind, which it sends in a separate uplink: degrees, hectopascals, metres a second. */
export function windReading(direction: number, pressure: number, speed: number) {
  const [degrees, tenths, metres] = [Math.round(direction) * 10, Math.round(pressure * 10), Math.round(speed * 10)]
  const object: DecodedObject = { wind_direction: degrees / 10, pressure: tenths / 10, wind_speed: metres / 10 }
  const bytes = [0x05, 0x84, degrees & 0xff, degrees >> 8, 0x06, 0x73, tenths & 0xff, tenths >> 8, 0x07, 0x92]
  return { object, data: Uint8Array.of(...bytes, metres & 0xff, metres >> 8) }
}

/** What the same station's gauge has counted since it was set up, in millimetres. */
export function rainReading(millimetres: number) {
  const hundredths = Math.round(millimetres * 100)
  const object: DecodedObject = { rainfall_total: hundredths / 100 }
  return { object, data: Uint8Array.of(0x08, 0xec, hundredths & 0xff, (hundredths >> 8) & 0xff, hundredths >> 16, 0) }
}

function deviceInfo({ devEui, name, profile }: Node) {
  return {
    tenantId: TENANT_ID,
    tenantName: '聪子峪乡',
    applicationId: APPLICATION_ID,
    applicationName: '水文气象',
    deviceProfileId:
      profile === 'WTS506' ? '8d6a2a64-3a63-4a86-8d0c-0d9a3b7f1c02' : '8d6a2a64-3a63-4a86-8d0c-0d9a3b7f1c01',
    deviceProfileName: profile,
    deviceName: name,
    devEui,
    deviceClassEnabled: 'CLASS_A',
    tags: {},
  }
}

function nanoseconds(now: Date): string {
  return now.toISOString().replace('Z', '000000+00:00')
}

function uuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`
}
