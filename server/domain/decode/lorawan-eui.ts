import { externalIdIn } from './fields.ts'

const BASE64_OF_8_BYTES = /^[A-Za-z0-9+/]{11}=$/

/**
 * The 64-bit name of a device or gateway as sixteen hexadecimal digits in lower case, also where it came as base64 or
 * in groups; another text in lower case, and null for what is no name.
 */
export function euiIn(value: unknown): string | null {
  const text = externalIdIn(value)
  if (text === null) return null
  if (BASE64_OF_8_BYTES.test(text)) return Buffer.from(text, 'base64').toString('hex')
  const bare = text.replace(/[-: ]/g, '').toLowerCase()
  return /^[0-9a-f]{16}$/.test(bare) ? bare : text.toLowerCase()
}
