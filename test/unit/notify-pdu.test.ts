import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smsParts } from '#shared/text-length.ts'
import { readPdu, type ReceivedPart } from '../../server/notify/modem/deliver.ts'
import { joinedText, overdueTexts, PATIENCE_MS, type WaitingParts } from '../../server/notify/modem/long-texts.ts'
import { submitPdus } from '../../server/notify/modem/submit.ts'

const swapped = (digits: string) => digits.replaceAll(/(.)(.)/g, '$2$1')

/** Reads SMS-SUBMIT by the fields of 3GPP TS 23.040, 9.2.2.2, written down apart from the program. */
function readSubmit(hex: string) {
  const at = (octet: number, count = 1) => hex.slice(octet * 2, (octet + count) * 2)
  const first = Number.parseInt(at(1), 16)
  const digits = Number.parseInt(at(3), 16)
  const addressOctets = Math.ceil(digits / 2)
  const rest = 5 + addressOctets
  const data = hex.slice((rest + 4) * 2)
  const isHeaded = (first & 0x40) !== 0
  const headerOctets = isHeaded ? Number.parseInt(data.slice(0, 2), 16) + 1 : 0
  const units = data.slice(headerOctets * 2).match(/.{4}/g) ?? []
  return {
    centre: at(0),
    type: first & 0x03,
    wantsReport: (first & 0x20) !== 0,
    validityIsRelative: (first & 0x18) === 0x10,
    reference: at(2),
    numberType: at(4),
    to: swapped(at(5, addressOctets)).slice(0, digits),
    protocol: at(rest),
    coding: at(rest + 1),
    validity: Number.parseInt(at(rest + 2), 16),
    length: Number.parseInt(at(rest + 3), 16),
    octets: data.length / 2,
    header: data.slice(0, headerOctets * 2),
    text: units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join(''),
  }
}

/** SMS-DELIVER (9.2.2.1) of what was submitted, as a service centre would pass it on. */
function delivered(hex: string, from: string): string {
  const { header, text, length } = readSubmit(hex)
  const data = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0')).join(
    '',
  )
  const first = header === '' ? '04' : '44'
  const digits = from.length % 2 === 0 ? from : `${from}F`
  const stamp = `${swapped('261128')}${swapped('221405')}23`
  const octet = (value: number) => value.toString(16).padStart(2, '0')
  return `07911326040000F0${first}${octet(from.length)}81${swapped(digits)}0008${stamp}${octet(length)}${header}${data}`
}

const part = (hex: string): ReceivedPart => {
  const read = readPdu(hex)
  if (read.kind !== 'part') throw new Error(JSON.stringify(read))
  return read
}

describe('a short message that is sent', () => {
  it('has the fields of the standard, for a day, with a report asked for', () => {
    const [pdu, ...others] = submitPdus('13800138000', '火情', 7)
    expect(others).toEqual([])
    expect(pdu?.hex).toBe('0031000B813108108300F00008A704706B60C5')
    expect(pdu?.octets).toBe((pdu?.hex.length ?? 0) / 2 - 1)
    expect(readSubmit(pdu?.hex ?? '')).toMatchObject({
      centre: '00',
      type: 1,
      wantsReport: true,
      validityIsRelative: true,
      numberType: '81',
      to: '13800138000',
      coding: '08',
      validity: 167,
      length: 4,
      text: '火情',
    })
  })

  it('says a number of the whole world as such', () => {
    const [pdu] = submitPdus('+8613800138000', '1', 0)
    expect(readSubmit(pdu?.hex ?? '')).toMatchObject({ numberType: '91', to: '8613800138000' })
  })

  it('of three parts says in each which, of how many, and of what', () => {
    const text = `${'火'.repeat(66)}🔥${'情'.repeat(80)}`
    const read = submitPdus('13800138000', text, 0xab).map(({ hex }) => readSubmit(hex))
    expect(read.map(({ header }) => header)).toEqual(['050003AB0301', '050003AB0302', '050003AB0303'])
    expect(read.map((one) => one.text).join('')).toBe(text)
    for (const one of read) {
      expect(one.octets).toBe(one.length)
      expect(one.octets).toBeLessThanOrEqual(140)
      expect(one.text.isWellFormed()).toBe(true)
    }
  })
})

