import type { RosterThen } from '#shared/incident.ts'
import type { ArrangedVersions } from './arrangement.ts'
import type { IncidentRecord } from './facts.ts'

type Span = { validFrom: Date | null; validUntil: Date | null }

/**
 * Who sat in the duty room and who was away while an incident was open, by what was known when it came: `known` are the
 * versions of then. Of those away only whom its chain names.
 */
export function rosterThen(
  incident: Pick<IncidentRecord, 'areaIds' | 'chain' | 'openedAt' | 'closedAt'>,
  { shifts, absences }: Pick<ArrangedVersions, 'shifts' | 'absences'>,
  now: Date,
): RosterThen {
  const opened = new Date(incident.openedAt)
  const ended = incident.closedAt === null ? now : new Date(incident.closedAt)
  const isThen = ({ validFrom, validUntil }: Span): boolean =>
    (validFrom === null || validFrom <= ended) && (validUntil === null || validUntil > opened)
  const during = ({ validFrom, validUntil }: Span) => {
    return { from: validFrom?.toISOString() ?? null, until: validUntil?.toISOString() ?? null }
  }
  const named = new Set(incident.chain.flatMap(({ personId, inPlaceOf }) => [personId, inPlaceOf]))
  const isOurs = (areaId: string): boolean => incident.areaIds.length === 0 || incident.areaIds.includes(areaId)
  return {
    shifts: shifts
      .filter((shift) => isThen(shift) && isOurs(shift.areaId))
      .map((shift) => ({ areaId: shift.areaId, post: shift.post, personId: shift.personId, ...during(shift) })),
    absences: absences
      .filter((absence) => isThen(absence) && named.has(absence.personId))
      .map((absence) => ({ personId: absence.personId, deputyId: absence.deputyId, ...during(absence) })),
  }
}
