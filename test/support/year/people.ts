import type { ActionBody } from '#shared/action.ts'
import type { Outcome } from '#shared/incident.ts'
import type { OwnBody } from '../../../server/domain/act.ts'
import type { IncidentRecord } from '../../../server/domain/facts.ts'
import type { Member } from '../../../server/domain/arrangement.ts'
import { type Way, type World } from './world.ts'

/** What somebody will do, after how long. */
export type Intent = { afterMs: number; does: OwnBody['action']; more?: Partial<ActionBody> }

const MINUTE_MS = 60_000

/** By what a call reaches somebody at a moment: nobody hears what is down, and at night hardly anybody what does not ring. */
export function reachedBy(member: Member, atMs: number, world: World, random: () => number): Way[] {
  const hour = Math.floor((atMs / 3_600_000 + 8) % 24)
  const isNight = hour >= 22 || hour < 6
  const isDown = (way: Way) => world.outages.some((one) => one.way === way && one.fromMs <= atMs && atMs < one.untilMs)
  const chance: Record<Way, number> = isNight ? { app: 0.1, sms: 0.3, voice: 0.9 } : { app: 0.5, sms: 0.8, voice: 0.9 }
  const has = (way: Way) => way === 'app' || member.rings.includes(way)
  return (['app', 'sms', 'voice'] as const).filter((way) => has(way) && !isDown(way) && random() < chance[way])
}

/** What whoever hears a call does about it, now and in the hours to come. */
export function answersTo(random: () => number): Intent[] {
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

/** How the duty room brings an incident to its end when it looks at it again: whatever is still missing, in order. */
export function endedBy({ handling, outcome, kind, firePhase }: IncidentRecord): OwnBody['action'][] {
  if (outcome === 'false-alarm') return ['close']
  const isFire = kind === 'fire' && firePhase !== 'withdraw'
  return [...(isFire ? ['withdraw' as const] : []), ...(handling === 'checked' ? [] : ['check' as const]), 'close']
}
