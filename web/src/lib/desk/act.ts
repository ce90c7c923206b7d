import type { Action, ActionBody } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import { m } from '#lib/paraglide/messages.js'
import { faultSentence } from '../fault-sentence.ts'
import { type Answer, type Trouble, request } from '../http.ts'
import { actionWordOf, contradictedWord } from '../words/action.ts'
import { troubleSentence } from '../words/trouble.ts'
import { faultLine, knownWords } from './field-faults.ts'

/** Sends one action; the same body sent twice is one action. */
export function sendAction(
  incidentId: string,
  body: ActionBody,
): Promise<Answer<{ action: Action; incident: Incident }>> {
  return request(`/api/incidents/${encodeURIComponent(incidentId)}/actions`, { method: 'POST', body })
}

/** Why an action was refused, and for a contradiction what the incident is and what may be done now. */
export function refusalWords(problem: Trouble): string {
  const sentences = [troubleSentence(problem.code)]
  const is = problem.state === undefined ? null : contradictedWord(problem.state)
  if (is !== null) sentences.push(m.desk_refused_state({ state: is }))
  const allowed = (problem.allowed ?? []).flatMap((action) => actionWordOf(action) ?? [])
  if (allowed.length > 0) sentences.push(m.desk_refused_allowed({ allowed: allowed.join(m.common_list_join()) }))
  for (const fault of problem.fields ?? [])
    sentences.push(knownWords(fault) === null ? faultSentence(fault) : faultLine(fault))
  return sentences.join(' ')
}

/** Whether it is not known what became of a request: the same one, with the same id, is to be sent again. */
export function isUncertain(problem: Trouble): boolean {
  return (
    problem.code === 'unreachable' ||
    problem.code === 'timed-out' ||
    problem.code === 'unreadable' ||
    problem.status >= 500
  )
}
