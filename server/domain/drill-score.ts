import type { Action } from '#shared/action.ts'
import type { DrillScore, IncidentScore, PlayedStep, TierScore } from '#shared/drill.ts'
import type { Alert, Clock } from '#shared/incident.ts'
import type { IncidentRecord } from './facts.ts'

// How the plan did in a drill, in numbers: whom it told, by what, and how fast it found enough. It says nothing of anybody.

/** What is known of one incident of a drill; `deliveries` are the attempts to carry its calls. */
export type Played = {
  incident: IncidentRecord
  actions: readonly Pick<Action, 'action' | 'recordedAt'>[]
  deliveries: readonly { alertId: string | null; channel: string; deliveredAt: Date | null }[]
}

/** The wait of a tier whose plan says none. */
const DEFAULT_WAIT_SECONDS = 180

/** The score of a drill at a moment; steps that played into the same incident are scored together. */
export function drillScore(steps: readonly PlayedStep[], played: readonly Played[], now: Date): DrillScore {
  return { at: now.toISOString(), incidents: played.map((one) => incidentScore(steps, one, now)) }
}

function incidentScore(
  steps: readonly PlayedStep[],
  { incident, actions, deliveries }: Played,
  now: Date,
): IncidentScore {
  const { id, mergedIds, kind, respondersNeeded: needed, chain, alerts } = incident
  const orders = [...new Set([...chain.map(({ order }) => order), ...alerts.map(({ tier }) => tier)])]
  const tiers = orders.toSorted((a, b) => a - b).map((tier) => tierScore(tier, incident, deliveries))
  return {
    incidentId: id,
    kind,
    steps: steps.flatMap(({ step, incidentId }) => ([id, ...mergedIds].includes(incidentId) ? [step] : [])),
    needed,
    tiersUsed: tiers.filter(({ used }) => used).length,
    enoughAfterSeconds: enoughAfter(incident),
    tiers,
    holes: holesOf(incident),
    clocks: clocksOf(incident, actions, now),
  }
}

function tierScore(tier: number, incident: IncidentRecord, deliveries: Played['deliveries']): TierScore {
  const calls = incident.alerts.filter((alert) => alert.tier === tier)
  const links = incident.chain.filter(({ order }) => order === tier)
  const waitSeconds = incident.tierWaitsSeconds[tier] ?? DEFAULT_WAIT_SECONDS
  const seconds = calls.flatMap((call) => answerSeconds(call) ?? [])
  const duties = new Set([...links.map(({ duty }) => duty), ...calls.map(({ duty }) => duty)])
  const ids = new Set(calls.map(({ id }) => id))
  const sent = Map.groupBy(
    deliveries.filter(({ alertId }) => alertId !== null && ids.has(alertId)),
    ({ channel }) => channel,
  )
  return {
    tier,
    duties: [...duties],
    waitSeconds,
    used: calls.length > 0,
    told: calls.length,
    answered: seconds.length,
    answeredInTime: seconds.filter((took) => took <= waitSeconds).length,
    going: calls.filter(({ state }) => state === 'accepted').length,
    answers: { n: seconds.length, p50Seconds: quantile(seconds, 0.5), p90Seconds: quantile(seconds, 0.9) },
    channels: [...sent].map(([channel, tries]) => {
      return { channel, sent: tries.length, worked: tries.filter(({ deliveredAt }) => deliveredAt !== null).length }
    }),
  }
}

function answerSeconds({ sentAt, answeredAt }: Alert): number | null {
  return answeredAt === null ? null : Math.max(0, Date.parse(answeredAt) - Date.parse(sentAt)) / 1000
}

/** The value below which so large a share lies, the nearest one measured; null of none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null
}

/** When as many as were needed had said that they go. */
function enoughAfter({ alerts, respondersNeeded, openedAt }: IncidentRecord): number | null {
  const accepted = alerts.flatMap(({ state, answeredAt }) =>
    state === 'accepted' && answeredAt !== null ? answeredAt : [],
  )
  const last = accepted.toSorted()[respondersNeeded - 1]
  return last === undefined ? null : (Date.parse(last) - Date.parse(openedAt)) / 1000
}

/** Duties of the chain that nobody holds, or whose holders nothing can ring. */
function holesOf({ chain }: IncidentRecord): IncidentScore['holes'] {
  const held = Map.groupBy(chain, ({ duty, areaId }) => JSON.stringify({ duty, areaId }))
  return [...held].flatMap(([, links]) => {
    const [first] = links
    const isHeld = links.some(({ called, personId, reachable }) => called && personId !== null && reachable)
    return first === undefined || isHeld ? [] : [{ duty: first.duty, areaId: first.areaId }]
  })
}

function clocksOf(incident: IncidentRecord, actions: Played['actions'], now: Date): IncidentScore['clocks'] {
  const { alerts, clocks } = incident
  const firstCall = alerts.map(({ sentAt }) => sentAt).toSorted()[0]
  if (firstCall === undefined) return []
  const doneAt = (name: Action['action']) => actions.find(({ action }) => action === name)?.recordedAt
  const arrived = alerts.flatMap(({ arrivedAt }) => arrivedAt ?? []).toSorted()[0]
  const all: [Clock, number | null, string | undefined][] = [
    ['arrive', clocks.arriveSeconds, arrived],
    ['handle', clocks.handleSeconds, doneAt('handle')],
    ['close', clocks.closeSeconds, doneAt('close')],
  ]
  const endMs = incident.closedAt === null ? now.getTime() : Date.parse(incident.closedAt)
  return all.flatMap(([clock, limitSeconds, at]) => {
    if (limitSeconds === null) return []
    const tookSeconds = at === undefined ? null : (Date.parse(at) - Date.parse(firstCall)) / 1000
    const isMissed = (endMs - Date.parse(firstCall)) / 1000 > limitSeconds
    // A drill that ended before its time says nothing of a clock.
    const met = tookSeconds !== null ? tookSeconds <= limitSeconds : isMissed ? false : null
    return [{ clock, limitSeconds, tookSeconds, met }]
  })
}
