import { z } from 'zod'
import { addressFault } from './map-address.ts'

/** What can lie beneath our own drawing on every map. */
export const BASEMAP_TYPES = ['none', 'pmtiles', 'style', 'tianditu'] as const
export type BasemapType = (typeof BASEMAP_TYPES)[number]

/** 电子地图, 影像, 地形: each is drawn with its own names. */
export const TIANDITU_LAYERS = ['vec', 'img', 'ter'] as const
export type TiandituLayer = (typeof TIANDITU_LAYERS)[number]

/** The datums a style may be drawn in. Tianditu and PMTiles are WGS-84, or CGCS2000, which is the same to a metre. */
export const STYLE_DATUMS = ['WGS-84', 'GCJ-02'] as const

const BD09 = 'BD-09 (Baidu) is cut into tiles of another grid, which no style can say: choose a map in WGS-84 or GCJ-02'

/** A base map as an administrator sets it; its files lie in `DATA_DIR/basemap`, its addresses are asked by the browsers. */
export const basemapSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({
    type: z.literal('pmtiles'),
    /** The name of a file in `DATA_DIR/basemap`. */
    file: z
      .string('must be the name of a .pmtiles file')
      .max(200)
      .regex(/^[^/\\]+\.pmtiles$/i, 'must be the name of a .pmtiles file'),
    /** Whose map it is, as its licence wants it said. */
    attribution: z.string('must say whose map it is').trim().min(1, 'must say whose map it is').max(300),
  }),
  z.object({
    type: z.literal('style'),
    /** A MapLibre style, version 8. */
    url: z
      .string('must be the address of a style')
      .trim()
      .max(2000)
      .superRefine((url, { addIssue }) => {
        const message = addressFault(url)
        if (message !== null) addIssue({ code: 'custom', message })
      }),
    datum: z.enum(STYLE_DATUMS, { error: ({ input }) => (input === 'BD-09' ? BD09 : undefined) }),
  }),
  z.object({
    type: z.literal('tianditu'),
    /** The user's own; whoever sees a map can read it. */
    key: z
      .string('must be the 32 hexadecimal digits of your own key')
      .trim()
      .regex(/^[0-9a-f]{32}$/i, 'must be the 32 hexadecimal digits of your own key'),
    layer: z.enum(TIANDITU_LAYERS),
  }),
])
export type Basemap = z.infer<typeof basemapSchema>

/** The base map that is set. */
export const shownBasemapSchema = z.object({
  basemap: basemapSchema,
  /** Another one with every change: by it a wall sees that it has to load itself anew. */
  mark: z.string(),
  /** Whom browsers may ask for it, as scheme, host and port. */
  origins: z.array(z.string()),
})
export type ShownBasemap = z.infer<typeof shownBasemapSchema>

/** A file that can be chosen. */
export const basemapFileSchema = z.object({ name: z.string(), bytes: z.int() })
/** The files there are, and the folder of the server where they lie. */
export const basemapFilesSchema = z.object({
  items: z.array(basemapFileSchema),
  nextCursor: z.null(),
  folder: z.string(),
})
export type BasemapFiles = z.infer<typeof basemapFilesSchema>
