import { m } from '#lib/paraglide/messages.js'
import type { Incident } from '#shared/incident.ts'
import type { HouseholdState, RollCall } from '#shared/roll-call.ts'
import { rollCounts } from '#shared/roll-counts.ts'
import { leftWords } from './due-words.ts'

/** An incident that is a roll call; one kept or sent by a server of before is none. */
export function rollCallOf({ rollCall }: Partial<Pick<Incident, 'rollCall'>>): RollCall | null {
  return rollCall ?? null
}

/** How far a roll call is: 叫应 12/14 人 · 转移 31/42 户. */
export function rollCallWords(incident: Incident, { households }: RollCall): string {
  const people = m.roll_call_people(rollCounts(incident))
  const { total, moved } = households
  return `${people} · ${total === 0 ? m.roll_call_no_households() : m.roll_call_moved({ moved, total })}`
}

/** What comes next of a roll call: the next round in seconds, then whose doors are knocked at. */
export function rollCallNext(
  incident: Pick<Incident, 'alerts' | 'closedAt'>,
  { nextRoundAt, knockAt, unwoken }: RollCall,
  nowMs: number,
): string {
  const { called, answered } = rollCounts(incident)
  const parts: string[] = []
  const in_ = (at: string) => leftWords(Math.max(0, Date.parse(at) - nowMs))
  if (nextRoundAt !== null) parts.push(m.roll_call_next_round({ span: in_(nextRoundAt) }))
  else if (knockAt !== null) parts.push(m.roll_call_next_knock({ span: in_(knockAt) }))
  if (unwoken.length > 0) parts.push(m.roll_call_knocking({ n: unwoken.length }))
  if (parts.length === 0) parts.push(called === answered ? m.roll_call_all_answered() : m.roll_call_rings_no_more())
  return parts.join(' · ')
}

const states: Record<HouseholdState, () => string> = {
  told: m.household_state_told,
  moved: m.household_state_moved,
  refuses: m.household_state_refuses,
  away: m.household_state_away,
}

/** The word for what was found at a household: 已通知, 已转移, … */
export const householdStateWord = (state: HouseholdState): string => states[state]()
