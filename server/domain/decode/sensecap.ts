import { isRecord } from './fields.ts'

const MAX_MEASUREMENTS = 100

/**
 * SenseCAP's codec gives lists of measurements instead of named fields: `messages: [[{type: 'Longitude',
 * measurementValue: 112.3}, {type: 'Event Status', measurementValue: [{eventName: 'SOS event.'}]}]]`. Gives the named
 * fields that other codecs would; null for an object that has no such list.
 */
export function sensecapFields(object: Record<string, unknown>): Record<string, unknown> | null {
  const { messages } = object
  if (!Array.isArray(messages)) return null
  const fields: Record<string, unknown> = {}
  for (const one of messages.flat(2).slice(0, MAX_MEASUREMENTS) as unknown[]) {
    if (!isRecord(one) || typeof one['type'] !== 'string') continue
    const { type, measurementValue } = one
    // Its rain gauge gives millimetres an hour (measurement 4113 in its list).
    const name = type === 'Rain Gauge' ? 'rain_rate' : type
    if (!Array.isArray(measurementValue)) fields[name] = measurementValue
    else if (measurementValue.some(isCall)) fields['SOS event'] = true
  }
  return fields
}

function isCall(event: unknown): boolean {
  return isRecord(event) && typeof event['eventName'] === 'string' && /^sos\b/i.test(event['eventName'])
}
