/** What a picture or clip may be. */
export const MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'video/mp4'] as const
export type MediaType = (typeof MEDIA_TYPES)[number]

/** How many bytes `mediaTypeOf` looks at. */
export const MEDIA_HEAD_BYTES = 16

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']
const MP4_BRANDS = [
  'isom',
  'iso2',
  'iso4',
  'iso5',
  'iso6',
  'mp41',
  'mp42',
  'avc1',
  'M4V ',
  'dash',
  '3gp4',
  '3gp5',
  '3gp6',
]

/** What the first bytes say a file is; a name or a header proves nothing. Null for anything else. */
export function mediaTypeOf(head: Uint8Array): MediaType | null {
  const letters = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to))
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg'
  if (PNG.every((byte, index) => head[index] === byte)) return 'image/png'
  if (letters(0, 4) === 'RIFF' && letters(8, 12) === 'WEBP') return 'image/webp'
  if (letters(4, 8) !== 'ftyp') return null
  if (HEIC_BRANDS.includes(letters(8, 12))) return 'image/heic'
  return MP4_BRANDS.includes(letters(8, 12)) ? 'video/mp4' : null
}
