import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import { anchorOf } from '../map/shapes.ts'

/** The other open incidents that this one may turn out to be: the nearest first, those without a place last. */
export function othersNear(incident: Incident, open: Iterable<Incident>): Incident[] {
  const here = anchorOf(incident.place)
  const distance = (other: Incident): number => {
    const there = anchorOf(other.place)
    if (here === null || there === null) return Infinity
    // For an order within one township a flat map is exact enough.
    return Math.hypot((here[0] - there[0]) * Math.cos((here[1] * Math.PI) / 180), here[1] - there[1])
  }
  return (
    [...open]
      .filter((other) => other.id !== incident.id && other.exercise === incident.exercise)
      // A roll call is joined with nothing else.
      .filter((other) => isRollCall(other) === isRollCall(incident))
      .map((other) => ({ other, far: distance(other) }))
      .sort((a, b) => a.far - b.far || (a.other.openedAt < b.other.openedAt ? -1 : 1))
      .map(({ other }) => other)
  )
}

function isRollCall({ rollCall = null }: Partial<Pick<Incident, 'rollCall'>>): boolean {
  return rollCall !== null
}

/** Whether there is evidence that could go and evidence that could stay. */
export function canBeSplit(observations: readonly Pick<Observation, 'id' | 'deviceId'>[]): boolean {
  // A device says the same again and again; each report of a person is one of its own.
  return new Set(observations.map(({ id, deviceId }) => deviceId ?? id)).size > 1
}

/** Whether the log holds a merging or splitting that nobody has taken back. */
export function canBeUndone(actions: readonly Action[], incidentId: string): boolean {
  const undone = new Set(actions.flatMap(({ action, detail }) => (action === 'undo' ? [detail['undoes']] : [])))
  return actions.some(
    ({ id, action, incidentId: of }) =>
      of === incidentId && (action === 'merge' || action === 'merged' || action === 'split') && !undone.has(id),
  )
}
