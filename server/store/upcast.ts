import type { Change } from '#shared/change.ts'
import { NO_TIMING } from '#shared/incident.ts'
import { NO_CLOCKS, PLAN_DEFAULTS } from '#shared/plan.ts'
import type { ChainLink } from '#shared/responsibility.ts'
import { NOT_GOING } from '../domain/new-call.ts'

/**
 * A kept change in the shape of today, whatever the version `v` it was written in. 2: incidents say how sure they are,
 * whether they are a drill, and what they turned out to be. 3: incidents say whether somebody was asked to look first.
 * 4: links of a chain say in whose place somebody is called and what rings; incidents say what the plan has people do.
 * 5: calls say when their people set out, came and were last heard of; incidents say what is due beside their next step.
 */
export function upcast(v: number, body: Change): Change {
  // Devices had no end of their maintenance; what came before is told as never ending.
  const endless = { maintenanceUntil: null }
  if (body.type === 'device') return { ...body, device: { ...endless, ...body.device } }
  if (v >= 5 || body.type !== 'incident') return body
  const unsaid = {
    fix: null,
    certainty: body.incident.confidence ?? 0.5,
    exercise: false,
    mergedInto: null,
    mergedIds: [],
    verification: null,
    informed: [],
    restsUntil: null,
    sound: PLAN_DEFAULTS.sound,
    checklist: [],
    timing: NO_TIMING,
    postponement: null,
    ringing: null,
    cause: null,
    firePhase: null,
    extensions: [],
    ticks: [],
    services: [],
    briefs: [],
    rollCall: null,
    cover: null,
    drill: null,
    search: null,
    settlement: null,
    recusedIds: [],
    due: [],
    arriveWithinSeconds: null,
    checkInSeconds: null,
  }
  const { chain, alerts, clocks } = body.incident
  const today = {
    chain: chain.map(linkOfToday),
    alerts: alerts.map((alert) => ({ ...NOT_GOING, ...alert })),
    clocks: { ...NO_CLOCKS, ...clocks },
  }
  return { ...body, incident: { ...unsaid, ...body.incident, ...today } }
}

/** A kept link of a chain in the shape of today; the type asks for more than was kept. What rang was not said: whoever could be reached had a number to call. */
export function linkOfToday(link: ChainLink): ChainLink {
  const { inPlaceOf = null, until = null, rings = link.reachable ? ['voice'] : [] } = link as Partial<ChainLink>
  return { ...link, inPlaceOf, until, rings }
}
