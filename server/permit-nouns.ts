import type { z } from 'zod'
import type { permitBodySchema, fireBanBodySchema } from '#shared/permit.ts'
import type { Arrangement } from './domain/arrangement.ts'
import { polygonFaults } from './domain/polygon-faults.ts'
import type { Fields } from './domain/versions.ts'

type PermitBody = z.infer<typeof permitBodySchema>
type Fault = { field: string; message: string }
type Ground = Pick<Arrangement, 'areas'>

/** The fields of a permit; where an area is told, its place is the ground that the area has now. */
export function permitFields(
  {
    use,
    name,
    areaId,
    place,
    placeAreaId,
    approvalNumber,
    guardName,
    guardPhone,
    hours,
    windLimitBeaufort,
  }: PermitBody,
  { areas }: Ground,
): Fields {
  const area = placeAreaId == null ? null : areas.byId(placeAreaId)
  return {
    use,
    name,
    areaId,
    place: area === null ? (place ?? { type: 'unknown' }) : { type: 'polygon', geometry: area.geometry },
    placeAreaId: placeAreaId ?? null,
    approvalNumber,
    guardName,
    guardPhone,
    hours: hours ?? null,
    windLimitBeaufort: windLimitBeaufort ?? null,
  }
}

/** What is wrong with a permit beside its form. */
export function permitFaults({ areaId, place, placeAreaId, guardName }: PermitBody, ground: Ground): Fault[] {
  const shape = place?.type === 'polygon' ? polygonFaults(place.geometry) : []
  return [
    ...unknownArea('areaId', areaId, ground),
    ...(placeAreaId == null ? [] : unknownArea('placeAreaId', placeAreaId, ground)),
    ...shape.map(({ fault, part, ring }) => ({ field: 'place', message: `${fault} in part ${part}, ring ${ring}` })),
    // Whoever puts back what was listed would otherwise lose whom to ring.
    ...(guardName.includes('*') ? [{ field: 'guardName', message: 'this is the covered form of a list' }] : []),
  ]
}

/** What is wrong with a fire ban beside its form. */
export function fireBanFaults({ areaId }: z.infer<typeof fireBanBodySchema>, ground: Ground): Fault[] {
  return unknownArea('areaId', areaId, ground)
}

function unknownArea(field: string, id: string, { areas }: Ground): Fault[] {
  return areas.byId(id) === null ? [{ field, message: `there is no area ${id}` }] : []
}
