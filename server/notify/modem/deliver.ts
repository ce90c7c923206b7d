import { readAddress } from './address.ts'
import { textOfSeptets } from './septets.ts'

/** One part of a short message that came; `part` where it belongs to a longer one. */
export type ReceivedPart = {
  kind: 'part'
  from: string
  text: string
  /** By the clock of the service centre; null where it makes no moment. */
  sentAt: Date | null
  part: { reference: number; count: number; at: number } | null
}

/** What is known of a part that was sent: whether it has arrived, or will not; null: not yet. */
export type StatusReport = { kind: 'report'; reference: number; to: string; isDelivered: boolean | null }

export type ReadPdu =
  ReceivedPart | StatusReport | { kind: 'unread'; why: 'cut' | 'not-hex' | 'not-text' | 'other-type' }

const unread = (why: (ReadPdu & { kind: 'unread' })['why']): ReadPdu => ({ kind: 'unread', why })

/** Reads what a modem hands over in PDU mode: SMS-DELIVER, or SMS-STATUS-REPORT (3GPP TS 23.040, 9.2.2.1 and 9.2.2.3). Never throws. */
export function readPdu(hex: string): ReadPdu {
  const written = hex.trim()
  if (!/^(?:[0-9A-Fa-f]{2})+$/.test(written)) return unread('not-hex')
  const bytes = Uint8Array.from(Buffer.from(written, 'hex'))
  const start = 1 + (bytes[0] ?? 0)
  const first = bytes[start]
  if (first === undefined) return unread('cut')
  const type = first & 0x03
  if (type === 2) return readReport(bytes, start)
  if (type !== 0) return unread('other-type')
  const from = readAddress(bytes, start + 1)
  if (from === null) return unread('cut')
  const [coding, length] = [bytes[from.next + 1], bytes[from.next + 9]]
  const data = bytes.subarray(from.next + 10)
  if (coding === undefined || length === undefined) return unread('cut')
  const alphabet = alphabetOf(coding)
  const isHeaded = (first & 0x40) !== 0
  if (alphabet === null) return unread('not-text')
  const octets = alphabet === 'septets' ? Math.ceil((length * 7) / 8) : length
  if (data.length < octets) return unread('cut')
  const headerOctets = isHeaded ? 1 + (data[0] ?? 0) : 0
  if (headerOctets > octets) return unread('cut')
  return {
    kind: 'part',
    from: from.address,
    text: textOf(data.subarray(0, octets), alphabet, length, headerOctets),
    sentAt: momentOf(bytes.subarray(from.next + 2, from.next + 9)),
    part: isHeaded ? concatenationOf(data.subarray(1, headerOctets)) : null,
  }
}

function readReport(bytes: Uint8Array, start: number): ReadPdu {
  const reference = bytes[start + 1]
  const to = readAddress(bytes, start + 2)
  const status = to === null ? undefined : bytes[to.next + 14]
  if (reference === undefined || to === null || status === undefined) return unread('cut')
  // 9.2.3.15: up to 1F it is done, from 20 the centre still tries, from 40 it has given up; of the done, 0 to 2 arrived.
  const isDelivered = status <= 0x02 ? true : (status & 0x60) === 0x20 ? null : false
  return { kind: 'report', reference, to: to.address, isDelivered }
}

/** Which alphabet a data coding scheme means (3GPP TS 23.038, 4); null for data, and for what is compressed. */
function alphabetOf(coding: number): 'septets' | 'ucs2' | null {
  const group = coding >> 4
  if (group >= 0xc) return group === 0xe ? 'ucs2' : group === 0xf && (coding & 0x04) !== 0 ? null : 'septets'
  if (group >= 0x8 || (coding & 0x20) !== 0) return null
  const alphabet = (coding >> 2) & 0x03
  return alphabet === 0 ? 'septets' : alphabet === 2 ? 'ucs2' : null
}

function textOf(data: Uint8Array, alphabet: 'septets' | 'ucs2', length: number, headerOctets: number): string {
  if (alphabet === 'septets') {
    const skipped = Math.ceil((headerOctets * 8) / 7)
    return textOfSeptets(data, Math.max(0, length - skipped), skipped * 7)
  }
  const even = data.subarray(headerOctets, headerOctets + ((data.length - headerOctets) & ~1))
  return Buffer.from(even).swap16().toString('utf16le')
}

/** The element that joins parts, with a reference of one byte (00) or of two (08). */
function concatenationOf(header: Uint8Array): ReceivedPart['part'] {
  for (let at = 0; at + 1 < header.length; at += 2 + (header[at + 1] ?? 0)) {
    const [element, length] = [header[at], header[at + 1]]
    const value = header.subarray(at + 2, at + 2 + (length ?? 0))
    const short = element === 0x00 && value.length === 3
    if (!short && !(element === 0x08 && value.length === 4)) continue
    const [count = 0, place = 0] = value.subarray(-2)
    const reference = short ? (value[0] ?? 0) : (value[0] ?? 0) * 256 + (value[1] ?? 0)
    return count > 1 && place >= 1 && place <= count ? { reference, count, at: place } : null
  }
  return null
}

/** Year to second and the quarters of an hour ahead of UTC, digits swapped; bit 3 of the last is its sign. */
function momentOf(stamp: Uint8Array): Date | null {
  const [year, month, day, hour, minute, second] = Array.from(stamp, (byte) => (byte & 0xf) * 10 + (byte >> 4))
  const zone = stamp[6]
  if (zone === undefined || year === undefined || month === undefined || day === undefined) return null
  const quarters = (zone & 0x07) * 10 + (zone >> 4)
  const aheadMs = ((zone & 0x08) === 0 ? 1 : -1) * quarters * 900_000
  const asUtc = Date.UTC(2000 + year, month - 1, day, hour, minute, second)
  const isMoment = month >= 1 && month <= 12 && day >= 1 && day <= 31
  return isMoment && Number.isFinite(asUtc) ? new Date(asUtc - aheadMs) : null
}
