import type { Device } from '#shared/device.ts'
import type { Place } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'
import { mountingSigmaDegrees } from './bearing-sigma.ts'
import type { StatedPlace } from './decode/format.ts'
import { locate } from './locate.ts'
import { sectorInPicture } from './picture.ts'
import type { Terrain } from './terrain.ts'
import { cutByTerrain, type TerrainCut } from './terrain-cut.ts'

/**
 * How high above its foot a thing may stand where a camera points at it, and how high it shows over a ridge, in metres.
 * Smoke is made out from kilometres away when it has risen some tens of metres; in the first minutes seldom above a
 * hundred.
 */
const HEIGHTS = {
  smoke: { seenUpToMetres: 10, columnMetres: 100 },
  fire: { seenUpToMetres: 3, columnMetres: 30 },
  other: { seenUpToMetres: 2, columnMetres: 5 },
}

type Telling = { stated: StatedPlace | null; device: Device | null; kind: Kind | null; terrain: Terrain | null }

/**
 * Where the thing is that a device tells of, with what a camera saw cut by the ground as far as `terrain` knows it;
 * `cut` says what the ground made of a camera's sector, and is null for all else. Where the ground makes no point of it,
 * the place itself says why.
 */
export function locateOnGround(telling: Telling): { place: Place; cut: TerrainCut | null } {
  const { place } = locate(telling)
  const cut = cutSeen(place, telling)
  if (cut?.outcome === 'uncertain') return { place: { ...cut.place, groundDoubt: cut.reason }, cut }
  return { place: cut?.place ?? place, cut }
}

function cutSeen(place: Place, { stated, device, kind, terrain }: Telling): TerrainCut | null {
  if (place.type !== 'sector' || device === null) return null
  const sighting = {
    sector: place,
    elevationDegrees: elevationOf(stated, device),
    ...heightsOf(kind),
  }
  const lens = {
    elevation: device.elevation,
    mastHeightMetres: device.camera?.mastHeightMetres ?? 0,
    bearingSigmaDegrees: mountingSigmaDegrees(device.camera),
  }
  return cutByTerrain(sighting, lens, terrain)
}

/** How far above the horizon the thing's foot was seen; of a box in a picture only where tilt and lens are registered. */
function elevationOf(stated: StatedPlace | null, { camera }: Device): number | null {
  if (stated?.type === 'sector') return stated.elevationDegrees ?? null
  return (stated?.type === 'frame' ? sectorInPicture(stated, camera)?.elevationDegrees : null) ?? null
}

function heightsOf(kind: Kind | null) {
  if (kind === 'fire' || kind === 'heat') return HEIGHTS.fire
  return kind === 'smoke' || kind === null ? HEIGHTS.smoke : HEIGHTS.other
}
