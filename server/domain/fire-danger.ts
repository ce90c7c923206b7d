import {
  type DangerEstimate,
  type DangerGrade,
  estimateAt,
  type FireDanger,
  officialAt,
  type OfficialDanger,
} from '#shared/fire-danger.ts'
import {
  type Arrangement,
  type DangerVersion,
  type DangerVersions,
  type EstimateVersion,
  holdsAt,
  type Version,
} from './arrangement.ts'
import type { ChangeDraft } from './facts.ts'
import type { Rewrite } from './versions.ts'

/** The fire danger of a township as every screen gets it. */
export function fireDangerOf(areaId: string, versions: DangerVersions, now: Date): FireDanger {
  const own = <T extends { id: string }>(rows: readonly T[]) => rows.filter(({ id }) => id === areaId)
  const estimate = own(versions.fireEstimates).reduce<EstimateVersion | null>(
    (last, one) => (last === null || one.day > last.day ? one : last),
    null,
  )
  const pause = own(versions.verificationPauses).find((version) => holdsAt(version, now))
  return {
    areaId,
    official: own(versions.fireDangers)
      .filter(({ validUntil }) => validUntil === null || validUntil > now)
      .toSorted(byBeginning)
      .map(officialFrom),
    estimate: estimate && estimateFrom(estimate),
    verificationOff: pause?.validUntil ? { by: pause.by, until: pause.validUntil.toISOString() } : null,
  }
}

/** What held in a township before, and holds now, the last first. */
export function dangerHistory(
  areaId: string,
  { fireDangers, fireEstimates }: DangerVersions,
): { history: OfficialDanger[]; estimates: DangerEstimate[] } {
  return {
    history: fireDangers
      .filter(({ id }) => id === areaId)
      .toSorted(byBeginning)
      .toReversed()
      .map(officialFrom),
    estimates: fireEstimates
      .filter(({ id }) => id === areaId)
      .toSorted((a, b) => (a.day < b.day ? 1 : -1))
      .map(estimateFrom),
  }
}

/** A grade that moves a threshold, and whose word it is. */
type Moving = { grade: DangerGrade; gradeSource: 'official' | 'estimate' }

/** The grade that moves a threshold: the gravest of the townships concerned, each by its official one if it has one. */
export function gradeOf(townshipIds: readonly string[], versions: DangerVersions, now: Date): Moving | null {
  const grades = townshipIds.flatMap((areaId): Moving[] => {
    const danger = fireDangerOf(areaId, versions, now)
    const official = officialAt(danger, now.getTime())
    if (official !== null) return [{ grade: official.grade, gradeSource: 'official' }]
    const estimate = estimateAt(danger, now.getTime())
    return estimate === null ? [] : [{ grade: estimate.grade, gradeSource: 'estimate' }]
  })
  return grades.toSorted((a, b) => b.grade - a.grade)[0] ?? null
}

/** Whether in any of the townships nothing waits for a look first. */
export function isVerificationOff(
  townshipIds: readonly string[],
  { verificationPauses }: DangerVersions,
  now: Date,
): boolean {
  return verificationPauses.some((pause) => townshipIds.includes(pause.id) && holdsAt(pause, now))
}

/** The fire danger of every township. */
export function allFireDangers(
  { areaList, fireDanger }: Pick<Arrangement, 'areaList' | 'fireDanger'>,
  now: Date,
): FireDanger[] {
  return areaList.filter(({ level }) => level === 'township').map(({ id }) => fireDangerOf(id, fireDanger, now))
}

/** The townships among areas and what lies above them. */
export function townshipsOf({ areas }: Pick<Arrangement, 'areas'>, areaIds: readonly string[]): string[] {
  return areaIds.filter((id) => areas.byId(id)?.level === 'township')
}

/** The change by which the screens of a township hear of its fire danger, and those of all that lies in it. */
export function dangerChange(danger: FireDanger): ChangeDraft {
  return { change: { type: 'fire-danger', danger }, areaIds: [danger.areaId], personIds: [] }
}

/** Versions of one table after a rewrite. */
export function rewritten<T>(rows: readonly Version<T>[], rewrite: Rewrite<T>): Version<T>[] {
  const gone = new Set(rewrite.supersede)
  return [...rows.filter(({ versionId }) => !gone.has(versionId)), ...rewrite.append.map(({ row }) => row)]
}

function officialFrom({ grade, source, by, headline, validFrom, validUntil }: DangerVersion): OfficialDanger {
  return { grade, source, by, headline, from: iso(validFrom), until: iso(validUntil) }
}

function estimateFrom({ day, body, validFrom, validUntil }: EstimateVersion): DangerEstimate {
  return { ...body, day, from: iso(validFrom), until: iso(validUntil) }
}

function byBeginning(a: DangerVersion, b: DangerVersion): number {
  return (a.validFrom?.getTime() ?? 0) - (b.validFrom?.getTime() ?? 0)
}

function iso(at: Date | null): string | null {
  return at === null ? null : at.toISOString()
}
