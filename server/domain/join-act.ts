import { z } from 'zod'
import type { Action, ActionBody } from '#shared/action.ts'
import type { Viewer } from '#shared/session.ts'
import { type Refusal, refusalOf } from './act.ts'
import type { Facts, IncidentRecord, Making } from './facts.ts'
import { type Chosen, type Joining, type MergeDetail, mergeInto, partAgain, splitOff } from './join.ts'
import { logEntry } from './log-entry.ts'
import { isConfidential, maySee, scopeOf } from './viewer.ts'

/** What became of what a person wanted joined or parted. */
export type JoinActed = { ok: true; joining: Joining; action: Action } | Refusal

type Asked = {
  incident: IncidentRecord
  body: ActionBody
  viewer: Viewer
  facts: Facts
  making: Making
}

/** Makes the other incident part of this one, whatever the rules of correlation think of it. */
export function actMerge(other: IncidentRecord | null, asked: Asked): JoinActed {
  const { incident, body, viewer, making } = asked
  const refusal = refusalOf(incident, body, viewer, making)
  if (refusal !== null) return refusal
  if (other === null || other.id === incident.id || !maySee(viewer, scopeOf(other))) return noOther(body)
  if (isConfidential(other.kind) !== isConfidential(incident.kind))
    return { ok: false, reason: 'contradiction', state: 'confidential', allowed: ['note'] }
  if (other.closedAt !== null || other.exercise !== incident.exercise)
    return {
      ok: false,
      reason: 'contradiction',
      state: other.closedAt === null ? 'exercise' : 'closed',
      allowed: ['note'],
    }
  // Of a roll call everybody must answer, elsewhere enough: as one, either would stop being called.
  if ((other.rollCall === null) !== (incident.rollCall === null))
    return { ok: false, reason: 'contradiction', state: 'roll-call', allowed: ['note'] }
  const { detail, ...joining } = mergeInto(incident, other, arranged(asked), making)
  return logged(joining, logEntry(incident, body, viewer, detail, making))
}

/** Makes an incident of its own of some of the evidence: all that the witnesses concerned have said. */
export function actSplit(chosen: readonly Chosen[], asked: Asked): JoinActed {
  const { incident, body, viewer, making } = asked
  const refusal = refusalOf(incident, body, viewer, making)
  if (refusal !== null) return refusal
  const split = splitOff(incident, chosen, arranged(asked), making)
  if (split === null) return lacks('observationIds', 'some of the evidence must go and some must stay')
  const { newId, ...joining } = split
  return logged(
    joining,
    logEntry(
      incident,
      body,
      viewer,
      { incidentId: newId, observationIds: chosen.map(({ observationId }) => observationId) },
      making,
    ),
  )
}

/** Takes a merging or splitting of this incident back. `undone` is its line in the log, `other` the incident it concerned. */
export function actUndo(undone: Action | null, other: IncidentRecord | null, asked: Asked): JoinActed {
  const { incident, body, viewer, making } = asked
  const refusal = refusalOf(incident, body, viewer, making)
  if (refusal !== null) return refusal
  if (undone === null) return lacks('undoes', 'nothing was merged or split that is not undone')
  if (other === null || !maySee(viewer, scopeOf(other))) return lacks('undoes', 'the other incident is gone')
  const action = logEntry(incident, body, viewer, { undoes: undone.id, incidentId: other.id }, making)
  if (undone.action === 'split') {
    if (other.closedAt !== null) return { ok: false, reason: 'contradiction', state: 'closed', allowed: ['note'] }
    const { detail: _detail, ...joining } = mergeInto(incident, other, arranged(asked), making)
    return logged(joining, action)
  }
  if (other.mergedInto !== incident.id)
    return { ok: false, reason: 'contradiction', state: other.handling, allowed: ['note'] }
  // What this program wrote into the log at the merging.
  return {
    ok: true,
    joining: partAgain(incident, other, undone.detail as MergeDetail, arranged(asked), making),
    action,
  }
}

/** The last merging or splitting in a log that nobody has taken back, or the one that is named. */
export function undoable(log: readonly Action[], named: string | null | undefined): Action | null {
  const undone = new Set(log.flatMap(({ action, detail }) => (action === 'undo' ? [detail['undoes']] : [])))
  const isOpen = ({ id, action }: Action) =>
    (action === 'merged' || action === 'merge' || action === 'split') && !undone.has(id)
  return log.findLast((entry) => isOpen(entry) && (named == null || entry.id === named)) ?? null
}

/** The other incident that a merging or splitting concerned. */
export function otherOf({ detail }: Action): string {
  return z.string().parse(detail['incidentId'])
}

/** What a person did stands in the log before what follows from it. */
function logged(joining: Joining, action: Action): JoinActed {
  const [first, ...others] = joining.callings
  const callings = first === undefined ? others : [{ ...first, actions: [action, ...first.actions] }, ...others]
  return { ok: true, joining: { ...joining, callings }, action }
}

function arranged({ facts }: Asked) {
  return { arrangement: facts.arrangement, signals: facts.signals.values() }
}

function noOther({ incidentId }: ActionBody): Refusal {
  return lacks('incidentId', `there is no other incident ${incidentId ?? ''}`)
}

function lacks(field: string, message: string): Refusal {
  return { ok: false, reason: 'invalid', field, message }
}
