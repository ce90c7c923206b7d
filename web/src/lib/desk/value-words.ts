import type { Values } from '#shared/observation.ts'
import { unitNamed } from '#shared/value-unit.ts'
import { m } from '#lib/paraglide/messages.js'
import { dayTime } from '#lib/time.ts'

const names: Readonly<Record<string, () => string>> = {
  temperature: m.desk_value_temperature,
  deviceTemperature: m.desk_value_device_temperature,
  humidity: m.desk_value_humidity,
  waterLevel: m.desk_value_water_level,
  windSpeed: m.desk_value_wind_speed,
  windDirection: m.desk_value_wind_direction,
  windGust: m.desk_value_wind_gust,
  rainfall: m.desk_value_rain,
  rainfallTotal: m.desk_value_rainfall,
  rainIntensity: m.desk_value_rain_intensity,
  solarRadiation: m.desk_value_solar_radiation,
  carbonDioxide: m.desk_value_carbon_dioxide,
  soilMoisture: m.desk_value_soil_moisture,
  soilTemperature: m.desk_value_soil_temperature,
  waterTemperature: m.desk_value_water_temperature,
  probeTemperature: m.desk_value_probe_temperature,
  dewPoint: m.desk_value_dew_point,
  distance: m.desk_value_distance,
  illuminance: m.desk_value_illuminance,
  battery: m.desk_value_battery,
  batteryLow: m.desk_value_battery_low,
  linkQuality: m.desk_value_link_quality,
  smoke: m.kind_smoke,
  gas: m.kind_gas,
  occupancy: m.desk_value_occupancy,
  bearing: m.desk_value_bearing,
  value: m.desk_value_value,
  water_level: m.desk_value_water_level,
  pressure: m.desk_value_pressure,
  voltage: m.desk_value_voltage,
  tamper: m.desk_value_tamper,
  motion: m.desk_value_motion,
  stationary: m.desk_value_stationary,
  label: m.desk_value_label,
  detectStatus: m.desk_value_detection,
  contact: m.desk_value_contact,
  silentSince: m.desk_value_silent_since,
  silentDevices: m.desk_value_silent_devices,
  gateway: m.desk_value_gateway,
  cameraFramesPerSecond: m.desk_value_frames,
}

/** What a value is called: 温度. A name nobody translated is shown as the device gave it. */
export function valueName(name: string): string {
  const { stem } = unitNamed(name)
  return (Object.hasOwn(names, stem) ? names[stem]?.() : undefined) ?? stem
}

/** Values in the order in which people ask for them: what nobody has put in words comes last. */
export function byImportance(a: string, b: string): number {
  const rank = (name: string) => Object.keys(names).indexOf(unitNamed(name).stem) + 1 || Infinity
  return rank(a) === rank(b) ? a.localeCompare(b, 'en') : rank(a) - rank(b)
}

/** A number with its unit, where it has one: 23.4 °C, 61%, 270°. */
export function numberWords(value: number, unit: string | null): string {
  const shown = String(Math.round(value * 100) / 100)
  return unit === null ? shown : unit === '%' || unit === '°' ? shown + unit : `${shown} ${unit}`
}

/** One named measurement as a person reads it: 温度 23.4 °C. */
export function valueWords(name: string, value: Values[string]): string {
  const shown =
    name === 'silentSince' && typeof value === 'string'
      ? dayTime(value)
      : typeof value === 'number'
        ? numberWords(value, unitNamed(name).unit)
        : value === true
          ? m.desk_value_yes()
          : value === false
            ? m.desk_value_no()
            : value
  return `${valueName(name)} ${shown}`
}

/** Several measurements on one line; a plain value stands with the unit that was sent beside it. */
export function valuesWords(values: Values): string {
  const { unit, ...measured } = values
  return Object.entries(measured)
    .map(([name, value]) => valueWords(name, value) + (name === 'value' && typeof unit === 'string' ? ` ${unit}` : ''))
    .join(' · ')
}
