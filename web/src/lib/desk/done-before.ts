import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import { m } from '#lib/paraglide/messages.js'
import { clockTime } from '../time.ts'
import { actionWord } from '../words/action.ts'

// Two people press at once. Whoever comes second is told what the first did: it is done, and nothing went wrong.

type Said = { me: string | null; nameOf: (personId: string) => string }

/** That somebody else had taken notice before this press; null where nobody had. */
export function answeredBefore({ answered }: Pick<Incident, 'answered'>, { me, nameOf }: Said): string | null {
  if (answered === null || answered.personId === null || answered.personId === me) return null
  return m.desk_answered_before({ name: nameOf(answered.personId), time: clockTime(answered.at) })
}

/** That somebody else has just done what was wanted, by the log of the incident; null where nobody has. */
export function doneBefore(wanted: Action['action'], actions: readonly Action[], { me, nameOf }: Said): string | null {
  const last = actions.findLast(({ action }) => action === wanted)
  if (last === undefined || last.actorId === null || last.actorId === me) return null
  return m.desk_done_before({
    name: nameOf(last.actorId),
    time: clockTime(last.recordedAt),
    action: actionWord(last.action),
  })
}