describe('a short message that comes', () => {
  it('is read from seven bits, as published examples have it', () => {
    expect(readPdu('07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37')).toMatchObject({
      kind: 'part',
      from: '27838890001',
      text: 'hellohello',
      part: null,
    })
    expect(readPdu('07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07')).toEqual({
      kind: 'part',
      from: '+31641600986',
      text: 'How are you?',
      sentAt: new Date('2002-08-26T19:37:41Z'),
      part: null,
    })
  })

  it('is read in every character of the alphabet of seven bits', () => {
    const rows = [
      '@£$¥èéùìòÇ\nØø\rÅå',
      'Δ_ΦΓΛΩΠΨΣΘΞ',
      'ÆæßÉ',
      ' !"#¤%&\'()*+,-./',
      '0123456789:;<=>?',
      '¡ABCDEFGHIJKLMNO',
      'PQRSTUVWXYZÄÖÑÜ§',
      '¿abcdefghijklmno',
      'pqrstuvwxyzäöñüà',
    ]
    const starts = [0x00, 0x10, 0x1c, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70]
    const extended = {
      '^': 0x14,
      '{': 0x28,
      '}': 0x29,
      '\\': 0x2f,
      '[': 0x3c,
      '~': 0x3d,
      ']': 0x3e,
      '|': 0x40,
      '€': 0x65,
    }
    const septets = new Map<string, readonly number[]>(
      rows.flatMap((row, at) => Array.from(row, (sign, place) => [sign, [starts[at]! + place]] as const)),
    )
    for (const [sign, code] of Object.entries(extended)) septets.set(sign, [0x1b, code])
    expect(septets.size).toBe(127 + 9)
    for (const [sign, codes] of septets) {
      const bits = codes
        .map((code) => code.toString(2).padStart(7, '0'))
        .toReversed()
        .join('')
      const bytes = Buffer.from(
        BigInt(`0b${bits}`)
          .toString(16)
          .padStart(codes.length * 2, '0'),
        'hex',
      ).toReversed()
      const data = Buffer.from(bytes).toString('hex')
      expect(
        part(`00040B81${swapped('13900139000F')}0000${swapped('261128221405')}230${codes.length}${data}`).text,
        sign,
      ).toBe(sign)
    }
  })

  it('is dated by the clock of its centre, ahead of UTC or behind it', () => {
    const at = (zone: string) =>
      part(`00040B81${swapped('13900139000F')}0000${swapped('261128221405')}${zone}0131`).sentAt
    expect(at('23')).toEqual(new Date('2026-11-28T14:14:05Z'))
    expect(at('8A')).toEqual(new Date('2026-11-29T05:14:05Z'))
    expect(part(`00040B81${swapped('13900139000F')}000000000000000000` + '0131').sentAt).toBeNull()
  })

  it('is read behind a header in seven bits too, and from a sender that is a name', () => {
    // 1 in the alphabet of 7 bits, behind the 6 octets of a header: one bit of filling.
    const headed = '00440B813108108300F0000082118222415023080500031101016200'.replace(
      '0500031101016200',
      '050003110201 62'.replace(' ', ''),
    )
    expect(readPdu(headed)).toMatchObject({ text: '1', part: { reference: 0x11, count: 2, at: 1 } })
    const named = '0004' + '0A' + 'D0' + 'C8329BFD06' + '0000' + '82118222415023' + '01' + '31'
    expect(readPdu(named)).toMatchObject({ from: 'Hello', text: '1' })
  })

  it('comes back as it was sent, emoji and long ones included, in any order', () => {
    const text = fc.string({
      unit: fc.constantFrom('火', 'a', '1', '🔥', '👨‍👩‍👧', '，', '\n'),
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 255 }), fc.infiniteStream(fc.nat()), (written, reference, order) => {
        const pdus = submitPdus('13800138000', written, reference)
        expect(pdus.length).toBe(smsParts(written).length)
        const parts = pdus
          .map(({ hex }) => ({ part: part(delivered(hex, '13900139000')), rank: order.next().value ?? 0 }))
          .toSorted((a, b) => a.rank - b.rank)
        let waiting: WaitingParts = new Map()
        const texts = parts.flatMap(({ part: one }) => {
          const step = joinedText(waiting, one, 0)
          waiting = step.waiting
          return step.text ?? []
        })
        expect(texts).toEqual([
          { from: '13900139000', text: written, sentAt: new Date('2026-11-28T14:14:05Z'), isWhole: true },
        ])
        expect(waiting.size).toBe(0)
      }),
    )
  })

  it('waits ten minutes for its other parts, and is then told as it is', () => {
    const [first, , third] = submitPdus('13800138000', '救'.repeat(150), 1).map(({ hex }) =>
      part(delivered(hex, '139')),
    )
    if (first === undefined || third === undefined) throw new Error('three parts')
    const twice = joinedText(joinedText(new Map(), third, 0).waiting, third, 1)
    const { waiting, text } = joinedText(twice.waiting, first, 1000)
    expect(text).toBeNull()
    expect(overdueTexts(waiting, PATIENCE_MS - 1).texts).toEqual([])
    const late = overdueTexts(waiting, PATIENCE_MS)
    expect(late.texts).toMatchObject([{ from: '139', isWhole: false, text: `${'救'.repeat(67)}…${'救'.repeat(16)}` }])
    expect(late.waiting.size).toBe(0)
  })

  it('joins what has a reference of two bytes, and no parts of two senders', () => {
    const hex = (from: string, at: number) =>
      `00440B81${swapped(`${from}F`)}0008${swapped('261128')}${swapped('221405')}230906080412340${2}0${at}0031`
    const read = part(hex('13900139000', 2))
    expect(read).toMatchObject({ text: '1', part: { reference: 0x1234, count: 2, at: 2 } })
    const other = joinedText(joinedText(new Map(), read, 0).waiting, part(hex('13900139001', 1)), 0)
    expect(other.text).toBeNull()
  })

  it('may be a report of arrival', () => {
    // First octet 06, reference 42, recipient, when sent, when done, status.
    const report = (status: string) => `00062A0B813108108300F0${'82118222415023'.repeat(2)}${status}`
    expect(readPdu(report('00'))).toEqual({ kind: 'report', reference: 42, to: '13800138000', isDelivered: true })
    expect(readPdu(report('30'))).toMatchObject({ isDelivered: null })
    expect(readPdu(report('46'))).toMatchObject({ isDelivered: false })
  })

  it('is never guessed at, and never breaks the program, whatever comes', () => {
    expect(readPdu('hello')).toEqual({ kind: 'unread', why: 'not-hex' })
    expect(readPdu('0004')).toEqual({ kind: 'unread', why: 'cut' })
    const whole = delivered(submitPdus('13800138000', '火情', 1)[0]?.hex ?? '', '13900139000')
    for (let cut = 2; cut < whole.length; cut += 2) expect(['unread']).toContain(readPdu(whole.slice(0, cut)).kind)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const read = readPdu(Buffer.from(bytes).toString('hex'))
        expect(['part', 'report', 'unread']).toContain(read.kind)
      }),
    )
  })
})
