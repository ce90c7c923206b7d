import { z } from 'zod'
import { wholeAddress } from '#shared/map-address.ts'

// A MapLibre style as far as it says where its parts lie. Glyphs are left out: names are drawn with the machine's own fonts.

const sourceSchema = z.looseObject({
  type: z.string(),
  url: z.string().optional(),
  tiles: z.array(z.string()).optional(),
  data: z.unknown().optional(),
})
const styleSchema = z.looseObject({
  sources: z.record(z.string(), sourceSchema),
  layers: z.array(z.looseObject({ id: z.string(), type: z.string() })),
  sprite: z.union([z.string(), z.array(z.looseObject({ url: z.string() }))]).optional(),
})
const tileJsonSchema = z.looseObject({ tiles: z.array(z.string()).min(1) })

/** What a part of a style is called in words, and where it lies. */
type Part = { what: string; address: string }
export type StyleFault = { ok: false; reason: 'no-style' | 'not-version-8' | 'bad-address'; message: string }
/** The origins a style asks, and the TileJSONs that name still others. */
export type ReadStyle = { ok: true; origins: string[]; tileJsons: { source: string; url: string }[] } | StyleFault

/** Whom a style asks for its parts. `text` came from `styleUrl`. */
export function readStyle(text: string, styleUrl: string): ReadStyle {
  const value = jsonIn(text)
  if (typeof value !== 'object' || value === null) return fault('no-style', `${styleUrl} is no JSON`)
  if (!('version' in value) || value.version !== 8)
    return fault('not-version-8', `${styleUrl} is no MapLibre style of version 8`)
  const read = styleSchema.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    return fault('no-style', `${styleUrl} is no MapLibre style: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { sources, sprite } = read.data
  const sprites = sprite === undefined ? [] : typeof sprite === 'string' ? [sprite] : sprite.map(({ url }) => url)
  const parts: Part[] = [
    ...sprites.map((address) => ({ what: 'sprite', address })),
    ...Object.entries(sources).flatMap(([name, { url, tiles, data }]) =>
      [url, ...(tiles ?? []), data].flatMap((address) =>
        typeof address === 'string' ? [{ what: `source ${name}`, address }] : [],
      ),
    ),
  ]
  const placed = wholeParts(parts, styleUrl)
  if (!placed.ok) return placed
  const tileJsons = Object.entries(sources).flatMap(([source, { type, url, tiles }]) =>
    url === undefined || tiles !== undefined || !/^(vector|raster|raster-dem)$/.test(type)
      ? []
      : [{ source, url: wholeAddress(url, styleUrl) ?? url }],
  )
  return { ok: true, origins: distinct([new URL(styleUrl).origin, ...placed.origins]), tileJsons }
}

/** Whom a TileJSON, which came from `url`, asks for its tiles. */
export function readTileJson(text: string, source: string, url: string): { ok: true; origins: string[] } | StyleFault {
  const read = tileJsonSchema.safeParse(jsonIn(text))
  if (!read.success) return fault('no-style', `source ${source}: ${url} is no TileJSON`)
  const parts = read.data.tiles.map((address) => ({ what: `source ${source}`, address }))
  return wholeParts(parts, url)
}

function wholeParts(parts: readonly Part[], base: string): { ok: true; origins: string[] } | StyleFault {
  const origins: string[] = []
  for (const { what, address } of parts) {
    const whole = wholeAddress(address, base)
    if (whole === null) return fault('bad-address', `${what}: ${address} is no http or https address`)
    origins.push(new URL(whole).origin)
  }
  return { ok: true, origins: distinct(origins) }
}

function distinct(origins: readonly string[]): string[] {
  return [...new Set(origins)]
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function fault(reason: StyleFault['reason'], message: string): StyleFault {
  return { ok: false, reason, message }
}
