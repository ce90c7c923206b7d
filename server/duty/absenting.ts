import type { AbsenceRequest, AbsenceWarning, DatedAbsence, DeputyChoice, TakenAbsence } from '#shared/absence.ts'
import type { Viewer } from '#shared/session.ts'
import { nextMidnight } from '#shared/township-day.ts'
import type { Database } from '../../db/connect.ts'
import type { Choice, Decisions } from '../decisions.ts'
import {
  type AbsenceVersion,
  type ArrangedVersions,
  type Arrangement,
  holdsAt,
  type ShiftVersion,
} from '../domain/arrangement.ts'
import { absenceWarnings, deputyChoices, putAbsence } from '../domain/away.ts'
import { knowsAbsence, mayRecordAbsence } from '../domain/duty-ground.ts'
import type { Making } from '../domain/facts.ts'
import { meet } from '../domain/rota.ts'
import { endVersions, type Fields, type Rewrite } from '../domain/versions.ts'
import { hasRole } from '../domain/viewer.ts'
import { answererFaults, ARRANGEMENT_CHANGE, type Fault } from '../registry.ts'
import type { Step } from '../store/commit.ts'
import { personCards } from '../store/people.ts'
import { knownVersions, rowsOfRewrite } from '../store/registry.ts'

/** What became of the wish to be away. */
export type AbsenceOutcome =
  | { ok: true; absence: TakenAbsence; isNew: boolean }
  | { ok: false; reason: 'not-allowed' | 'conflict' }
  | { ok: false; reason: 'invalid'; fields: Fault[] }

/** Who is away, until when, and who stands in. */
export type Absenting = {
  take(viewer: Viewer, request: AbsenceRequest): Promise<AbsenceOutcome>
  /** Somebody is back early: what was to come of an absence does not. */
  end(viewer: Viewer, id: string): Promise<'ended' | 'not-found' | 'not-allowed'>
  /** The absences of a span that a viewer may know of, by their beginning. */
  list(viewer: Viewer, span: { from: Date; to: Date }): Promise<DatedAbsence[]>
  /** Who could stand in for somebody; null where the viewer may not ask. */
  deputies(viewer: Viewer, personId: string): Promise<DeputyChoice[] | null>
}

const LONGEST_MS = 366 * 24 * 3600_000

export function createAbsenting(parts: {
  database: Database
  decisions: Decisions
  now: () => Date
  zone: string
}): Absenting {
  const { database, decisions, now, zone } = parts
  return {
    take: (viewer, request) =>
      decisions.decide<AbsenceOutcome>(async ({ arrangement }, making) => {
        const personId = request.personId ?? viewer.personId
        const versions = await decisions.versions()
        // First of all: whoever may not say this of somebody is not told either whether there is such a person.
        if (!mayRecordAbsence(viewer, personId, versions, making.now))
          return refused({ ok: false, reason: 'not-allowed' })
        const known = await absenceVersions(database)
        const before = known.filter(({ id }) => id === request.id)
        if (before.some((one) => one.personId !== personId)) return refused({ ok: false, reason: 'conflict' })
        const fields = faultsOf(request, viewer, personId, arrangement, making.now, zone)
        if (!arrangement.people.has(personId)) fields.unshift(unknownPerson('personId', personId))
        if (fields.length > 0) return refused({ ok: false, reason: 'invalid', fields })
        const span = spanOf(request, making.now, zone)
        const asked = { id: request.id, personId, deputyId: request.deputyId ?? null, reason: request.reason || null }
        const warnings = absenceWarnings({ ...asked, ...span }, arrangement, known, versions.shifts)
        const [first] = before
        // What a phone sends again was sent at another moment: the id says that it is the same.
        const isRepeat =
          first !== undefined &&
          // Without a word of a deputy one that was kept is no difference.
          (request.deputyId == null || first.deputyId === asked.deputyId) &&
          (request.validFrom == null || first.validFrom?.getTime() === span.validFrom.getTime())
        const absence = taken({ ...asked, ...(isRepeat ? first : span) }, warnings, making.now)
        if (isRepeat) return { result: { ok: true, absence, isNew: false }, step: null }
        const result = { ok: true, absence, isNew: first === undefined } as const
        return { result, step: awayStep(known, asked, span, making) }
      }),

    end: (viewer, id) =>
      decisions.decide<'ended' | 'not-found' | 'not-allowed'>(async (_facts, { now, newId }) => {
        const known = (await absenceVersions(database)).filter((one) => one.id === id)
        const [first] = known
        if (first === undefined) return { result: 'not-found', step: null }
        const versions = await decisions.versions()
        if (!mayRecordAbsence(viewer, first.personId, versions, now))
          return { result: hearsOf(viewer, first, versions, now) ? 'not-allowed' : 'not-found', step: null }
        const rewrite = endVersions<object>(known, now, newId)
        if (rewrite === null) return { result: 'not-found', step: null }
        return { result: 'ended', step: stepOf(rewrite, now) }
      }),

    async list(viewer, { from, to }) {
      const versions = await decisions.versions()
      const known = await absenceVersions(database)
      return known
        .filter((one) => meet(one, { validFrom: from, validUntil: to }))
        .filter((one) => hearsOf(viewer, one, versions, now()))
        .toSorted((a, b) => (a.validFrom?.getTime() ?? 0) - (b.validFrom?.getTime() ?? 0))
        .map(dated)
    },

    async deputies(viewer, personId) {
      const { arrangement } = await decisions.facts()
      const versions = await decisions.versions()
      if (!mayRecordAbsence(viewer, personId, versions, now())) return null
      const choices = deputyChoices(personId, arrangement, rosterOf(versions.shifts, now()))
      const cards = await personCards(
        database,
        choices.map((choice) => choice.personId),
      )
      const names = new Map(cards.map(({ id, name }) => [id, name]))
      return choices.map((choice) => ({ ...choice, name: names.get(choice.personId) ?? '' }))
    },
  }
}

