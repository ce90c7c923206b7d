/** A JSON value whose texts a database can keep, or the one reason why there is none. */
export type SoundJson = { ok: true; value: unknown } | { ok: false; reason: 'too-deep' }

/** The text with `U+FFFD` for what PostgreSQL cannot keep: NUL, and halves of characters that a phone cut in two. */
export function readableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}

/**
 * The value with every text made readable, unless it is nested deeper than `deepest`. A report is not worth losing for
 * one broken character, and would be sent again for ever if the database refused it.
 */
export function soundJson(value: unknown, deepest: number): SoundJson {
  return isDeeper(value, deepest) ? { ok: false, reason: 'too-deep' } : { ok: true, value: readable(value) }
}

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return most <= 0 || Object.values(value).some((item) => isDeeper(item, most - 1))
}

function readable(value: unknown): unknown {
  if (typeof value === 'string') return readableText(value)
  if (Array.isArray(value)) return value.map(readable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [readableText(key), readable(item)]))
}
