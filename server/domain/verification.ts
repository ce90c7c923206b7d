import type { Level } from '#shared/area.ts'
import type { DangerGrade } from '#shared/fire-danger.ts'
import type { Place } from '#shared/geo.ts'
import type { Verification, WakeReason } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import { isCovered } from '#shared/permit.ts'
import type { Duty, Responsibility } from '#shared/responsibility.ts'
import type { Arrangement } from './arrangement.ts'
import { type Calling, delivered, systemAction } from './call.ts'
import { firstStep, isAsked } from './next-step.ts'
import { compared } from './compared.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { gradeOf, isVerificationOff, townshipsOf } from './fire-danger.ts'
import { gapMetres } from './place-gap.ts'
import { awayOf } from './holders.ts'
import { newCall } from './new-call.ts'
import { placeCentre } from './place-centre.ts'
import { rollOf } from './roll.ts'

// Mist over a ridge is taken for smoke every other morning, and whoever is called out for it three times comes late the
// fourth. So a single camera's weak detection asks one member nearby to look; everything else calls the chain at once.

/** What cameras mistake mist, dust and sunsets for. */
const DOUBTED: readonly Kind[] = ['fire', 'smoke', 'heat']

/** What the fire danger adds to the threshold: in wet weather little burns, in dry weather the chain is called sooner, at grade 5 at once. */
const SHIFT: Readonly<Record<DangerGrade, number>> = { 1: 0.1, 2: 0.05, 3: 0, 4: -0.15, 5: -1 }
/** Whatever the weather, what is surer than this calls the chain. */
const HIGHEST_THRESHOLD = 0.95

/** Who can be asked to look, those who live nearest first: leaders and the duty room are called, never asked. */
const LOOKOUTS: readonly Duty[] = ['household', 'zone', 'ranger', 'grid-member', 'grid-head']
/** Whoever answers for ground farther off than this is not near. */
const NEAR_METRES = 3000
const EXACT_FIRST: readonly Level[] = ['zone', 'forest-block', 'grid', 'village']

/** What decides whether an incident waits for a look. */
type Doubt = Pick<Verification, 'threshold' | 'confidence' | 'grade' | 'gradeSource'>

/** The confidence below which a single camera's detection waits for a look: the plan's, moved by the fire danger; 0 is never. */
export function thresholdOf(verifyBelow: number | null, grade: DangerGrade | null): number {
  if (verifyBelow === null) return 0
  const moved = verifyBelow + (grade === null ? 0 : SHIFT[grade])
  return Math.round(Math.min(HIGHEST_THRESHOLD, Math.max(0, moved)) * 1000) / 1000
}

/**
 * Asks the nearest member to look at what a single camera is not sure of, before anybody else is called. Null where it
 * is sure enough, or where nobody near can be reached: then the chain is called at once.
 */
export function askFirst(incident: IncidentRecord, arrangement: Arrangement, making: Making): Calling | null {
  const doubt = doubtOf(incident, arrangement, making.now)
  if (typeof doubt === 'string') return null
  const lookout = nearestLookout(incident, arrangement, making)
  if (lookout === null) return null
  const plan = arrangement.plans.find(({ id }) => id === incident.planId)
  return ask(incident, lookout, doubt, plan?.verifyWaitSeconds ?? 0, making)
}

/** Asks one member to look; the chain is called when they have not after so long. */
export function ask(
  incident: IncidentRecord,
  lookout: Responsibility,
  doubt: Doubt,
  waitSeconds: number,
  making: Making,
): Calling {
  const waitMs = waitSeconds * 1000
  const askedAt = making.now.toISOString()
  const until = new Date(making.now.getTime() + waitMs).toISOString()
  const { personId, duty, areaId } = lookout
  const alert = newCall({ incidentId: incident.id, personId, duty, areaId, tier: 0 }, making)
  const verification: Verification = { state: 'asked', personId, ...doubt, askedAt, until, why: null, at: askedAt }
  const asked = { ...incident, verification, alerts: [...incident.alerts, alert], next: firstStep(incident, until) }
  const action = systemAction(incident.id, 'asked', { personIds: [personId], ...doubt, until }, making)
  return { incident: asked, actions: [action], deliveries: [delivered(alert, making)] }
}

/** Why an incident that waits for a look waits no longer, by its evidence, the weather and what people arranged; null where it still does. */
export function wakeReason(incident: IncidentRecord, arrangement: Arrangement, now: Date): WakeReason | null {
  // What a permit covers waits for what breaks the cover, see cover.ts.
  if (!isAsked(incident) || isCovered(incident)) return null
  const doubt = doubtOf(incident, arrangement, now)
  return typeof doubt === 'string' ? doubt : null
}

function doubtOf(incident: IncidentRecord, arrangement: Arrangement, now: Date): Doubt | WakeReason {
  const { kind, deviceIds, reporterIds, confidence, planId, areaIds } = incident
  if (!DOUBTED.includes(kind)) return 'raised'
  const [only, ...others] = deviceIds
  if (only === undefined || others.length > 0 || reporterIds.length > 0) return 'another-witness'
  if (arrangement.devices.get(only)?.kind !== 'camera') return 'another-witness'
  const townships = townshipsOf(arrangement, areaIds)
  if (isVerificationOff(townships, arrangement.fireDanger, now)) return 'verification-off'
  const danger = gradeOf(townships, arrangement.fireDanger, now)
  const plan = arrangement.plans.find(({ id }) => id === planId)
  const threshold = thresholdOf(plan?.verifyBelow ?? null, danger?.grade ?? null)
  if (threshold === 0) return danger === null ? 'verification-off' : 'surer'
  if (confidence === null || confidence >= threshold) return 'surer'
  return { threshold, confidence, grade: danger?.grade ?? null, gradeSource: danger?.gradeSource ?? null }
}

/** Who is asked: the holder of the nearest ground to the middle of the place, who is there, on duty, and can be rung. */
export function nearestLookout(
  { kind, place }: IncidentRecord,
  arrangement: Arrangement,
  { now, timeZone }: Making,
): Responsibility | null {
  const middle = placeCentre(place)
  if (middle === null) return null
  const spot: Place = { type: 'point', location: middle, radiusMetres: 0 }
  const roll = rollOf(arrangement, now, timeZone)
  const gaps = new Map<string, number>()
  const candidates = arrangement.responsibilities.flatMap((held) => {
    const { duty, areaId, personId, kinds } = held
    const area = arrangement.areas.byId(areaId)
    if (area === null || !LOOKOUTS.includes(duty) || (kinds !== null && !kinds.includes(kind))) return []
    if (awayOf(roll, held) !== null || roll.member(personId)?.rings.length === 0) return []
    const gap = gaps.get(areaId) ?? gapMetres(spot, { type: 'polygon', geometry: area.geometry })
    gaps.set(areaId, gap)
    const order = [gap, exactness(area.level), LOOKOUTS.indexOf(duty), held.rank === 'primary' ? 0 : 1]
    return gap > NEAR_METRES ? [] : [{ held, order }]
  })
  const [nearest] = candidates.toSorted((a, b) => compared(a.order, b.order) || (a.held.id < b.held.id ? -1 : 1))
  return nearest?.held ?? null
}

function exactness(level: Level): number {
  const at = EXACT_FIRST.indexOf(level)
  return at < 0 ? EXACT_FIRST.length : at
}
