import type { DangerGrade } from '#shared/fire-danger.ts'
import type { Place } from '#shared/geo.ts'
import type { Severity } from '#shared/kinds.ts'
import type { Arrangement, DangerVersion } from './arrangement.ts'
import type { Decoded } from './decode/format.ts'
import type { Making } from './facts.ts'
import { codedAreas } from './feed-ground.ts'
import { rewritten } from './fire-danger.ts'
import { endVersions, putVersion } from './versions.ts'

/** The four colours of a warning of forest fire danger stand for grades 2 to 5 (LY/T 2578). */
const GRADE: Readonly<Record<Severity, DangerGrade | null>> = {
  minor: 2,
  moderate: 3,
  severe: 4,
  extreme: 5,
  unknown: null,
}
const FIRE_DANGER = /火险|\bfire[- ](danger|weather|risk)\b|^forest[- ]?fire( warning)?$/i
/** A warning that does not say when it ends is believed for a day. */
const UNSAID_MS = 24 * 3600_000

/** A warning as far as it speaks of fire danger: its place by our own datum, and by which `seriesId` its updates and its end are known. */
export type DangerWarning = { decoded: Decoded; place: Place; seriesId: string }

/** Whether a warning is one of forest fire danger. A drill is none: it must not move a real threshold. */
export function isDangerWarning({ kind, values, description, exercise }: Decoded): boolean {
  if (kind !== 'warning' || exercise) return false
  return FIRE_DANGER.test(String(values['event'] ?? '')) || /火险/.test(description ?? '')
}

/**
 * The official grades with what a warning says: in every township it touches its grade holds from now (or its onset) until
 * its expiry; what the same series said of other townships ends. The later word stands, entered or received.
 */
export function withReceived(
  known: readonly DangerVersion[],
  { decoded, place, seriesId }: DangerWarning,
  arrangement: Arrangement,
  making: Making,
): readonly DangerVersion[] {
  const { now, newId } = making
  const grade = decoded.severity === null ? null : GRADE[decoded.severity]
  if (grade === null) return known
  const townships = new Set(warnedTownships(decoded, place, arrangement))
  const validUntil = decoded.expiresAt ?? new Date(now.getTime() + UNSAID_MS)
  const onsetMs = Date.parse(String(decoded.values['onset'] ?? ''))
  const validFrom = onsetMs > now.getTime() && onsetMs < validUntil.getTime() ? new Date(onsetMs) : now
  const said = { grade, source: 'received', by: null, headline: decoded.description, seriesId } as const
  let versions = withoutSeries(known, seriesId, making, (version) => !townships.has(version.id))
  for (const id of townships) {
    const own = versions.filter((version) => version.id === id)
    const rewrite = putVersion(own, { id, ...said }, { validFrom, validUntil }, isSame, now, newId)
    if (rewrite !== null && rewrite !== 'empty') versions = rewritten(versions, rewrite)
  }
  return versions
}

/** The official grades when a series of warnings is over, or no longer concerns the townships of `isOver`. */
export function withoutSeries(
  known: readonly DangerVersion[],
  seriesId: string,
  { now, newId }: Making,
  isOver: (version: DangerVersion) => boolean = () => true,
): readonly DangerVersion[] {
  const ending = known.filter((version) => version.seriesId === seriesId && isOver(version))
  const rewrite = endVersions(ending, now, newId)
  return rewrite === null ? known : rewritten(known, rewrite)
}

/** Townships that a warning's shape touches; of one without a shape those that its codes or names mean. */
function warnedTownships(
  { values, areaCodes }: Decoded,
  place: Place,
  { areas, areaList, lineage }: Arrangement,
): string[] {
  const townships = areaList.filter(({ level }) => level === 'township')
  if (place.type !== 'unknown') {
    const touched = areas.touched(place).map(({ areaId }) => areaId)
    return townships.flatMap(({ id }) => (touched.includes(id) ? [id] : []))
  }
  const named = codedAreas(areaCodes ?? [], areaList).flatMap(({ id }) => lineage(id).map((area) => area.id))
  const names = String(values['area'] ?? '')
  return townships.flatMap(({ id, name }) => (named.includes(id) || names.includes(name) ? [id] : []))
}

function isSame(a: Said, b: Said): boolean {
  return a.grade === b.grade && a.source === b.source && a.headline === b.headline && a.seriesId === b.seriesId
}
type Said = Pick<DangerVersion, 'grade' | 'source' | 'headline' | 'seriesId'>
