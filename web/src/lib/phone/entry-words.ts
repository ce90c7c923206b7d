import { m } from '#lib/paraglide/messages.js'
import type { Outcome } from '#shared/incident.ts'
import { faultSentence } from '../fault-sentence.ts'
import type { Trouble } from '../http.ts'
import { actionWord, actionWordOf, contradictedWord } from '../words/action.ts'
import { kindWord, outcomeWord } from '../words/incident.ts'
import { troubleSentence } from '../words/trouble.ts'
import type { Entry, RoundEnd } from './outbox.ts'

/** What an entry is, in a word: 收到，我去 · 上报情况 火情 · 照片. */
export function entryWord({ job }: Entry): string {
  switch (job.type) {
    case 'action':
      return actionWord(job.body.action)
    case 'report':
      return `${m.phone_report()} ${kindWord(job.body.kind)}`
    case 'photo':
      return m.phone_photo_of()
    case 'away':
      return m.phone_away()
    case 'back':
      return m.phone_away_back()
  }
}

/** Why the server did not accept something: its sentence, the fields it names, what the incident is, and what may be done now. */
export function refusalWords({ code, fields, state, allowed }: Trouble): string {
  const parts = [troubleSentence(code), ...(fields ?? []).map(faultSentence)]
  const is = state === undefined ? null : contradictedWord(state)
  if (is !== null) parts.push(m.phone_refused_state({ state: is }))
  const open = (allowed ?? []).flatMap((action) => actionWordOf(action) ?? [])
  if (open.length > 0) parts.push(m.phone_refused_allowed({ allowed: open.join(m.common_list_join()) }))
  return parts.join(' ')
}

/** What becomes of something that waits. */
export function waitingWords(isSending: boolean, trouble: Exclude<RoundEnd, 'done'> | null): string {
  if (trouble === 'signed-out') return m.phone_after_sign_in()
  if (trouble === 'no-signal') return m.phone_will_resend()
  if (trouble === 'later') return m.phone_server_busy()
  return isSending ? m.phone_sending() : m.phone_waits()
}

/** What a verification found, from the detail of its entry in the log; empty for every other entry. */
export function foundWords({ outcome }: Record<string, unknown>): string {
  return typeof outcome === 'string' && isOutcome(outcome) ? outcomeWord(outcome) : ''
}

// The lists of these words come with the schema library, which is not loaded here.
const outcomes: Record<Outcome, true> = {
  real: true,
  'false-alarm': true,
  'approved-burning': true,
  'illegal-burning-stopped': true,
  duplicate: true,
  unreachable: true,
}

function isOutcome(word: string): word is Outcome {
  return Object.hasOwn(outcomes, word)
}
