import type { Source } from '#shared/source.ts'

/** The four doors of the demo: one source for each format, with the prefixes the systems have by default. */
export function townshipSources(): Source[] {
  return [
    { id: 'native', format: 'native', prefix: 'xiangshao', timeZone: null, datum: 'WGS-84' },
    { id: 'frigate', format: 'frigate', prefix: 'frigate', timeZone: null, datum: 'WGS-84' },
    { id: 'zigbee2mqtt', format: 'zigbee2mqtt', prefix: 'zigbee2mqtt', timeZone: null, datum: 'WGS-84' },
    { id: 'chirpstack', format: 'chirpstack-v4', prefix: 'application', timeZone: null, datum: 'WGS-84' },
  ]
}
