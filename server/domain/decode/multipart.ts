/** One part of a multipart body: its headers by lower-case name, and the bytes from `start` to `end` of the whole. */
export type Part = { headers: ReadonlyMap<string, string>; start: number; end: number }

/** No camera sends more parts at once. */
const MAX_PARTS = 64
/** A boundary, as RFC 2046 section 5.1.1 allows it, on a line of its own. */
const BOUNDARY = /^[\r\n]*--([\w'()+,./:=? -]{1,70}?)[ \t]*\r?\n/

/**
 * The parts of a multipart body, or null where it is none. The boundary is the first line, whatever a header says, and
 * lengths are not believed: cameras get both wrong. An empty line may stand before the headers.
 */
export function partsIn(payload: Uint8Array): Part[] | null {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  const boundary = BOUNDARY.exec(bytes.toString('latin1', 0, 200))?.[1]
  if (boundary === undefined) return null
  const mark = `--${boundary}`
  const parts: Part[] = []
  let at = bytes.indexOf(mark)
  while (at !== -1 && parts.length < MAX_PARTS) {
    const from = at + mark.length
    const next = bytes.indexOf(mark, from)
    const end = next === -1 ? bytes.length : next
    // Two hyphens more are the end of all.
    if (bytes.toString('latin1', from, from + 2) !== '--') parts.push(partBetween(bytes, from, end))
    at = next
  }
  return parts
}

/** Where the pictures of a body lie in it, as byte ranges; they are never decoded here. */
export function picturesIn(payload: Uint8Array, parts: readonly Part[]): Part[] {
  return parts.filter(
    ({ headers, start }) =>
      headers.get('content-type')?.startsWith('image/') === true ||
      (payload[start] === 0xff && payload[start + 1] === 0xd8),
  )
}

function partBetween(bytes: Buffer, from: number, to: number): Part {
  const headers = new Map<string, string>()
  let at = from
  for (;;) {
    const lineEnd = bytes.indexOf('\n', at)
    if (lineEnd === -1 || lineEnd >= to || lineEnd - at > 1000) break
    const line = bytes.toString('latin1', at, lineEnd).trim()
    const [, name, value = ''] = /^([\w-]{1,64}):\s*(.*)$/.exec(line) ?? []
    // The empty line ends the headers, but not one before them.
    if (name === undefined && (line !== '' || headers.size > 0)) {
      if (line === '') at = lineEnd + 1
      break
    }
    if (name !== undefined) headers.set(name.toLowerCase(), value.toLowerCase())
    at = lineEnd + 1
  }
  return { headers, start: at, end: to }
}
