const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const LONGEST_COMMENT = 65_535
const DIRECTORY_SIGNATURE = 0x02014b50
const DIRECTORY_BYTES = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_BYTES = 30

/**
 * The packed bytes of the first file in a zip archive whose name is wanted, and whether they are deflated or merely
 * stored. Null where there is none, where it is packed in another way, or where the archive is damaged.
 */
export function zipEntry(
  archive: Uint8Array,
  isWanted: (name: string) => boolean,
): { bytes: Uint8Array; isDeflated: boolean } | null {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const holds = (at: number, length: number) => at >= 0 && at + length <= archive.byteLength
  const end = endOf(view)
  if (end === null) return null
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (!holds(at, DIRECTORY_BYTES) || view.getUint32(at, true) !== DIRECTORY_SIGNATURE) return null
    const [method, packedBytes] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true)]
    const nameBytes = view.getUint16(at + 28, true)
    const local = view.getUint32(at + 42, true)
    const name = new TextDecoder().decode(archive.subarray(at + DIRECTORY_BYTES, at + DIRECTORY_BYTES + nameBytes))
    if (isWanted(name)) {
      if (!holds(local, LOCAL_BYTES) || view.getUint32(local, true) !== LOCAL_SIGNATURE) return null
      // The lengths of the local header may differ from those of the directory; the data follow the local ones.
      const from = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
      if (!holds(from, packedBytes) || (method !== 0 && method !== 8)) return null
      return { bytes: archive.subarray(from, from + packedBytes), isDeflated: method === 8 }
    }
    at += DIRECTORY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return null
}

/** Where the end of the directory stands: before a comment of any length. */
function endOf(view: DataView): number | null {
  const least = Math.max(0, view.byteLength - END_BYTES - LONGEST_COMMENT)
  for (let at = view.byteLength - END_BYTES; at >= least; at--)
    if (view.getUint32(at, true) === END_SIGNATURE) return at
  return null
}
