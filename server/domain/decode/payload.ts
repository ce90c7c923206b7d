import { excerpt, isRecord, typeName } from './fields.ts'
import { type Refused, refused } from './format.ts'

/** The largest payload that is read at all, in bytes. */
export const MAX_PAYLOAD_BYTES = 256 * 1024
/** The deepest nesting of arrays and objects that is read. */
export const MAX_PAYLOAD_DEPTH = 32

/** What was read, or why it could not be. */
export type Read<T> = { outcome: 'read'; value: T } | Refused

const utf8 = new TextDecoder('utf-8', { fatal: true })
/** What Chinese firmware still writes; tried only where the bytes are no UTF-8. */
const gbk = new TextDecoder('gb18030', { fatal: true })

/** The payload as text, or a refusal: `empty`, `too-large` or `not-utf8`. */
export function readText(payload: Uint8Array): Read<string> {
  if (payload.length === 0) return refused('empty', 'The payload is empty.')
  if (payload.length > MAX_PAYLOAD_BYTES) {
    return refused('too-large', `The payload has ${payload.length} bytes, more than ${MAX_PAYLOAD_BYTES}.`)
  }
  try {
    return { outcome: 'read', value: utf8.decode(payload) }
  } catch {
    return refused('not-utf8', `The payload of ${payload.length} bytes is not UTF-8 text.`)
  }
}

/** The payload as a JSON value, or a refusal: those of text, `too-deep` or `not-json`. */
export function readJson(payload: Uint8Array): Read<unknown> {
  const text = readText(payload)
  if (text.outcome === 'refused') return text.reason === 'not-utf8' ? (readGbk(payload) ?? text) : text
  return parsed(text.value, payload)
}

/**
 * A number that the sender could not compute: Python writes it as no JSON at all. Texts are matched, unfinished ones
 * too, to be passed over: each byte is looked at once.
 */
const NOT_A_NUMBER = /"(?:[^"\\]|\\[^])*\\?(?:"|$)|-?\b(?:NaN|nan|Infinity|inf)\b/g

function parsed(text: string, payload: Uint8Array): Read<unknown> {
  if (isDeeperThan(payload, MAX_PAYLOAD_DEPTH)) {
    return refused('too-deep', `The payload is nested deeper than ${MAX_PAYLOAD_DEPTH} levels.`)
  }
  try {
    const value: unknown = JSON.parse(text)
    return { outcome: 'read', value }
  } catch (error) {
    const numbered = text.replace(NOT_A_NUMBER, (found) => (found.startsWith('"') ? found : 'null'))
    if (numbered !== text) return parsed(numbered, payload)
    return refused('not-json', `The payload of ${payload.length} bytes is not JSON${whereBroken(error)}.`)
  }
}

/** JSON written in GBK; null where the bytes are something else. Half of its characters look like ASCII to a scanner of bytes. */
function readGbk(payload: Uint8Array): Read<unknown> | null {
  try {
    const text = gbk.decode(payload)
    const read = parsed(text, new TextEncoder().encode(text))
    return read.outcome === 'read' ? read : null
  } catch {
    return null
  }
}

/** The payload as a JSON object, or a refusal: those of JSON, or `wrong-shape`. */
export function readObject(payload: Uint8Array): Read<Record<string, unknown>> {
  const json = readJson(payload)
  if (json.outcome === 'refused') return json
  if (isRecord(json.value)) return { outcome: 'read', value: json.value }
  return refused('wrong-shape', `The payload is ${typeName(json.value)}, not an object.`)
}

/** A refusal naming the field, what was expected and the type that was found; never the value itself. */
export function wrongField(path: string, expected: string, found: unknown): Refused {
  const what = found === undefined ? 'is missing' : `is ${typeName(found)}`
  return refused('wrong-shape', `${excerpt(path)} ${what}, expected ${expected}.`)
}

/** The parser's own message quotes the payload, which may hold a name or a number plate: only the position is told. */
function whereBroken(error: unknown): string {
  const position = error instanceof SyntaxError ? /position (\d+)/.exec(error.message)?.[1] : undefined
  return position === undefined ? '' : ` from position ${position} on`
}

function isDeeperThan(payload: Uint8Array, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < payload.length; index++) {
    const byte = payload[index]
    if (inString) {
      if (byte === 0x5c) index++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x7b || byte === 0x5b) {
      depth++
      if (depth > limit) return true
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return false
}
