import { textOfSeptets } from './septets.ts'

// Addresses within a PDU: how many digits, of what type, and the digits by twos, swapped (3GPP TS 23.040, 9.1.2.5).

const INTERNATIONAL = 0x91
const UNKNOWN = 0x81
/** The type of a name in place of a number, as services send one. */
const ALPHANUMERIC = 0x50
const DIGITS = '0123456789*#abc'

/** A number as a PDU has it, in hexadecimal: length, type, digits. */
export function addressHex(number: string): string {
  const isInternational = number.startsWith('+')
  const digits = isInternational ? number.slice(1) : number
  const type = isInternational ? INTERNATIONAL : UNKNOWN
  const padded = digits.length % 2 === 0 ? digits : `${digits}F`
  return octet(digits.length) + octet(type) + padded.replaceAll(/(.)(.)/g, '$2$1')
}

/** The address that begins at a byte (its length in half bytes, its type), and where what follows begins; null where it is cut. */
export function readAddress(bytes: Uint8Array, at: number): { address: string; next: number } | null {
  const [halves, type] = [bytes[at], bytes[at + 1]]
  if (halves === undefined || type === undefined || halves > 20) return null
  const next = at + 2 + Math.ceil(halves / 2)
  const value = bytes.subarray(at + 2, next)
  if (next > bytes.length) return null
  if ((type & 0x70) === ALPHANUMERIC) return { address: textOfSeptets(value, Math.floor((halves * 4) / 7)), next }
  const digits = Array.from(value, (byte) => (DIGITS[byte & 0xf] ?? '') + (DIGITS[byte >> 4] ?? '')).join('')
  return { address: ((type & 0x70) === 0x10 ? '+' : '') + digits.slice(0, halves), next }
}

/** One byte in hexadecimal. */
export function octet(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0')
}
