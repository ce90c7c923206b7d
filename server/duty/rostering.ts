import type { FillBody, FillResult, HeldShift } from '#shared/shift.ts'
import type { Viewer } from '#shared/session.ts'
import type { Decisions } from '../decisions.ts'
import { mayRoster } from '../domain/duty-ground.ts'
import { fillRota, meet } from '../domain/rota.ts'
import { seatWarnings } from '../domain/shift-faults.ts'
import { answererFaults, type Fault, ARRANGEMENT_CHANGE } from '../registry.ts'
import { rowsOfRewrite } from '../store/registry.ts'

/** What became of the wish to fill days with shifts. */
export type FillOutcome =
  | { ok: true; result: FillResult }
  | { ok: false; reason: 'not-allowed' }
  | { ok: false; reason: 'invalid'; fields: Fault[] }

/** Makes a whole rota in one step. */
export type Rostering = { fill(viewer: Viewer, body: FillBody): Promise<FillOutcome> }

const MOST_DAYS = 93

export function createRostering({ decisions, zone }: { decisions: Decisions; zone: string }): Rostering {
  return {
    fill: (viewer, body) =>
      decisions.decide<FillOutcome>(async ({ arrangement }, { now, newId }) => {
        if (!mayRoster(viewer, body.areaId)) return { result: { ok: false, reason: 'not-allowed' }, step: null }
        const days = (Date.parse(body.until) - Date.parse(body.from)) / 86_400_000 + 1
        const { shifts, absences } = await decisions.versions()
        const held = shifts.filter(({ areaId, post }) => areaId === body.areaId && post === body.post)
        const rota = fillRota(body, held.flatMap(bothEnds), zone, now)
        const elsewhere = rota.made.findIndex((span) =>
          shifts.some((other) => other.personId === span.personId && other.post === body.post && meet(other, span)),
        )
        const fields: Fault[] = [
          ...(arrangement.areas.byId(body.areaId)?.level === 'township'
            ? []
            : [{ field: 'areaId', message: 'a duty room is that of a township' }]),
          ...(days < 1 ? [{ field: 'until', message: 'must not lie before the first day' }] : []),
          ...(days > MOST_DAYS ? [{ field: 'until', message: `at most ${MOST_DAYS} days at once` }] : []),
          ...body.personIds.flatMap((id, at) => answererFaults(`personIds.${at}`, id, arrangement)),
          ...(elsewhere < 0
            ? []
            : [
                {
                  field: 'personIds',
                  message: `${rota.made[elsewhere]?.personId} sits at this post elsewhere from ${rota.made[elsewhere]?.validFrom.toISOString()}`,
                },
              ]),
        ]
        if (fields.length > 0) return { result: { ok: false, reason: 'invalid', fields }, step: null }
        const made = rota.made.map((span) => ({ id: newId(), areaId: body.areaId, post: body.post, ...span }))
        const written = body.dryRun !== true && made.length > 0
        const result: FillResult = {
          made: made.map(heldShift),
          skipped: rota.skipped.map(({ validFrom, validUntil }) => {
            return { validFrom: validFrom.toISOString(), validUntil: validUntil.toISOString() }
          }),
          written,
          warnings: seatWarnings(made, { absences, people: arrangement.people }),
        }
        if (!written) return { result: { ok: true, result }, step: null }
        const append = made.map((shift) => ({ row: { ...shift, versionId: newId() }, copyOf: null }))
        const rows = rowsOfRewrite('shifts', { supersede: [], append }, now)
        return { result: { ok: true, result }, step: { ...rows, changes: [ARRANGEMENT_CHANGE], arranges: true } }
      }),
  }
}

function bothEnds({ validFrom, validUntil }: { validFrom: Date | null; validUntil: Date | null }) {
  return validFrom === null || validUntil === null ? [] : [{ validFrom, validUntil }]
}

/** A shift as it goes over the wire, with its hours. */
export function heldShift(shift: {
  id: string
  areaId: string
  post: HeldShift['post']
  personId: string
  validFrom: Date | null
  validUntil: Date | null
}): HeldShift {
  const { id, areaId, post, personId, validFrom, validUntil } = shift
  // A shift has both ends by its schema; an import of old data may lack them.
  const [from, until] = [validFrom ?? new Date(0), validUntil ?? new Date(8.64e15)]
  return { id, areaId, post, personId, validFrom: from.toISOString(), validUntil: until.toISOString() }
}
