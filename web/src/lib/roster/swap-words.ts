import { m } from '#lib/paraglide/messages.js'
import { faultSentence } from '../fault-sentence.ts'
import type { Trouble } from '../http.ts'
import { troubleSentence } from '../words/trouble.ts'

const states: Readonly<Record<string, () => string>> = {
  'shift-gone': m.swap_state_shift_gone,
  'shift-changed': m.swap_state_shift_changed,
  'shift-begun': m.swap_state_shift_begun,
  'sits-twice': m.swap_state_sits_twice,
  'already-asked': m.swap_state_already_asked,
  consented: m.swap_state_decided,
  refused: m.swap_state_decided,
  withdrawn: m.swap_state_decided,
}

/** Why the server did not do what was asked of the roster: in our words where it is known, with the fields it names. */
export function rosterTrouble({ code, state, fields }: Trouble): string {
  if (code === 'contradiction' && state !== undefined && Object.hasOwn(states, state))
    return states[state]?.() ?? troubleSentence(code)
  return [troubleSentence(code), ...(fields ?? []).map(faultSentence)].join(' ')
}
