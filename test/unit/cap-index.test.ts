import { describe, expect, it } from 'vitest'
import { capIndex } from '../../server/domain/decode/cap-index.ts'

const BASE = 'https://warnings.example.org/feeds/all.xml'
const index = (xml: string) => capIndex(new TextEncoder().encode(xml), BASE)

describe('a feed of warnings', () => {
  it('of Atom points to those of their type, else to what an entry is about', () => {
    const atom = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="all.xml"/>
      <entry><id>1</id><updated>2026-11-28T06:00:00Z</updated><link rel="alternate" href="/page/1.html"/>
        <link type="application/cap+xml" href="../cap/1.xml"/></entry>
      <entry><id>2</id><link rel="edit" href="/edit"/><link href="/cap/2.xml"/></entry>
      <entry><id>3</id></entry></feed>`
    expect(index(atom)).toEqual([
      { href: 'https://warnings.example.org/cap/1.xml', stamp: '2026-11-28T06:00:00Z' },
      { href: 'https://warnings.example.org/cap/2.xml', stamp: '' },
    ])
  })

  it('of RSS points by text or enclosure', () => {
    const rss = `<rss version="2.0"><channel><link>https://warnings.example.org/</link>
      <item><link>https://warnings.example.org/cap/1.xml?a=1&amp;b=2</link><pubDate>Sat, 28 Nov 2026 06:00:00 GMT</pubDate></item>
      <item><enclosure url="/cap/2.xml" type="application/cap+xml"/></item></channel></rss>`
    expect(index(rss)).toEqual([
      { href: 'https://warnings.example.org/cap/1.xml?a=1&b=2', stamp: 'Sat, 28 Nov 2026 06:00:00 GMT' },
      { href: 'https://warnings.example.org/cap/2.xml', stamp: '' },
    ])
  })

  it('that carries its warnings itself, a warning alone, and anything else is none', () => {
    expect(index('<feed><entry><content><alert><identifier>1</identifier></alert></content></entry></feed>')).toBeNull()
    expect(index('<alert><identifier>1</identifier></alert>')).toBeNull()
    expect(index('latitude,longitude\n1,2')).toBeNull()
    expect(index('<html><a href="x">x</a></html>')).toBeNull()
  })

  it('may be empty', () => expect(index('<feed/>')).toEqual([]))
})
