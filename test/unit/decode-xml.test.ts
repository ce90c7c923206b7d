import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { childOf, readXml, readXmlDocuments, textAt, type XmlElement } from '../../server/domain/decode/xml.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string, mark: boolean) => new Uint8Array(Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le'))

function rootOf(payload: Uint8Array): XmlElement {
  const read = readXml(payload)
  if (read.outcome === 'refused') throw new Error(read.detail)
  return read.value
}

function reasonOf(payload: Uint8Array): string {
  const read = readXml(payload)
  return read.outcome === 'refused' ? read.reason : 'read'
}

describe('XML', () => {
  it('has no text or attribute that a database would not take', () => {
    const root = rootOf(bytes('<a name="x\u0000y"><b>3537\u0000013</b></a>'))
    expect([root.attributes.get('name'), textAt(root, 'b')]).toEqual(['xy', '3537013'])
  })

  it('is read without the prefixes of its names, its texts trimmed and its attributes kept', () => {
    const alert = rootOf(
      bytes(`<?xml version="1.0"?><cap:alert xmlns:cap="urn:cap:1.2"><cap:info lang='zh' cap:n="1">
        <cap:headline> 大风 &amp; <![CDATA[<沙尘>]]> &#x9884;警 </cap:headline><empty/></cap:info></cap:alert>`),
    )
    expect(alert.name).toBe('alert')
    expect(alert.attributes.get('xmlns:cap')).toBe('urn:cap:1.2')
    expect(textAt(alert, 'info', 'headline')).toBe('大风 & <沙尘> 预警')
    expect(textAt(alert, 'info', 'empty')).toBeNull()
    expect(textAt(alert, 'nowhere', 'headline')).toBeNull()
    expect([...(childOf(alert, 'info')?.attributes ?? [])]).toEqual([
      ['lang', 'zh'],
      ['n', '1'],
    ])
  })

  it.each<[string, Uint8Array]>([
    ['UTF-8 with a mark', bytes('\ufeff<a>烟火</a>')],
    ['UTF-16 with a mark', utf16('<a>烟火</a>', true)],
    ['UTF-16 without', utf16('<?xml version="1.0" encoding="UTF-16"?><a>烟火</a>', false)],
    ['UTF-8 that says UTF-16', bytes('<?xml version="1.0" encoding="UTF-16"?><a>烟火</a>')],
    [
      'GBK that says so',
      Buffer.from('3c3f786d6c20656e636f64696e673d2247423233313222203f3e3c613ed1ccbbf03c2f613e', 'hex'),
    ],
    [
      'GBK that says UTF-8',
      Buffer.from('3c3f786d6c20656e636f64696e673d225554462d3822203f3e3c613ed1ccbbf03c2f613e', 'hex'),
    ],
    ['GBK that says nothing', Buffer.from('3c613ed1ccbbf03c2f613e', 'hex')],
    ['an encoding nobody knows', bytes('<?xml version="1.0" encoding="x-none"?><a>烟火</a>')],
  ])('is read in %s', (_, payload) => {
    expect(rootOf(new Uint8Array(payload)).text).toBe('烟火')
  })

  it('is read in ISO 8859-1 where it says so, and where a name was cut inside a character', () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Fum\xe9e</a>', 'latin1')
    expect(rootOf(new Uint8Array(latin)).text).toBe('Fumée')
    const cut = Buffer.concat([Buffer.from('<a><b>fire</b><c>'), Buffer.from([0xff, 0xe7]), Buffer.from('</c></a>')])
    expect(textAt(rootOf(new Uint8Array(cut)), 'b')).toBe('fire')
  })

  it('resolves no entity that a document brings along, and fetches none', () => {
    const laughs = `<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>`
    expect(rootOf(bytes(`<?xml version="1.0"?>${laughs}<a>&c;&d;</a>`)).text).toBe('&c;&d;')
  })

  it('is put right where an opening tag stands for the closing one', () => {
    const root = rootOf(bytes('<A><kind>videoloss alarm<kind><state>active</state><kind></kind></A>'))
    expect(root.children.map(({ name, text }) => `${name}=${text}`)).toEqual([
      'kind=videoloss alarm',
      'state=active',
      'kind=',
    ])
  })

  it('may be several documents, of which the cut ones are told from the whole', () => {
    const read = readXmlDocuments(bytes('<?xml version="1.0"?><A><b>1</b></A>\n<A><b>2<A><b>3</b></A><A><b>4'))
    expect(read.outcome === 'read' && read.value.map(({ root, isWhole }) => `${textAt(root, 'b')} ${isWhole}`)).toEqual(
      ['1 true', '2 false', '3 true', '4 false'],
    )
  })

  it.each<[string, Uint8Array, string]>([
    ['nothing', bytes(''), 'empty'],
    ['text', bytes('offline'), 'not-xml'],
    ['JSON', bytes('{"a": "b < c"}'), 'not-xml'],
    ['a document cut off', bytes('<alert><info>'), 'not-xml'],
    ['a document cut inside a tag', bytes('<alert><info></info></ale'), 'not-xml'],
    ['too much', bytes(`<a>${'x'.repeat(300_000)}</a>`), 'too-large'],
    ['what is nested too deep', bytes('<a>'.repeat(1) + '<b>'.repeat(80_000)), 'too-deep'],
    ['tags that never end', bytes('<r>' + '<b>x<b>'.repeat(30_000)), 'too-deep'],
    ['documents that never end', bytes('<r>'.repeat(80_000)), 'too-deep'],
  ])('of %s is refused', (_, payload, reason) => {
    expect(reasonOf(payload)).toBe(reason)
  })

  it('never throws, whatever stands in it', () => {
    const piece = fc.oneof(
      fc.constantFrom('<a>', '</a>', '<a b="c">', '<', '>', '&#xD800;', '&#0;', '&#x110000;', '&lt', '<!--', '-->'),
      fc.constantFrom('<![CDATA[', ']]>', '<?xml encoding="gbk"?>', '<!DOCTYPE a [', '<__proto__ __proto__="1"/>', ':'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.uint8Array({ maxLength: 8 }), (pieces, noise) => {
        const text = bytes(pieces.join(''))
        for (const payload of [text, new Uint8Array(Buffer.concat([noise, text])), noise]) {
          expect(['read', 'refused']).toContain(readXmlDocuments(payload).outcome)
        }
      }),
    )
  })
})
