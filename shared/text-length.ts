// Lengths as channels count them. JavaScript counts UTF-16 units, as UCS-2 short messages do.

/** A short message of one part has so many characters in UCS-2, and one of several parts so many in each (3GPP TS 23.040, 9.2.3.24.1). */
export const SMS_CHARACTERS = { alone: 70, inPart: 67 } as const

/** The parts a text has as a short message in UCS-2; no character, nor an emoji, is cut in two. */
export function smsParts(text: string): string[] {
  if (text.length <= SMS_CHARACTERS.alone) return [text]
  const parts: string[] = []
  let part = ''
  for (const character of text) {
    if (part.length + character.length > SMS_CHARACTERS.inPart) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part]
}

/** How long a text is in UTF-8, in bytes. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).byteLength
}

/** What a channel counts a text by, and how much of it it takes. */
export type LengthLimit = { unit: 'bytes' | 'characters' | 'sms-parts'; most: number }

/** Whether a text is short enough for a channel. */
export function fitsIn(text: string, { unit, most }: LengthLimit): boolean {
  switch (unit) {
    case 'bytes':
      return utf8Bytes(text) <= most
    case 'characters':
      return Array.from(text).length <= most
    case 'sms-parts':
      return smsParts(text).length <= most
  }
}
