/** Whether a parsed JSON value is an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A finite number, or a string that is nothing but a decimal number; null for everything else. */
export function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.length > 32 || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return null
  return Number(value)
}

/** A finite number (or decimal string) from `min` to `max`, both included; null for everything else. */
export function numberWithin(value: unknown, min: number, max: number): number | null {
  const number = numberIn(value)
  return number === null || number < min || number > max ? null : number
}

/** A string of 1 to `maxLength` characters that the database can hold; null for everything else. */
export function textIn(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string' || value.length === 0 || value.length > maxLength) return null
  // PostgreSQL text holds neither NUL nor half a surrogate pair, JSON strings may hold both.
  return value.isWellFormed() && !value.includes('\0') ? value : null
}

/** The name of a device within its source: 1 to 256 characters of any script. */
export function externalIdIn(value: unknown): string | null {
  return textIn(value, 256)
}

/** A name under which an unknown measurement may be kept: letters and digits of any script. */
export function isValueName(name: string): boolean {
  return name.length <= 64 && /^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(name) && name !== '__proto__'
}

/** The levels of a topic below a prefix, as one string; null when the topic is not below it. */
export function topicBelow(topic: string, prefix: string): string | null {
  return topic.startsWith(prefix) && topic.charCodeAt(prefix.length) === 0x2f ? topic.slice(prefix.length + 1) : null
}

/** What the query of a posted message named as its event; null where it named none, or the message came over MQTT. */
export function postedEvent({ topic, source }: { topic: string; source?: string }): string | null {
  return source === undefined ? null : topicBelow(topic, `ingest/${source}`)
}

/** At most 80 characters of a foreign text, fit to stand in a sentence and in the database. */
export function excerpt(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return short.replaceAll('\0', '').toWellFormed()
}

/** What a JSON value is, as a phrase: "an array", "a string". */
export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
