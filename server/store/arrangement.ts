import { isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import * as schema from '../../db/schema.ts'
import type { ArrangedVersions } from '../domain/arrangement.ts'

/** Every version that is present knowledge, of everything people arrange; no names or numbers of people. */
export async function arrangedVersions({ read }: Database): Promise<ArrangedVersions> {
  const {
    areas,
    people,
    personDetails,
    households,
    placeNames,
    responsibilities,
    absences,
    shifts,
    plans,
    sources,
    devices,
    addresses,
    fireDangers,
    fireEstimates,
    verificationPauses,
  } = schema
  const [
    areaRows,
    peopleRows,
    details,
    householdRows,
    placeNameRows,
    responsibilityRows,
    absenceRows,
    shiftRows,
    planRows,
    sourceRows,
    deviceRows,
    addressRows,
    dangerRows,
    estimateRows,
    pauseRows,
  ] = await Promise.all([
    read.select().from(areas).where(isNull(areas.supersededAt)),
    read.select().from(people).where(isNull(people.supersededAt)),
    read.select().from(personDetails),
    read.select().from(households).where(isNull(households.supersededAt)),
    read.select().from(placeNames).where(isNull(placeNames.supersededAt)),
    read.select().from(responsibilities).where(isNull(responsibilities.supersededAt)),
    read.select().from(absences).where(isNull(absences.supersededAt)),
    read.select().from(shifts).where(isNull(shifts.supersededAt)),
    read.select().from(plans).where(isNull(plans.supersededAt)),
    read.select().from(sources).where(isNull(sources.supersededAt)),
    read.select().from(devices).where(isNull(devices.supersededAt)),
    read.select().from(addresses),
    read.select().from(fireDangers).where(isNull(fireDangers.supersededAt)),
    read.select().from(fireEstimates).where(isNull(fireEstimates.supersededAt)),
    read.select().from(verificationPauses).where(isNull(verificationPauses.supersededAt)),
  ])
  const canBeRung = new Set(details.filter(({ phone }) => phone !== null).map(({ versionId }) => versionId))
  const addressesOf = Map.groupBy(addressRows, ({ versionId }) => versionId)
  return {
    areas: areaRows,
    people: peopleRows.map((row) => ({ ...row, canBeRung: canBeRung.has(row.versionId) })),
    households: householdRows,
    placeNames: placeNameRows,
    responsibilities: responsibilityRows,
    absences: absenceRows,
    shifts: shiftRows,
    plans: planRows,
    sources: sourceRows,
    devices: deviceRows.map((row) => ({
      ...row,
      addresses: (addressesOf.get(row.versionId) ?? []).map(({ sourceId, externalId }) => ({
        source: sourceId,
        externalId,
      })),
    })),
    fireDangers: dangerRows,
    fireEstimates: estimateRows,
    verificationPauses: pauseRows,
  }
}
