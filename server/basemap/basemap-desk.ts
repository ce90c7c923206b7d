import { createHash } from 'node:crypto'
import type { Basemap, ShownBasemap } from '#shared/basemap.ts'
import type { FetchReason } from '#shared/evidence.ts'
import { TIANDITU_ORIGINS } from '#shared/map-address.ts'
import type { Database } from '../../db/connect.ts'
import { isForbiddenAddress } from '../domain/forbidden-address.ts'
import { readStyle, readTileJson, type StyleFault } from '../domain/map-style.ts'
import type { Fetching } from '../evidence/fetching.ts'
import { keptBasemap, type KeptBasemap, putBasemap } from '../store/basemap.ts'
import { within } from '../within.ts'
import type { BasemapFileStore } from './basemap-files.ts'

/** Why a base map was not set: which field, in words, and with a reason that a page has words of its own for. */
export type BasemapFault = {
  field: 'file' | 'url'
  message: string
  reason: FetchReason | StyleFault['reason'] | 'no-file' | 'no-archive' | 'too-many'
}

const MOST_STYLE_BYTES = 4 * 1024 * 1024
const MOST_TILEJSONS = 20
/** Whoever opens a page does not wait longer for the database than this: then whoever was known is allowed. */
const LOOK_MS = 1000

/** The base map of all maps: set here, with whom the browsers may then ask. */
export function createBasemapDesk(parts: { database: Database; fetching: Fetching; files: BasemapFileStore }) {
  const { database, fetching, files } = parts
  let known: readonly string[] = []

  async function current(): Promise<ShownBasemap> {
    const kept = await keptBasemap(database)
    const mark = createHash('sha256').update(JSON.stringify(kept)).digest('hex').slice(0, 12)
    const origins = originsOf(kept)
    known = origins
    return { basemap: kept.basemap, mark, origins }
  }

  /** A style or TileJSON; the administrator chose its host, which is asked, and nobody it sends us on to. */
  async function text(link: string) {
    const { origin } = new URL(link)
    const order = { link, allowed: [origin], credentials: null, showTo: null, mostBytes: MOST_STYLE_BYTES }
    const fetched = await fetching.fetch({ ...order, accept: 'application/json' })
    if (!fetched.ok) return fetched
    return { ok: true as const, text: fetched.bytes?.toString('utf8') ?? '' }
  }

  async function styleOrigins(styleUrl: string): Promise<{ ok: true; origins: string[] } | Fault> {
    const fetched = await text(styleUrl)
    if (!fetched.ok) return unfetched(styleUrl, fetched)
    const style = readStyle(fetched.text, styleUrl)
    if (!style.ok) return faulty(style)
    if (style.tileJsons.length > MOST_TILEJSONS)
      return faulty({ reason: 'too-many', message: `${styleUrl} has more than ${MOST_TILEJSONS} sources` })
    const origins = new Set(style.origins)
    for (const { source, url } of style.tileJsons) {
      // Only whoever set the style may mean this machine itself; a stranger's style may not.
      const { origin, hostname } = new URL(url)
      const isForeign = origin !== new URL(styleUrl).origin
      if (isForeign && /^[\d.]+$|^\[/.test(hostname) && isForbiddenAddress(hostname.replace(/^\[|\]$/g, '')))
        return unfetched(url, { reason: 'forbidden-address', detail: null }, source)
      const answer = await text(url)
      if (!answer.ok) return unfetched(url, answer, source)
      const tiles = readTileJson(answer.text, source, url)
      if (!tiles.ok) return faulty(tiles)
      for (const one of tiles.origins) origins.add(one)
    }
    return { ok: true, origins: [...origins] }
  }

  async function checked(basemap: Basemap): Promise<{ ok: true; origins: string[] } | Fault> {
    if (basemap.type === 'style') return styleOrigins(basemap.url)
    if (basemap.type !== 'pmtiles') return { ok: true, origins: [] }
    const path = await files.pathOf(basemap.file)
    const fault = (reason: 'no-file' | 'no-archive', message: string): Fault => ({
      ok: false,
      fault: { field: 'file', reason, message: `${basemap.file} ${message}` },
    })
    if (path === null) return fault('no-file', `is not in ${files.folder}`)
    return (await files.isArchive(path)) ? { ok: true, origins: [] } : fault('no-archive', 'is no PMTiles archive')
  }

  return {
    current,
    /** Sets the base map, unless something is wrong with what it names; then nothing changes. */
    async put(basemap: Basemap): Promise<{ ok: true; shown: ShownBasemap } | Fault> {
      const found = await checked(basemap)
      if (!found.ok) return found
      await putBasemap(database, { basemap, origins: found.origins })
      return { ok: true, shown: await current() }
    },
    /** Whom the pages may ask, as far as is known. */
    origins: () => known,
    /** Looks who that is now: another process may have been told. Does not fail. */
    async look(): Promise<void> {
      await within(LOOK_MS, current()).catch(() => {})
    },
  }
}
export type BasemapDesk = ReturnType<typeof createBasemapDesk>

type Fault = { ok: false; fault: BasemapFault }

function originsOf({ basemap, origins }: KeptBasemap): string[] {
  return basemap.type === 'tianditu' ? [...TIANDITU_ORIGINS] : origins
}

function faulty({ reason, message }: Pick<BasemapFault, 'reason' | 'message'>): Fault {
  return { ok: false, fault: { field: 'url', reason, message } }
}

function unfetched(url: string, why: { reason: FetchReason; detail: string | null }, source?: string): Fault {
  const { reason, detail } = why
  const of = source === undefined ? '' : `source ${source}: `
  return faulty({ reason, message: `${of}${url} was not fetched: ${reason}${detail === null ? '' : ` (${detail})`}` })
}
