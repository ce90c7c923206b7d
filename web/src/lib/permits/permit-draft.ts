import type { LngLat } from '#shared/geo.ts'
import type { ListedPermit, Permit, PermitUse } from '#shared/permit.ts'
import { dayIn } from '#shared/township-day.ts'
import { coordinateWords } from '#lib/desk/coordinates.ts'
import { momentOfLocal } from '#lib/local-moment.ts'
import { m } from '#lib/paraglide/messages.js'

/** A permit as the form has it: days and times as its fields show them, empty for none. */
export type PermitDraft = {
  id: string
  use: PermitUse
  name: string
  approvalNumber: string
  areaId: string
  guardName: string
  guardPhone: string
  where: 'spot' | 'area'
  location: LngLat | null
  radius: string
  placeAreaId: string
  firstDay: string
  lastDay: string
  from: string
  to: string
  wind: string
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

/** An empty form: today, from eight to six, for burning at graves. */
export function emptyPermit(id: string, areaId: string, today: string): PermitDraft {
  const blank = { name: '', approvalNumber: '', guardName: '', guardPhone: '', placeAreaId: '' }
  const place = { where: 'spot' as const, location: null, radius: '100' }
  return {
    id,
    use: 'grave-offering',
    areaId,
    ...blank,
    ...place,
    firstDay: today,
    lastDay: today,
    from: '08:00',
    to: '18:00',
    wind: '3',
  }
}

/** The form of a known permit, with its guard uncovered. */
export function draftOf(permit: Permit & Pick<ListedPermit, 'validFrom' | 'validUntil'>, zone: string): PermitDraft {
  const { id, use, name, approvalNumber, areaId, guardName, guardPhone, place, placeAreaId, hours } = permit
  const isSpot = place.type === 'point'
  return {
    id,
    use,
    name,
    approvalNumber,
    areaId,
    guardName,
    guardPhone,
    where: isSpot ? 'spot' : 'area',
    location: isSpot ? place.location : null,
    radius: isSpot ? String(place.radiusMetres) : '100',
    placeAreaId: placeAreaId ?? '',
    firstDay: permit.validFrom === null ? '' : dayIn(zone, new Date(permit.validFrom)),
    // It holds until the midnight after its last day.
    lastDay: permit.validUntil === null ? '' : dayIn(zone, new Date(Date.parse(permit.validUntil) - 1)),
    from: hours?.from ?? '',
    to: hours?.to ?? '',
    wind: permit.windLimitBeaufort === null ? '' : String(permit.windLimitBeaufort),
  }
}

/** What is sent of a form. */
export function permitBody(draft: PermitDraft, zone: string): Record<string, unknown> {
  const { use, name, areaId, approvalNumber, guardName, guardPhone, where, location, placeAreaId, from, to } = draft
  const spot = location === null ? null : { type: 'point', location, radiusMetres: Number(draft.radius) }
  return {
    use,
    name,
    areaId,
    approvalNumber,
    guardName,
    guardPhone,
    place: where === 'spot' ? spot : null,
    placeAreaId: where === 'area' && placeAreaId !== '' ? placeAreaId : null,
    hours: from === '' || to === '' ? null : { days: EVERY_DAY, from, to },
    windLimitBeaufort: draft.wind === '' ? null : Number(draft.wind),
    validFrom: momentOfLocal(zone, `${draft.firstDay}T00:00`),
    validUntil: afterDay(draft.lastDay, zone),
  }
}

/** The midnight after a day. */
function afterDay(day: string, zone: string): string | null {
  const next = new Date(`${day}T12:00:00Z`)
  if (Number.isNaN(next.getTime())) return null
  next.setUTCDate(next.getUTCDate() + 1)
  return momentOfLocal(zone, `${next.toISOString().slice(0, 10)}T00:00`)
}

/** Where a permit holds, in words. */
export function permitPlace(permit: Pick<Permit, 'place' | 'placeAreaId'>, areaName: (id: string) => string): string {
  const { place, placeAreaId } = permit
  if (placeAreaId !== null) return areaName(placeAreaId)
  return place.type === 'point' ? m.permit_spot({ place: coordinateWords(place.location), n: place.radiusMetres }) : '▱'
}
