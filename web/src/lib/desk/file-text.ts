/** The text of a file somebody saved: UTF-8 with or without its mark, else GB 18030, which Chinese spreadsheets write. */
export function fileText(bytes: Uint8Array): string {
  try {
    // TextDecoder takes the byte order mark away.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
