// The default alphabet of GSM, 7 bits a character (3GPP TS 23.038, 6.1.2 and 6.2.1).

const ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const EXTENSION: Readonly<Record<number, string>> = {
  10: '\f',
  20: '^',
  40: '{',
  41: '}',
  47: '\\',
  60: '[',
  61: '~',
  62: ']',
  64: '|',
  101: '€',
}
const ESCAPE = 27

/** The text of so many septets that begin at a bit of some bytes: behind a header they begin on the next septet boundary. */
export function textOfSeptets(bytes: Uint8Array, count: number, fromBit = 0): string {
  let text = ''
  let isEscaped = false
  for (let at = 0; at < count; at++) {
    const bit = fromBit + at * 7
    const [low = 0, high = 0] = [bytes[bit >> 3], bytes[(bit >> 3) + 1]]
    const septet = (((high << 8) | low) >> (bit & 7)) & 0x7f
    if (isEscaped) {
      text += EXTENSION[septet] ?? ALPHABET.charAt(septet)
      isEscaped = false
    } else if (septet === ESCAPE) isEscaped = true
    else text += ALPHABET.charAt(septet)
  }
  return text
}
