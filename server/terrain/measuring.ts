import type { Arrangement } from '../domain/arrangement.ts'
import {
  BLOCK_POSTS,
  type Block,
  type BlockName,
  blockAt,
  blockKey,
  blockPosts,
  createTerrain,
  type Terrain,
} from '../domain/terrain.ts'
import { fillVoids } from '../domain/terrain-voids.ts'
import { metresPerDegree } from '../domain/tangent-plane.ts'
import type { Elevations } from './elevations.ts'
import type { Log } from '../mqtt/door.ts'

/** A block has 200 KB: so many are 50 MB, some 40 by 50 km at one camera's side. */
const MOST_BLOCKS = 256
const DEFAULT_REACH_METRES = 5000
const FARTHEST_METRES = 15_000
/** An import arranges one device after the other; the ground is measured when it is done. */
const SETTLE_MS = 1000

/** Keeps the terrain around the cameras in memory, for decisions to ask. */
export type Measuring = {
  /** The terrain as far as it is loaded, null before; an arrangement with other cameras has theirs loaded behind. */
  around(arrangement: Arrangement): Terrain | null
  stop(): void
}

/** Loads the ground around the cameras of an arrangement, block by block, without anybody waiting for it. */
export function createMeasuring({ elevations, log }: { elevations: Elevations; log: Log }): Measuring {
  const blocks = new Map<number, Block | null>()
  let terrain: Terrain | null = null
  let seen: Arrangement | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  async function load(arrangement: Arrangement): Promise<void> {
    if ((await elevations.relief()) === null) return
    const wanted = blocksAround(arrangement)
    for (const key of blocks.keys()) if (!wanted.has(key)) blocks.delete(key)
    for (const [key, name] of wanted) {
      if (blocks.has(key)) continue
      if (seen !== arrangement) return
      blocks.set(key, await loaded(name))
      // A block takes some milliseconds of this one thread: alarms go in between.
      await new Promise((resume) => setImmediate(resume))
    }
    if (wanted.size === MOST_BLOCKS)
      log.warn(
        { blocks: MOST_BLOCKS },
        'the cameras look over more ground than is held; the last ones keep whole sectors',
      )
    terrain = createTerrain(known(blocks), elevations.sigmaMetres)
  }

  async function loaded(name: BlockName): Promise<Block | null> {
    const { lngs, lats } = blockPosts(name)
    const block = await elevations.lattice(lngs, lats)
    fillVoids(block, BLOCK_POSTS, BLOCK_POSTS)
    return block.every(Number.isNaN) ? null : block
  }

  return {
    around(arrangement) {
      if (arrangement !== seen) {
        seen = arrangement
        if (timer !== null) clearTimeout(timer)
        timer = setTimeout(() => {
          load(arrangement).catch((error: unknown) => log.warn({ error }, 'the ground could not be measured'))
        }, SETTLE_MS)
        timer.unref()
      }
      return terrain
    },
    stop() {
      seen = null
      if (timer !== null) clearTimeout(timer)
    },
  }
}

function known(blocks: ReadonlyMap<number, Block | null>): Map<number, Block> {
  return new Map([...blocks].flatMap(([key, block]) => (block === null ? [] : [[key, block] as const])))
}

/** The blocks that the cameras look over, those of the first cameras first. */
function blocksAround({ devices }: Arrangement): Map<number, BlockName> {
  const wanted = new Map<number, BlockName>()
  for (const { kind, location, camera } of devices.values()) {
    if (kind !== 'camera' || location === null || (location[0] === 0 && location[1] === 0)) continue
    const reach = Math.min(FARTHEST_METRES, 1.5 * (camera?.rangeMetres ?? DEFAULT_REACH_METRES))
    const { east, north } = metresPerDegree(location[1])
    const first = blockAt([location[0] - reach / east, location[1] - reach / north])
    const last = blockAt([location[0] + reach / east, location[1] + reach / north])
    for (let row = first.row; row <= last.row; row++)
      for (let column = first.column; column <= last.column && wanted.size < MOST_BLOCKS; column++)
        wanted.set(blockKey({ column, row }), { column, row })
  }
  return wanted
}
