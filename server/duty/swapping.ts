import type { ShownSwap, SwapBody } from '#shared/shift-swap.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import { type Choice, type Decisions, SeenBefore } from '../decisions.ts'
import type { Arrangement, Version } from '../domain/arrangement.ts'
import type { ChangeDraft } from '../domain/facts.ts'
import { leadsIn, mayRoster, townshipsOf } from '../domain/duty-ground.ts'
import { seatWarnings } from '../domain/shift-faults.ts'
import { mayDecide, type OneShift, shiftsOf, swapFault } from '../domain/swap.ts'
import type { Fields } from '../domain/versions.ts'
import { hasRole } from '../domain/viewer.ts'
import { answererFaults, ARRANGEMENT_CHANGE, type Fault } from '../registry.ts'
import { rowsOfRewrite } from '../store/registry.ts'
import { openSwapsOf, type SwapRow, swapById, swapsSince } from '../store/shift-swaps.ts'

/** What became of a swap, or of the wish for one. */
export type SwapOutcome =
  | { ok: true; swap: ShownSwap; isNew: boolean }
  | { ok: false; reason: 'not-found' | 'not-allowed' | 'conflict' }
  | { ok: false; reason: 'contradiction'; state: string }
  | { ok: false; reason: 'invalid'; fields: Fault[] }

/** Shifts that change hands: asked by one, decided by the leader in charge. */
export type Swapping = {
  ask(viewer: Viewer, body: SwapBody): Promise<SwapOutcome>
  /** Consents, and rewrites the shifts in the same step, or refuses. */
  decide(viewer: Viewer, id: string, state: 'consented' | 'refused'): Promise<SwapOutcome>
  withdraw(viewer: Viewer, id: string): Promise<SwapOutcome>
  /** The swaps that concern a viewer, newest first: the open ones, or all of the last weeks. */
  list(viewer: Viewer, onlyOpen: boolean): Promise<ShownSwap[]>
}

const LISTED_MS = 60 * 24 * 3600_000

type Context = { viewer: Viewer; shifts: readonly OneShift[] } & Parameters<typeof seatWarnings>[1]

export function createSwapping(parts: { database: Database; decisions: Decisions; now: () => Date }): Swapping {
  const { database, decisions } = parts

  async function contextOf(viewer: Viewer): Promise<Context> {
    const { shifts, absences } = await decisions.versions()
    return { viewer, shifts, absences, people: (await decisions.facts()).arrangement.people }
  }

  /** Changes an open swap that the viewer knows of. */
  function change(
    viewer: Viewer,
    id: string,
    choose: (
      swap: SwapRow,
      context: Context & { arrangement: Arrangement },
      now: Date,
      newId: () => string,
    ) => Choice<SwapOutcome>,
  ): Promise<SwapOutcome> {
    return decisions.decide<SwapOutcome>(async ({ arrangement }, { now, newId }) => {
      const swap = await swapById(database, id)
      const context = { ...(await contextOf(viewer)), arrangement }
      if (swap === null || !concerns(swap, context)) return nothing({ ok: false, reason: 'not-found' })
      return choose(swap, context, now, newId)
    })
  }

  return {
    async ask(viewer, body) {
      const repeated = async (context: Context): Promise<SwapOutcome | null> => {
        const swap = await swapById(database, body.id)
        if (swap === null) return null
        if (swap.askedBy !== viewer.personId || swap.shiftId !== body.shiftId) return { ok: false, reason: 'conflict' }
        return { ok: true, swap: shown(swap, context), isNew: false }
      }
      try {
        return await decisions.decide<SwapOutcome>(async ({ arrangement }, { now }) => {
          const context = await contextOf(viewer)
          const { shifts } = context
          // Asked within the step: whatever is put after this reading is met by the guard of the sequence.
          const before = await repeated(context)
          if (before !== null) return nothing(before)
          const found = shiftsOf({ shiftId: body.shiftId, returnShiftId: body.returnShiftId ?? null }, shifts)
          if (found.shift === null) return nothing({ ok: false, reason: 'not-found' })
          const { shift } = found
          const isOwn = shift.personId === viewer.personId
          if (!isOwn && !mayRoster(viewer, shift.areaId)) {
            const isSeen = townshipsOf(viewer, arrangement).includes(shift.areaId)
            return nothing({ ok: false, reason: isSeen ? 'not-allowed' : 'not-found' })
          }
          const fields = askFaults(body, shift, arrangement)
          if (fields.length > 0) return nothing({ ok: false, reason: 'invalid', fields })
          const swap: SwapRow = {
            id: body.id,
            shiftId: shift.id,
            fromPersonId: shift.personId,
            toPersonId: body.toPersonId,
            returnShiftId: body.returnShiftId ?? null,
            note: body.note || null,
            askedBy: viewer.personId,
            askedAt: now,
            state: 'asked',
            decidedBy: null,
            decidedAt: null,
          }
          const wrong = swapFault(swap, found, shifts, now)
          if (wrong !== null) return nothing({ ok: false, reason: 'contradiction', state: wrong })
          if ((await openSwapsOf(database, shift.id)).length > 0)
            return nothing({ ok: false, reason: 'contradiction', state: 'already-asked' })
          const result = { ok: true, swap: shown(swap, context), isNew: true } as const
          return { result, step: { put: { shiftSwaps: [swap] }, changes: swapNews(swap, shift.areaId) } }
        })
      } catch (error) {
        const answered = error instanceof SeenBefore ? await repeated(await contextOf(viewer)) : null
        if (answered === null) throw error
        return answered
      }
    },

    decide: (viewer, id, state) =>
      change(viewer, id, (swap, context, now, newId) => {
        const { shifts } = context
        const found = shiftsOf(swap, shifts)
        if (!mayDecide(viewer, swap, found.shift, shifts)) return nothing({ ok: false, reason: 'not-allowed' })
        if (swap.state !== 'asked') return nothing({ ok: false, reason: 'contradiction', state: swap.state })
        const decided: SwapRow = { ...swap, state, decidedBy: viewer.personId, decidedAt: now }
        const { shift, back } = found
        const changes = swapNews(swap, shift?.areaId)
        if (state === 'refused') {
          const result = { ok: true, swap: shown(decided, context), isNew: false } as const
          return { result, step: { put: { shiftSwaps: [decided] }, changes } }
        }
        const wrong = swapFault(swap, found, shifts, now)
        if (wrong !== null || shift === null)
          return nothing({ ok: false, reason: 'contradiction', state: wrong ?? 'shift-gone' })
        // Asked before anybody checked, or roles have changed since.
        const fields = answererFaults('toPersonId', swap.toPersonId, context.arrangement)
        if (fields.length > 0) return nothing({ ok: false, reason: 'invalid', fields })
        const moved: [Version<Fields>, string][] = [[shift, swap.toPersonId]]
        if (back !== null) moved.push([back, swap.fromPersonId])
        const rows = rowsOfRewrite(
          'shifts',
          {
            supersede: moved.map(([{ versionId }]) => versionId),
            append: moved.map(([row, personId]) => ({
              row: { ...row, personId, versionId: newId() },
              copyOf: row.versionId,
            })),
          },
          now,
        )
        const result = { ok: true, swap: shown(decided, context), isNew: false } as const
        return {
          result,
          step: {
            ...rows,
            put: { shiftSwaps: [decided] },
            changes: [...changes, ARRANGEMENT_CHANGE],
            arranges: true,
          },
        }
      }),

    withdraw: (viewer, id) =>
      change(viewer, id, (swap, context, now) => {
        if (!mayWithdraw(swap, viewer)) return nothing({ ok: false, reason: 'not-allowed' })
        if (swap.state !== 'asked') return nothing({ ok: false, reason: 'contradiction', state: swap.state })
        const ended: SwapRow = { ...swap, state: 'withdrawn', decidedBy: viewer.personId, decidedAt: now }
        const { shift } = shiftsOf(swap, context.shifts)
        const result = { ok: true, swap: shown(ended, context), isNew: false } as const
        return {
          result,
          step: { put: { shiftSwaps: [ended] }, changes: swapNews(swap, shift?.areaId) },
        }
      }),

    async list(viewer, onlyOpen) {
      const { shifts, areas } = await decisions.versions()
      const since = onlyOpen ? null : new Date(parts.now().getTime() - LISTED_MS)
      const townships = new Set(areas.filter(({ level }) => level === 'township').map(({ id }) => id))
      const areaIds = [...townships].filter((id) => mayRoster(viewer, id) || leadsIn(viewer, id, shifts, new Date(0)))
      const isAll = hasRole(viewer, 'admin')
      const rows = await swapsSince(database, since, isAll ? null : { personId: viewer.personId, areaIds })
      const context = await contextOf(viewer)
      return rows.filter((swap) => concerns(swap, context)).map((swap) => shown(swap, context))
    },
  }
}

