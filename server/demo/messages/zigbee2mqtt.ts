import { type Outgoing, json, retained } from './outgoing.ts'

/** What the radio says of itself in every report: charge in percent, cell voltage in millivolts, link quality 0 to 255. */
export type Radio = { battery: number; voltage: number; linkquality: number }

/** The bridge's own state, as Zigbee2MQTT 2 writes it. */
export function bridgeState(prefix: string, state: 'online' | 'offline'): Outgoing {
  return retained(`${prefix}/bridge/state`, JSON.stringify({ state }))
}

/** Whether the bridge can reach a device; the friendly name may hold slashes, spaces and Chinese. */
export function availability(prefix: string, friendlyName: string, state: 'online' | 'offline'): Outgoing {
  return retained(`${prefix}/${friendlyName}/availability`, JSON.stringify({ state }))
}

/** A smoke alarm's whole cached state, which is sent with every report. */
export function smokeReport(prefix: string, friendlyName: string, smoke: boolean, radio: Radio): Outgoing {
  const { battery, voltage, linkquality } = radio
  return json(`${prefix}/${friendlyName}`, {
    battery,
    battery_low: battery < 15,
    linkquality,
    smoke,
    tamper: false,
    voltage,
  })
}

/** A gas alarm on mains: no battery. */
export function gasReport(prefix: string, friendlyName: string, gas: boolean, { linkquality }: Radio): Outgoing {
  return json(`${prefix}/${friendlyName}`, { gas, linkquality, tamper: false })
}

/** A door contact; the device's own word is `contact`, which is false while the door stands open. */
export function contactReport(prefix: string, friendlyName: string, open: boolean, radio: Radio): Outgoing {
  const { battery, voltage, linkquality } = radio
  const rest = { device_temperature: 21, linkquality, power_outage_count: 3, voltage }
  return json(`${prefix}/${friendlyName}`, { battery, contact: !open, ...rest })
}

/** A motion sensor; `occupancy` falls back to false by a timeout, not because somebody left. */
export function occupancyReport(prefix: string, friendlyName: string, occupancy: boolean, radio: Radio): Outgoing {
  const { battery, voltage, linkquality } = radio
  return json(`${prefix}/${friendlyName}`, { battery, detection_interval: 30, linkquality, occupancy, voltage })
}

/** An SOS button: `emergency` when it is pressed, empty directly afterwards, absent in its reports of health. */
export function sosReport(
  prefix: string,
  friendlyName: string,
  action: 'emergency' | '' | undefined,
  { battery, voltage, linkquality }: Radio,
): Outgoing {
  const pressed = action === undefined ? {} : { action }
  return json(`${prefix}/${friendlyName}`, { ...pressed, battery, linkquality, voltage })
}
