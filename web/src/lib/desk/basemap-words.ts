import type { BasemapType, TiandituLayer } from '#shared/basemap.ts'
import { FETCH_REASONS } from '#shared/evidence.ts'
import type { Problem } from '#shared/problem.ts'
import { m } from '#lib/paraglide/messages.js'
import { fetchReasonWord } from '#lib/words/device.ts'
import { knownWords } from './field-faults.ts'

type Fault = NonNullable<Problem['fields']>[number]

export const BASEMAP_TYPE_WORDS: Record<BasemapType, () => string> = {
  none: m.basemap_type_none,
  pmtiles: m.basemap_type_pmtiles,
  style: m.basemap_type_style,
  tianditu: m.basemap_type_tianditu,
}

export const TIANDITU_LAYER_WORDS: Record<TiandituLayer, () => string> = {
  vec: m.basemap_layer_vec,
  img: m.basemap_layer_img,
  ter: m.basemap_layer_ter,
}

/** What was found on the server, by its reason; `where` is the address it was found at. */
const BY_REASON: Readonly<Record<string, (where: { where: string }) => string>> = {
  'no-style': m.basemap_fault_no_style,
  'not-version-8': m.basemap_fault_version,
  'bad-address': m.basemap_fault_address,
  'too-many': m.basemap_fault_many,
  'no-file': m.basemap_fault_no_file,
  'no-archive': m.basemap_fault_no_archive,
}

/** What is wrong with a value in itself, which the server says in English. */
const BY_MESSAGE: readonly (readonly [pattern: RegExp, words: () => string])[] = [
  [/^must be the name of a \.pmtiles/, m.basemap_fault_file],
  [/^must say whose/, m.basemap_fault_owner],
  [/^must be the 32/, m.basemap_fault_key],
  [/^must be the http/, m.basemap_fault_url],
  [/^holds a name or password/, m.basemap_fault_password],
  [/^BD-09/, m.basemap_fault_bd09],
]

/** What is wrong with a field of the base map, and where; null where nothing is. */
export function basemapFault(faults: readonly Fault[], field: string): string | null {
  const fault = faults.find((one) => one.field === field)
  if (fault === undefined) return null
  const { message, reason } = fault
  const where = /https?:\/\/[^\s:]+(?::\d+)?[^\s:]*/.exec(message)?.[0] ?? message
  const fetched = FETCH_REASONS.find((one) => one === reason)
  if (fetched !== undefined) return m.basemap_fault_fetch({ why: fetchReasonWord(fetched), where })
  return (
    BY_REASON[reason ?? '']?.({ where }) ??
    BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1]() ??
    knownWords(fault) ??
    message
  )
}