/** Who sat here longer ago is on the roster no more. */
const ROSTER_MS = 31 * 24 * 3600_000

/** The shifts by which people are on a roster now, soonest first. */
function rosterOf(shifts: readonly ShiftVersion[], now: Date): ShiftVersion[] {
  const since = new Date(now.getTime() - ROSTER_MS)
  return shifts
    .filter(({ validUntil }) => validUntil === null || validUntil > since)
    .toSorted((a, b) => (a.validFrom?.getTime() ?? 0) - (b.validFrom?.getTime() ?? 0))
}

/** Whether a viewer hears of an absence: whoever stands in does, and whose ground has some of what that person holds. */
function hearsOf(viewer: Viewer, absence: KnownAbsence, versions: ArrangedVersions, now: Date): boolean {
  return absence.deputyId === viewer.personId || knowsAbsence(viewer, absence.personId, versions, now)
}

/** An absence with why. */
type KnownAbsence = AbsenceVersion & { reason: string | null }

/** Every absence that is present knowledge. */
export async function absenceVersions(database: Database): Promise<KnownAbsence[]> {
  // The rows of this table have these fields.
  return (await knownVersions(database, 'absences')) as unknown as KnownAbsence[]
}

/** The step by which somebody is away. */
export function awayStep(
  known: readonly KnownAbsence[],
  asked: { id: string; personId: string; deputyId: string | null; reason: string | null },
  span: { validFrom: Date; validUntil: Date | null },
  { now, newId }: Making,
): Omit<Step, 'readAt' | 'at'> {
  const own = known.filter(({ personId }) => personId === asked.personId)
  return stepOf(putAbsence<KnownAbsence>(own, asked, span, newId), now)
}

/**
 * The step by which somebody is back; null where nothing says that they are away now. One who `cancels` while still there
 * takes back the one leave that is to come; of several nobody knows which.
 */
export function backStep(
  known: readonly KnownAbsence[],
  personId: string,
  { now, newId }: Making,
  cancels: boolean,
): Omit<Step, 'readAt' | 'at'> | null | 'several' {
  const own = known.filter((one) => one.personId === personId)
  const current = own.filter((one) => holdsAt(one, now))
  const ahead = own.filter(({ validFrom }) => cancels && current.length === 0 && validFrom !== null && validFrom > now)
  const ids = new Set([...current, ...ahead].map(({ id }) => id))
  if (ids.size === 0) return null
  if (current.length === 0 && ids.size > 1) return 'several'
  const rewrites = [...ids].flatMap(
    (id) =>
      endVersions<object>(
        known.filter((one) => one.id === id),
        now,
        newId,
      ) ?? [],
  )
  return stepOf(
    {
      supersede: rewrites.flatMap(({ supersede }) => supersede),
      append: rewrites.flatMap(({ append }) => append),
    },
    now,
  )
}

function stepOf(rewrite: Rewrite<object>, now: Date): Omit<Step, 'readAt' | 'at'> {
  // Versions of absences have nothing beside them: their fields are their columns.
  const rows = rowsOfRewrite('absences', rewrite as Rewrite<Fields>, now)
  return { ...rows, changes: [ARRANGEMENT_CHANGE], arranges: true }
}

function refused(result: AbsenceOutcome): Choice<AbsenceOutcome> {
  return { result, step: null }
}

function faultsOf(
  request: AbsenceRequest,
  viewer: Viewer,
  personId: string,
  arrangement: Arrangement,
  now: Date,
  zone: string,
): Fault[] {
  const { deputyId, validUntil } = request
  const span = spanOf(request, now, zone)
  const lengthMs = (span.validUntil?.getTime() ?? Number.NaN) - span.validFrom.getTime()
  return [
    ...answererFaults('deputyId', deputyId, arrangement),
    ...(deputyId === personId ? [{ field: 'deputyId', message: 'nobody stands in for themselves' }] : []),
    ...(validUntil === null && !hasRole(viewer, 'admin')
      ? [{ field: 'validUntil', message: 'only an administrator leaves the end open' }]
      : []),
    ...(lengthMs <= 0 || (span.validUntil !== null && span.validUntil <= now)
      ? [{ field: 'validUntil', message: 'must lie after its beginning, and not in the past' }]
      : []),
    ...(lengthMs > LONGEST_MS ? [{ field: 'validUntil', message: 'must lie within a year' }] : []),
  ]
}

function unknownPerson(field: string, id: string): Fault {
  return { field, message: `there is no person ${id}` }
}

/** From the moment told or now, until that told or the end of the day on which it begins. */
function spanOf({ validFrom, validUntil }: AbsenceRequest, now: Date, zone: string) {
  const from = validFrom == null ? now : new Date(validFrom)
  return {
    validFrom: from,
    validUntil: validUntil === null ? null : validUntil === undefined ? nextMidnight(zone, from) : new Date(validUntil),
  }
}

function dated({ id, personId, deputyId, reason, validFrom, validUntil }: KnownAbsence): DatedAbsence {
  return {
    id,
    personId,
    deputyId,
    reason,
    validFrom: validFrom?.toISOString() ?? null,
    validUntil: validUntil?.toISOString() ?? null,
  }
}

function taken(absence: Omit<KnownAbsence, 'versionId'>, warnings: AbsenceWarning[], now: Date): TakenAbsence {
  return { ...dated({ ...absence, versionId: '' }), recordedAt: now.toISOString(), warnings }
}
