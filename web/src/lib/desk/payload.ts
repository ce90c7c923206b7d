/** The payload of a message as something a person can look at: text where it is text, else its bytes in hexadecimal. */
export type ShownPayload = { as: 'text' | 'hex' | 'empty'; text: string }

/** Reads a base64 payload. Bytes that are no UTF-8, or that hold control characters, are shown as rows of 16 bytes. */
export function shownPayload(base64: string): ShownPayload {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  if (bytes.length === 0) return { as: 'empty', text: '' }
  const text = textIn(bytes)
  return text === null ? { as: 'hex', text: hexOf(bytes) } : { as: 'text', text }
}

function textIn(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // Tab, line feed and carriage return are text; other control characters are not.
    // oxlint-disable-next-line no-control-regex -- these are what is looked for
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? null : text
  } catch {
    return null
  }
}

function hexOf(bytes: Uint8Array): string {
  const rows: string[] = []
  for (let at = 0; at < bytes.length; at += 16) {
    rows.push(Array.from(bytes.subarray(at, at + 16), (byte) => byte.toString(16).padStart(2, '0')).join(' '))
  }
  return rows.join('\n')
}
