import { m } from '#lib/paraglide/messages.js'
import type { PersonCard } from '#shared/person.ts'
import { clockTime, stopwatch } from '../time.ts'
import { dutyWord } from '../words.ts'
import { callCounts } from './calls.ts'
import type { Queued } from './queue.ts'
import { rollCallNext, rollCallOf } from './roll-call-words.ts'

/** What happens next about an incident: only what the server itself will do, else what is true now. */
export function nextWords(queued: Queued, people: ReadonlyMap<string, PersonCard>, nowMs: number): string {
  const next = whatFollows(queued, people, nowMs)
  const { verification } = queued.incident
  if (verification?.state !== 'asked') return next
  return m.next_asked({ name: people.get(verification.personId)?.name ?? verification.personId, next })
}

function whatFollows({ incident, state }: Queued, people: ReadonlyMap<string, PersonCard>, nowMs: number): string {
  const rollCall = rollCallOf(incident)
  if (rollCall !== null && incident.condition === 'active') return rollCallNext(incident, rollCall, nowMs)
  if (incident.next !== null) {
    const { step, duties, at } = incident.next
    const who = step === 'call-duty-room' ? m.next_duty_room_phone() : duties.map(dutyWord).join(m.common_list_join())
    const leftMs = Date.parse(at) - nowMs
    const isReminder = step === 'remind'
    if (leftMs <= 0) return isReminder ? m.next_reminding({ who }) : m.next_calling({ who })
    if (incident.restsUntil != null) return m.next_rests({ who, time: clockTime(at) })
    const span = leftMs < 100_000 ? m.time_seconds({ n: Math.ceil(leftMs / 1000) }) : stopwatch(leftMs)
    return isReminder ? m.next_remind_in({ span, who }) : m.next_in({ span, who })
  }
  const going = goingNames(incident.alerts, people)
  if (state === 'cleared-unverified') return m.next_needs_verifying()
  if (incident.handling === 'handled' || incident.handling === 'checked') return m.next_handled()
  if (incident.handling === 'on-scene')
    return going === '' ? m.next_on_scene_nobody() : m.next_on_scene({ names: going })
  if (going !== '') {
    const missing = incident.respondersNeeded - callCounts(incident).going.length
    return missing > 0 ? m.next_going_missing({ names: going, n: missing }) : m.next_going({ names: going })
  }
  return incident.alerts.length === 0 ? m.next_nobody_to_call() : m.next_all_called()
}

/** The names of those who accepted, first to accept first; empty when nobody did. */
export function goingNames(alerts: Queued['incident']['alerts'], people: ReadonlyMap<string, PersonCard>): string {
  return callCounts({ alerts })
    .going.map((id) => people.get(id)?.name ?? id)
    .join(m.common_list_join())
}

/** How many can be named beside the counts of a card. */
const MOST_NAMED = 2

/** The names of those who were called, while they are few and none of them goes; empty otherwise. */
export function calledNames(alerts: Queued['incident']['alerts'], people: ReadonlyMap<string, PersonCard>): string {
  const ids = [...new Set(alerts.map(({ personId }) => personId))]
  if (ids.length > MOST_NAMED || callCounts({ alerts }).going.length > 0) return ''
  return ids.map((id) => people.get(id)?.name ?? id).join(m.common_list_join())
}
