import { and, type AnyColumn, gt, isNull, lte, or, type SQL } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import * as schema from '../../db/schema.ts'
import type { ArrangedVersions } from '../domain/arrangement.ts'
import { ringsOf } from '../domain/rings.ts'

type Versioned = { recordedAt: AnyColumn; supersededAt: AnyColumn }

/**
 * Every version that is present knowledge, or was at `knownAt`, of everything people arrange; no names or numbers of
 * people.
 */
export async function arrangedVersions({ read }: Database, knownAt?: Date): Promise<ArrangedVersions> {
  const isKnown = ({ recordedAt, supersededAt }: Versioned): SQL | undefined =>
    knownAt === undefined
      ? isNull(supersededAt)
      : and(lte(recordedAt, knownAt), or(isNull(supersededAt), gt(supersededAt, knownAt)))
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
    permits,
    fireBans,
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
    permitRows,
    banRows,
  ] = await Promise.all([
    read.select().from(areas).where(isKnown(areas)),
    read.select().from(people).where(isKnown(people)),
    read.select().from(personDetails),
    read.select().from(households).where(isKnown(households)),
    read.select().from(placeNames).where(isKnown(placeNames)),
    read.select().from(responsibilities).where(isKnown(responsibilities)),
    read.select().from(absences).where(isKnown(absences)),
    read.select().from(shifts).where(isKnown(shifts)),
    read.select().from(plans).where(isKnown(plans)),
    read.select().from(sources).where(isKnown(sources)),
    read.select().from(devices).where(isKnown(devices)),
    read.select().from(addresses),
    read.select().from(fireDangers).where(isKnown(fireDangers)),
    read.select().from(fireEstimates).where(isKnown(fireEstimates)),
    read.select().from(verificationPauses).where(isKnown(verificationPauses)),
    read.select().from(permits).where(isKnown(permits)),
    read.select().from(fireBans).where(isKnown(fireBans)),
  ])
  const phoneOf = new Map(details.map(({ versionId, phone }) => [versionId, phone]))
  const addressesOf = Map.groupBy(addressRows, ({ versionId }) => versionId)
  return {
    areas: areaRows,
    people: peopleRows.map((row) => ({ ...row, rings: ringsOf(phoneOf.get(row.versionId) ?? null) })),
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
    permits: permitRows.map(({ guardName: _name, guardPhone: _phone, ...permit }) => permit),
    fireBans: banRows,
  }
}
