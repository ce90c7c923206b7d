import { smsParts } from '#shared/text-length.ts'
import { addressHex, octet } from './address.ts'
import type { Pdu } from './job.ts'

const SUBMIT = 0x01
/** The time it is worth delivering stands as one relative byte. */
const RELATIVE_VALIDITY = 0x10
/** A report is asked for when it has arrived. */
const STATUS_REPORT = 0x20
const HEADER_FOLLOWS = 0x40
const UCS2 = 0x08
/** A day (3GPP TS 23.040, 9.2.3.12.1: (v − 143) × 30 minutes + 12 hours): an alarm that comes later only frightens. */
const ONE_DAY = 167

/**
 * A text as short messages in UCS-2 for `AT+CMGF=0`, of several parts with a header that joins them (concatenation, IE
 * 00). `reference`, 0 to 255, is the same in all parts and differs from that of the text before.
 * Source: 3GPP TS 23.040, 9.2.2.2 (SMS-SUBMIT) and 9.2.3.24.1.
 */
export function submitPdus(to: string, text: string, reference: number): Pdu[] {
  const parts = smsParts(text)
  return parts.map((part, at) => {
    const header = parts.length === 1 ? '' : `050003${octet(reference & 0xff)}${octet(parts.length)}${octet(at + 1)}`
    const first = SUBMIT | RELATIVE_VALIDITY | STATUS_REPORT | (header === '' ? 0 : HEADER_FOLLOWS)
    const data = header + Buffer.from(part, 'utf16le').swap16().toString('hex').toUpperCase()
    const settings = `00${octet(UCS2)}${octet(ONE_DAY)}`
    const tpdu = `${octet(first)}00${addressHex(to)}${settings}${octet(data.length / 2)}${data}`
    // Without a service centre: the SIM knows its own.
    return { hex: `00${tpdu}`, octets: tpdu.length / 2 }
  })
}
