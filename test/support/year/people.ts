import type { ActionBody } from '#shared/action.ts'
import type { Outcome } from '#shared/incident.ts'
import type { Occasion } from '#shared/notice.ts'
import type { OwnBody } from '../../../server/domain/act.ts'
import type { IncidentRecord } from '../../../server/domain/facts.ts'
import { asksForAnswer } from '../../../server/domain/tellings.ts'
import { VOICE } from './outages.ts'
import { WEB_PUSH } from '../../../server/notifying/ways.ts'

/** What somebody will do, after how long. */
export type Intent = { afterMs: number; does: OwnBody['action']; more?: Partial<ActionBody> }

const MINUTE_MS = 60_000

/** Whether somebody hears what a channel has brought them: at night hardly anybody hears what does not ring. */
export function hears(channelId: string, atMs: number, random: () => number): boolean {
  const hour = Math.floor((atMs / 3_600_000 + 8) % 24)
  const isNight = hour >= 22 || hour < 6
  if (channelId === VOICE) return random() < 0.9
  if (channelId === WEB_PUSH) return random() < (isNight ? 0.1 : 0.5)
  return random() < (isNight ? 0.3 : 0.8)
}

/** What whoever hears a notice does about it, now and in the hours to come. */
export function intentsAt(occasion: Occasion, random: () => number): Intent[] {
  if (occasion === 'roll-call') return answersToRoll(random)
  if (occasion === 'unanswered') return noticedIn(random)
  if (occasion === 'check-in') return random() < 0.9 ? [{ afterMs: MINUTE_MS * random(), does: 'check-in' }] : []
  return asksForAnswer(occasion) ? answersTo(random) : []
}

function answersToRoll(random: () => number): Intent[] {
  const afterMs = (10 + 170 * random() ** 2) * 1000
  const luck = random()
  return luck < 0.15 ? [] : [{ afterMs, does: luck < 0.2 ? 'decline' : 'acknowledge' }]
}

function answersTo(random: () => number): Intent[] {
  const hearsMs = (10 + 170 * random() ** 2) * 1000
  const luck = random()
  if (luck < 0.1) return []
  if (luck < 0.25) return [{ afterMs: hearsMs, does: 'decline' }]
  const goes: Intent = { afterMs: hearsMs, does: 'acknowledge' }
  // Some set out and are not heard of any more; some come after all.
  if (random() < 0.12) return random() < 0.5 ? [goes] : [goes, { afterMs: hearsMs + 40 * MINUTE_MS, does: 'arrive' }]
  const comesMs = hearsMs + (2 + 12 * random()) * MINUTE_MS
  const looks: Intent = { afterMs: comesMs + MINUTE_MS, does: 'verify', more: { outcome: found(random()) } }
  const ends: Intent = { afterMs: comesMs + (5 + 60 * random()) * MINUTE_MS, does: 'handle' }
  return [goes, { afterMs: comesMs, does: 'arrive' }, looks, ends]
}

function found(luck: number): Outcome {
  return luck < 0.35 ? 'false-alarm' : luck < 0.95 ? 'real' : 'unreachable'
}

/** What the duty room does about an incident it hears: takes notice, mostly within the minute. */
export function noticedIn(random: () => number): Intent[] {
  return random() < 0.85 ? [{ afterMs: (5 + 80 * random() ** 2) * 1000, does: 'answer' }] : []
}

/** What the duty room writes down of each who was to be woken at the door, once somebody has knocked there; not all are found. */
export function wokenIn(personIds: readonly string[], random: () => number): Intent[] {
  return personIds.flatMap((onBehalfOf): Intent[] => {
    const afterMs = (10 + 40 * random()) * MINUTE_MS
    return random() < 0.8 ? [{ afterMs, does: 'acknowledge', more: { onBehalfOf, heardBy: 'in-person' } }] : []
  })
}

/** How the duty room brings an incident to its end when it looks at it again: whatever is still missing, in order. */
export function endedBy({ handling, outcome, kind, firePhase }: IncidentRecord): OwnBody['action'][] {
  if (outcome === 'false-alarm') return ['close']
  const isFire = kind === 'fire' && firePhase !== 'withdraw'
  return [...(isFire ? ['withdraw' as const] : []), ...(handling === 'checked' ? [] : ['check' as const]), 'close']
}
