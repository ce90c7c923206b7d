import type { DrillBody, DrillStep, DrillTemplate } from '#shared/drill.ts'
import type { LngLat, Place } from '#shared/geo.ts'
import type { PlaceName } from '#shared/household.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Arrangement } from './arrangement.ts'
import { placeCentre } from './place-centre.ts'

type Known = Pick<Arrangement, 'areas'> & { placeNames: readonly PlaceName[] }
type Fault = { field: string; message: string }
type Spot = { afterSeconds: number; kind: Kind; at: 'spot' | 'area' }

/** What each template plays: at one spot, or over the area of the drill as a whole. */
const TEMPLATES: Readonly<Record<DrillTemplate, readonly Spot[]>> = {
  'hill-fire': [
    { afterSeconds: 0, kind: 'smoke', at: 'spot' },
    { afterSeconds: 120, kind: 'fire', at: 'spot' },
  ],
  'flood-warning': [
    { afterSeconds: 0, kind: 'warning', at: 'area' },
    { afterSeconds: 600, kind: 'flood', at: 'spot' },
  ],
  'kitchen-gas': [{ afterSeconds: 0, kind: 'gas', at: 'spot' }],
}

/** As exact as what a sensor tells. */
const SPOT_METRES = 30

/** The steps that a drill plays, in the order of their time, or what is wrong with how they are told. */
export function stepsOf(body: DrillBody, known: Known): { steps: DrillStep[]; faults: Fault[] } {
  const faults: Fault[] = []
  const spotOf = (
    field: string,
    told: { location?: LngLat | null | undefined; placeNameId?: string | null | undefined },
  ): LngLat | null => {
    if (told.location != null) return told.location
    if (told.placeNameId == null) return null
    const name = known.placeNames.find(({ id }) => id === told.placeNameId)
    if (name === undefined)
      faults.push({ field: `${field}placeNameId`, message: `there is no place name ${told.placeNameId}` })
    return name?.location ?? null
  }
  const groundOf = (field: string, areaId: string): Place => {
    const area = known.areas.byId(areaId)
    if (area === null) faults.push({ field: `${field}areaId`, message: `there is no area ${areaId}` })
    return area === null ? { type: 'unknown' } : { type: 'polygon', geometry: area.geometry }
  }
  const ground = groundOf('', body.areaId)
  if (body.template != null) {
    const spot = spotOf('', body) ?? placeCentre(ground)
    const steps = TEMPLATES[body.template].map(({ afterSeconds, kind, at }): DrillStep => {
      const isArea = at === 'area'
      const place = isArea ? ground : pointAt(spot)
      return { afterSeconds, kind, place, areaId: isArea ? body.areaId : null, words: null }
    })
    return { steps, faults }
  }
  const steps = (body.script ?? []).map((told, n): DrillStep => {
    const { afterSeconds, kind, areaId = null, words } = told
    const field = `script.${n}.`
    const place = areaId === null ? pointAt(spotOf(field, told)) : groundOf(field, areaId)
    return { afterSeconds, kind, place, areaId, words: words ?? null }
  })
  return { steps: steps.toSorted((a, b) => a.afterSeconds - b.afterSeconds), faults }
}

function pointAt(location: LngLat | null): Place {
  return location === null ? { type: 'unknown' } : { type: 'point', location, radiusMetres: SPOT_METRES }
}
