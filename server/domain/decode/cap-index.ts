import { readXmlDocuments, textAt, type XmlElement } from './xml.ts'

/** More warnings at once than any office has in force. */
const MAX_ENTRIES = 100
const ALERT_TYPE = 'application/cap+xml'

/**
 * The warnings that an Atom or RSS feed points to, as absolute addresses with a stamp that changes when an entry does;
 * null where the payload is no such feed, or carries its warnings itself.
 */
export function capIndex(payload: Uint8Array, base: string): { href: string; stamp: string }[] | null {
  const read = readXmlDocuments(payload)
  if (read.outcome === 'refused') return null
  const [first] = read.value
  if (first === undefined || holdsAlert(first.root)) return null
  const entries = entriesIn(first.root)
  if (entries === null) return null
  return entries.slice(0, MAX_ENTRIES).flatMap((entry) => {
    const href = linkOf(entry)
    const url = href === null ? null : URL.parse(href, base)
    const stamp = textAt(entry, 'updated') ?? textAt(entry, 'pubDate') ?? textAt(entry, 'published') ?? ''
    return url === null ? [] : [{ href: url.href, stamp }]
  })
}

function entriesIn(root: XmlElement): XmlElement[] | null {
  const named = (element: XmlElement, name: string) => element.children.filter((child) => child.name === name)
  switch (root.name.toLowerCase()) {
    case 'feed':
      return named(root, 'entry')
    case 'rss':
      return named(root, 'channel').flatMap((channel) => named(channel, 'item'))
    // RSS 1.0 has its items beside the channel.
    case 'rdf':
      return named(root, 'item')
    default:
      return null
  }
}

/** Atom has links as attributes, with types; RSS as text, or as an enclosure. */
function linkOf(entry: XmlElement): string | null {
  const links = entry.children.filter(({ name }) => name === 'link' || name === 'enclosure')
  const typed = links.find(({ attributes }) => attributes.get('type')?.toLowerCase().startsWith(ALERT_TYPE))
  const usual = links.find(({ attributes }) => (attributes.get('rel') ?? 'alternate') === 'alternate')
  const link = typed ?? usual
  if (link === undefined) return null
  const href = link.attributes.get('href') ?? link.attributes.get('url') ?? link.text
  return href === '' ? null : href
}

function holdsAlert(element: XmlElement): boolean {
  return element.name.toLowerCase() === 'alert' || element.children.some(holdsAlert)
}
