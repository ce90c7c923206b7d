import type { Device } from '#shared/device.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { publishOutside } from './mosquitto-pub.ts'

const township = demoTownship()

/** The smoke alarm of the first household of a zone of the demo township that has one. */
export function smokeAlarmIn(zoneId: string): Device {
  const device = township.devices.find(({ id }) => id.startsWith(`smoke-${zoneId}-`))
  if (device === undefined) throw new Error(`the demo township has no smoke alarm in ${zoneId}`)
  return device
}

/** The state that a smoke alarm reports when it sounds, as its gateway publishes it. */
export async function soundAlarm(mqttPort: number, device: Device): Promise<void> {
  const report = { battery: 97, battery_low: false, linkquality: 92, smoke: true, tamper: false, voltage: 3000 }
  await publishOutside(mqttPort, `zigbee2mqtt/${addressOf(device)}`, report)
}

/** By what name its gateway knows a device. */
export function addressOf(device: Device): string {
  const [address] = device.addresses
  if (address === undefined) throw new Error(`${device.id} has no address`)
  return address.externalId
}