function nothing(result: SwapOutcome): Choice<SwapOutcome> {
  return { result, step: null }
}

function askFaults(body: SwapBody, shift: OneShift, arrangement: Arrangement): Fault[] {
  const unfit = answererFaults('toPersonId', body.toPersonId, arrangement)
  if (unfit.length > 0) return unfit
  if (body.toPersonId === shift.personId) return [{ field: 'toPersonId', message: 'sits this shift already' }]
  return body.returnShiftId === shift.id
    ? [{ field: 'returnShiftId', message: 'must be another shift than the one asked for' }]
    : []
}

/** Whether a swap is any business of a viewer: the two, who asked, who may decide, and who keeps the roster. */
function concerns(swap: SwapRow, { viewer, shifts }: Context): boolean {
  if ([swap.fromPersonId, swap.toPersonId, swap.askedBy].includes(viewer.personId)) return true
  const { shift } = shiftsOf(swap, shifts)
  if (shift !== null && mayRoster(viewer, shift.areaId)) return true
  return mayDecide(viewer, swap, shift, shifts)
}

function mayWithdraw(swap: SwapRow, viewer: Viewer): boolean {
  return swap.askedBy === viewer.personId || swap.fromPersonId === viewer.personId
}

function shown(swap: SwapRow, { viewer, shifts, ...known }: Context): ShownSwap {
  const isOpen = swap.state === 'asked'
  const { shift, back } = shiftsOf(swap, shifts)
  const seats = [
    ...(shift === null ? [] : [{ ...shift, personId: swap.toPersonId }]),
    ...(back === null ? [] : [{ ...back, personId: swap.fromPersonId }]),
  ]
  return {
    ...swap,
    askedAt: swap.askedAt.toISOString(),
    decidedAt: swap.decidedAt?.toISOString() ?? null,
    mayDecide: isOpen && mayDecide(viewer, swap, shift, shifts),
    mayWithdraw: isOpen && mayWithdraw(swap, viewer),
    warnings: isOpen ? seatWarnings(seats, known) : [],
  }
}

/** The news of a swap, for its township and the people it is between; none where the shift is gone. */
function swapNews(swap: SwapRow, areaId: string | undefined): ChangeDraft[] {
  if (areaId === undefined) return []
  const personIds = [swap.fromPersonId, swap.toPersonId, swap.askedBy]
  return [{ change: { type: 'duty-room', areaId }, areaIds: [areaId], personIds }]
}
