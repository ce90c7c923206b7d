import { Parser } from 'htmlparser2'
import { excerpt } from './fields.ts'
import { refused } from './format.ts'
import { MAX_PAYLOAD_BYTES, MAX_PAYLOAD_DEPTH, type Read } from './payload.ts'

/** One element: its name and those of its attributes without prefix; its own text, trimmed. */
export type XmlElement = {
  name: string
  /** Namespace declarations keep their whole name (`xmlns`, `xmlns:cap`). */
  attributes: ReadonlyMap<string, string>
  children: XmlElement[]
  text: string
}

/** One document of those that stand in a payload; not whole where it ends before its root element does. */
export type XmlDocument = { root: XmlElement; isWhole: boolean }

/**
 * The root element of an XML payload, or a refusal: `empty`, `too-large`, `too-deep` or `not-xml`, which a document
 * that was cut off is too. The encoding is the one the bytes or the declaration tell; entities of a DTD stay unread.
 */
export function readXml(payload: Uint8Array): Read<XmlElement> {
  const read = readXmlDocuments(payload)
  if (read.outcome === 'refused') return read
  const [first] = read.value
  if (first?.isWhole === true) return { outcome: 'read', value: first.root }
  const name = excerpt(first?.root.name ?? '')
  return refused('not-xml', `The XML of ${payload.length} bytes ends before its element ${name} does.`)
}

/** Every document of a payload, glued together or cut off as firmwares send them; at least one, or a refusal as above. */
export function readXmlDocuments(payload: Uint8Array): Read<XmlDocument[]> {
  if (payload.length === 0) return refused('empty', 'The payload is empty.')
  if (payload.length > MAX_PAYLOAD_BYTES) {
    return refused('too-large', `The payload has ${payload.length} bytes, more than ${MAX_PAYLOAD_BYTES}.`)
  }
  const documents = documentsIn(decodedText(payload))
  if (documents === null) {
    return refused('too-deep', `The payload is nested deeper than ${MAX_PAYLOAD_DEPTH} levels.`)
  }
  if (documents.length > 0) return { outcome: 'read', value: documents }
  return refused('not-xml', `The payload of ${payload.length} bytes holds no XML element.`)
}

/** The first child of a name; null where there is none. */
export function childOf(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null
}

/** The text of the element at the end of a path of names; null where there is none or it is empty. */
export function textAt(element: XmlElement, ...path: string[]): string | null {
  let at: XmlElement | null = element
  for (const name of path) at = at === null ? null : childOf(at, name)
  return at === null || at.text === '' ? null : at.text
}

/** How many elements without an end are put right; the parser's own stack keeps each of them. */
const MAX_REPAIRS = 200

/** Null where they are nested too deep to be read. */
function documentsIn(text: string): XmlDocument[] | null {
  const documents: XmlDocument[] = []
  let open: XmlElement[] = []
  let repairs = 0
  let isTooDeep = false
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const element = newElement(name, attributes)
        const current = open.at(-1)
        // Some firmwares write the opening tag once more in place of the closing one.
        if (current?.name === element.name && current.children.length === 0 && current.text.trim() !== '') {
          close(current.name)
          repairs++
        } else {
          // None of what we read nests its root in itself: the document before was cut off.
          if (element.name === open[0]?.name) {
            settle(0)
            repairs++
          }
          const parent = open.at(-1)
          if (parent === undefined) documents.push({ root: element, isWhole: false })
          else parent.children.push(element)
          open.push(element)
        }
        if (open.length <= MAX_PAYLOAD_DEPTH && repairs <= MAX_REPAIRS) return
        isTooDeep = true
        parser.pause()
      },
      ontext(data) {
        const current = open.at(-1)
        if (current !== undefined) current.text += data
      },
      onclosetag: (name) => close(bare(name)),
    },
    { xmlMode: true, decodeEntities: true },
  )

  function close(name: string): void {
    const at = open.findLastIndex((element) => element.name === name)
    if (at === -1) return
    settle(at)
    const document = documents.at(-1)
    if (at === 0 && document !== undefined) document.isWhole = true
  }

  /** Nothing is added any more to the elements open from here on. */
  function settle(from: number): void {
    for (const element of open.slice(from)) element.text = storable(element.text).trim()
    open = open.slice(0, from)
  }

  parser.write(text)
  if (isTooDeep) return null
  // What is still open now was cut off; the end of the parser would close it like any other.
  settle(0)
  return documents
}

function newElement(name: string, attributes: Record<string, string>): XmlElement {
  const named = Object.entries(attributes).map(([key, value]): [string, string] => [
    key.startsWith('xmlns') ? key : bare(key),
    storable(value),
  ])
  return { name: bare(name), attributes: new Map(named), children: [], text: '' }
}

/** A text without what no database takes. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

function bare(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1)
}

/** The bytes as text: by their mark of order, by the declaration, else UTF-8, else what Chinese firmware writes. */
function decodedText(payload: Uint8Array): string {
  const [first, second] = payload
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(payload)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(payload)
  // Without the mark, the zero bytes beside the first "<" tell.
  if (first === 0x3c && second === 0) return new TextDecoder('utf-16le').decode(payload)
  if (first === 0 && second === 0x3c) return new TextDecoder('utf-16be').decode(payload)
  const head = new TextDecoder('latin1').decode(payload.subarray(0, 200))
  const declared = /<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(head)?.[1] ?? 'utf-8'
  for (const encoding of [declared, 'utf-8', 'gb18030']) {
    // The declaration itself was read as single bytes, so it cannot be true of UTF-16.
    const text = /^utf-?16|ucs-?2/i.test(encoding) ? null : decodedAs(encoding, payload)
    if (text !== null) return text
  }
  // A name that was cut inside a character must not cost the alarm.
  return new TextDecoder('utf-8').decode(payload)
}

/** Null where the encoding is unknown or the bytes are not of it. */
function decodedAs(encoding: string, payload: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(payload)
  } catch {
    return null
  }
}
