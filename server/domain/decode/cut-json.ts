import { MAX_PAYLOAD_DEPTH } from './payload.ts'

/**
 * The whole beginning of a JSON text that was cut off, closed where it broke off: up to the last value that was
 * complete. Null where there is none, or where the text was not cut but is something else.
 */
export function wholeBeginning(text: string): string | null {
  let closers = ''
  let isInString = false
  let best: { end: number; closers: string } | null = null
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (isInString) {
      if (char === '\\') at++
      else if (char === '"') isInString = false
      continue
    }
    if (char === '"') isInString = true
    else if (char === '{' || char === '[') {
      closers = (char === '{' ? '}' : ']') + closers
      if (closers.length > MAX_PAYLOAD_DEPTH) return null
    } else if (char === '}' || char === ']') {
      if (closers[0] !== char) return null
      closers = closers.slice(1)
      if (closers === '') return null
    }
    // What stands before a comma is complete, and so is what was just closed.
    if (char === ',') best = { end: at, closers }
    else if (char === '}' || char === ']') best = { end: at + 1, closers }
  }
  return best === null ? null : text.slice(0, best.end) + best.closers
}
