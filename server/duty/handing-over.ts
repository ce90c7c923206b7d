import type { Handover, HandoverBody } from '#shared/handover.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import { type Decisions, SeenBefore } from '../decisions.ts'
import { holdsAt } from '../domain/arrangement.ts'
import { mayRoster, readsDutyRoom, sitsIn } from '../domain/duty-ground.ts'
import type { ChangeDraft } from '../domain/facts.ts'
import { mustRead, type Sitter } from '../domain/handover.ts'
import type { OneShift } from '../domain/swap.ts'
import { hasRole, stoodInFor } from '../domain/viewer.ts'
import { type HandoverRow, handoverRows } from '../store/handovers.ts'

type HandoverNote = Omit<Handover, 'people'>

/** What became of a note. */
export type HandoverOutcome =
  | { ok: true; handover: HandoverNote; isNew: boolean }
  | { ok: false; reason: 'not-found' | 'not-allowed' | 'conflict' }
  | { ok: false; reason: 'invalid'; field: string; message: string }

/** What one shift leaves to the next, and who has read it. */
export type HandingOver = {
  leave(viewer: Viewer, body: HandoverBody): Promise<HandoverOutcome>
  read(viewer: Viewer, id: string): Promise<HandoverOutcome>
  /** The notes of a span that a viewer may read, newest first. */
  list(viewer: Viewer, span: { areaId?: string; from?: Date; to?: Date }): Promise<HandoverNote[]>
  one(viewer: Viewer, id: string): Promise<HandoverNote | null>
}

export function createHandingOver(parts: { database: Database; decisions: Decisions; now: () => Date }): HandingOver {
  const { database, decisions, now } = parts

  async function seen(viewer: Viewer, asked: Parameters<typeof handoverRows>[1]): Promise<HandoverNote[]> {
    const { shifts, areas } = await decisions.versions()
    const townships = new Set(areas.filter(({ level }) => level === 'township').map(({ id }) => id))
    const read = [...townships].filter((areaId) => readsDutyRoom(viewer, areaId, shifts))
    const areaIds = asked.areaIds?.filter((areaId) => read.includes(areaId)) ?? read
    if (areaIds.length === 0) return []
    const rows = await handoverRows(database, { ...asked, areaIds })
    const sitter = await asSitter(viewer)
    return rows.map((row) => shown(row, sitter, shifts, now()))
  }
  async function asSitter({ personId }: Viewer): Promise<Sitter> {
    return { personId, standsInFor: stoodInFor((await decisions.facts()).arrangement, personId) }
  }
  const one = async (viewer: Viewer, id: string) => (await seen(viewer, { id }))[0] ?? null

  async function repeated(viewer: Viewer, { id, note }: HandoverBody): Promise<HandoverOutcome | null> {
    const [row] = await handoverRows(database, { id })
    if (row === undefined) return null
    if (row.personId !== viewer.personId || row.note !== note) return { ok: false, reason: 'conflict' }
    const { shifts } = await decisions.versions()
    return { ok: true, handover: shown(row, await asSitter(viewer), shifts, now()), isNew: false }
  }

  return {
    one,
    list: (viewer, { areaId, ...span }) => seen(viewer, areaId === undefined ? span : { ...span, areaIds: [areaId] }),

    async leave(viewer, body) {
      const before = await repeated(viewer, body)
      if (before !== null) return before
      try {
        return await decisions.decide<HandoverOutcome>(async ({ arrangement, incidents }, making) => {
          const { shifts } = await decisions.versions()
          const { areaId } = body
          if (arrangement.areas.byId(areaId)?.level !== 'township')
            return {
              result: { ok: false, reason: 'invalid', field: 'areaId', message: 'a duty room is that of a township' },
              step: null,
            }
          if (!mayLeave(viewer, areaId, shifts, making.now))
            return { result: { ok: false, reason: 'not-allowed' }, step: null }
          const open = [...incidents.values()].filter((one) => one.areaIds.length === 0 || one.areaIds.includes(areaId))
          const row = {
            id: body.id,
            areaId,
            personId: viewer.personId,
            note: body.note,
            incidentIds: body.incidentIds ?? open.map(({ id }) => id),
            at: making.now,
          }
          const sitter = { personId: viewer.personId, standsInFor: stoodInFor(arrangement, viewer.personId) }
          const handover = shown({ ...row, readings: [] }, sitter, shifts, making.now)
          const step = { append: { handovers: [row] }, changes: [news(areaId)] }
          return { result: { ok: true, handover, isNew: true }, step }
        })
      } catch (error) {
        const answered = error instanceof SeenBefore ? await repeated(viewer, body) : null
        if (answered === null) throw error
        return answered
      }
    },

    async read(viewer, id) {
      const before = await one(viewer, id)
      if (before === null) return { ok: false, reason: 'not-found' }
      const { personId } = viewer
      if (before.readings.some((reading) => reading.personId === personId) || before.personId === personId)
        return { ok: true, handover: before, isNew: false }
      try {
        await decisions.decide((_facts, making) => {
          const reading = { handoverId: id, personId, at: making.now }
          return { result: null, step: { append: { handoverReadings: [reading] }, changes: [news(before.areaId)] } }
        })
      } catch (error) {
        if (!(error instanceof SeenBefore)) throw error
      }
      return { ok: true, handover: (await one(viewer, id)) ?? before, isNew: false }
    },
  }
}

/** Who leaves a note: whoever is on shift, also for somebody who is away, and who keeps the duty room. */
function mayLeave(viewer: Viewer, areaId: string, shifts: readonly OneShift[], at: Date): boolean {
  const isOn = shifts.some(
    (shift) => shift.areaId === areaId && shift.personId === viewer.personId && holdsAt(shift, at),
  )
  return isOn || sitsIn(viewer, areaId) || (hasRole(viewer, 'admin', 'duty') && mayRoster(viewer, areaId))
}

function shown(row: HandoverRow, sitter: Sitter, shifts: readonly OneShift[], at: Date): HandoverNote {
  const readers = row.readings.map(({ personId }) => personId)
  return {
    id: row.id,
    areaId: row.areaId,
    personId: row.personId,
    note: row.note,
    incidentIds: row.incidentIds,
    at: row.at.toISOString(),
    readings: row.readings.map((reading) => ({ personId: reading.personId, at: reading.at.toISOString() })),
    mustRead: mustRead({ ...row, readers }, sitter, shifts, at),
  }
}

function news(areaId: string): ChangeDraft {
  return { change: { type: 'duty-room', areaId }, areaIds: [areaId], personIds: [] }
}
