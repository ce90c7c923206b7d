import { isRecord, numberIn, textIn } from './fields.ts'
import { type Refused } from './format.ts'
import { wrongField } from './payload.ts'
import { namedBy } from './senml-names.ts'

/** One record with everything that its pack says before it; `at` null means now. */
export type Measured = {
  device: string | null
  measure: string
  unit: string | null
  value: number | boolean | string | null
  at: Date | null
}

/** Times below are seconds from now, negative ones before it (RFC 8428, section 4.5.3). */
const RELATIVE_BELOW = 2 ** 28

/** Resolves a pack (RFC 8428): base fields hold for the records after them; what cannot be read is told in `unread`. */
export function recordsIn(pack: readonly unknown[], now: Date): { records: Measured[]; unread: Refused | null } {
  const records: Measured[] = []
  let unread: Refused | null = null
  let base: Record<string, unknown> = {}
  let identity: string | null = null
  for (const [index, record] of pack.entries()) {
    if (!isRecord(record)) {
      unread ??= wrongField(`record ${index}`, 'an object', record)
      continue
    }
    if (record['bn'] !== undefined && record['bn'] !== base['bn']) identity = null
    base = { ...base, ...baseFields(record) }
    // A field whose name ends so must be understood (section 4.4); what the others say is still true.
    const foreign = Object.keys(record).find((name) => name.endsWith('_'))
    if (foreign !== undefined) unread ??= wrongField(`record ${index}.${foreign}`, 'a field that is known here', record)
    const bn = textIn(base['bn'], 256) ?? ''
    const n = textIn(record['n'], 256) ?? ''
    const { device, measure } = namedBy(bn, n)
    const value = valueIn(record, base)
    // Of objects without a device's name the device tells its own in resource 0.
    if (device === null && measure.endsWith('_0') && typeof value === 'string') identity = value
    records.push({
      device: device ?? identity,
      measure,
      unit: textIn(record['u'] ?? base['bu'], 32),
      value,
      at: timeIn(record, base, now),
    })
  }
  return { records, unread }
}

function baseFields(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => ['bn', 'bt', 'bu', 'bv'].includes(name)))
}

function valueIn({ v, vb, vs }: Record<string, unknown>, { bv }: Record<string, unknown>): Measured['value'] {
  if (typeof vb === 'boolean') return vb
  const number = numberIn(v)
  if (number !== null) return number + (numberIn(bv) ?? 0)
  return textIn(vs ?? vb, 256)
}

function timeIn({ t }: Record<string, unknown>, { bt }: Record<string, unknown>, now: Date): Date | null {
  const seconds = (numberIn(bt) ?? 0) + (numberIn(t) ?? 0)
  if (seconds === 0) return null
  const ms = (seconds < RELATIVE_BELOW ? now.getTime() : 0) + seconds * 1000
  return ms >= 0 && ms < Date.UTC(10_000, 0, 1) ? new Date(ms) : null
}
