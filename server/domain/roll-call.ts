import type { Area } from '#shared/area.ts'
import type { Clue } from '#shared/clue.ts'
import type { Polygon } from '#shared/geo.ts'
import type { Severity } from '#shared/kinds.ts'
import type { Arrangement } from './arrangement.ts'
import { openDesk } from './decision-desk.ts'
import type { Decision, Facts, IncidentRecord, Making } from './facts.ts'
import { openUndoubted } from './incident.ts'
import { householdsOf, wholeGround } from './roll-call-ground.ts'

/** What is said to everybody on some ground: by the client's id, over these areas whole. */
export type RollCall = {
  id: string
  areaIds: readonly string[]
  severity: Severity
  description: string
  receivedAt: string
  /** Of what is warned, where that was said. */
  event?: string
}

/**
 * Opens one incident of kind warning over the areas, by the same road as a person's report: its chain calls whoever the
 * plan for warnings names on that ground and on all below it. It joins no other incident.
 */
export function decideRollCall(
  call: RollCall,
  personId: string,
  facts: Facts,
  making: Making,
): { decision: Decision; incident: IncidentRecord } {
  const desk = openDesk(facts, making)
  const at = making.now.toISOString()
  const place = { type: 'polygon', geometry: groundOf(call.areaIds, facts.arrangement) } as const
  const clue: Clue = {
    observationId: call.id,
    kind: 'warning',
    place,
    sight: null,
    deviceId: null,
    personId,
    ofItself: false,
    signalKey: null,
    lasts: false,
    confidence: null,
    firstAt: at,
    lastAt: at,
  }
  const evidence = {
    clue,
    startedAt: new Date(call.receivedAt),
    severity: call.severity,
    exercise: false,
    rollCall: call.areaIds,
    text: call.description,
  }
  const calling = openUndoubted(evidence, facts.arrangement, making)
  desk.write(calling)
  desk.links.push({ incidentId: calling.incident.id, observationId: call.id, withdrawnAt: null })
  desk.evidence.push({
    id: call.id,
    deviceId: null,
    personId,
    incidentId: calling.incident.id,
    kind: 'warning',
    state: 'active',
    deviceAt: call.receivedAt,
    receivedAt: at,
    confidence: null,
    place,
    values: call.event === undefined ? {} : { event: call.event },
    description: call.description,
    mediaIds: [],
    sourceId: null,
    externalId: null,
    mediaLinks: [],
    topic: null,
    payload: null,
    cut: null,
    attached: [],
  })
  return { decision: desk.close(), incident: calling.incident }
}

/** Whom an incident has called already, and who else stands in its chain, each once. */
export function calledBy({ alerts, chain }: IncidentRecord): { now: string[]; later: string[] } {
  const now = [...new Set(alerts.map(({ personId }) => personId))]
  const later = chain.flatMap(({ called, personId }) => (called && personId !== null ? personId : []))
  return { now, later: [...new Set(later)].filter((id) => !now.includes(id)) }
}

/** What a roll call would come to: whom it calls, whom nothing rings, how many households, and the villages of which none is entered. */
export function previewOf(incident: IncidentRecord, arrangement: Arrangement) {
  const { areaIds = [], unwoken = [], households } = incident.rollCall ?? {}
  const entered = new Set(householdsOf(areaIds, arrangement).flatMap((household) => household.areaIds))
  const villages = wholeGround(areaIds, arrangement).filter((id) => arrangement.areas.byId(id)?.level === 'village')
  return {
    ...calledBy(incident),
    cannotRing: unwoken.map(({ personId }) => personId),
    households: households?.total ?? 0,
    emptyVillageIds: villages.filter((id) => !entered.has(id)),
  }
}

/** The ground of some areas; one that lies in another of them adds nothing. */
function groundOf(areaIds: readonly string[], { lineage, areaList }: Arrangement): Polygon {
  const outer = areaList.filter(
    ({ id }) => areaIds.includes(id) && !lineage(id).some((above) => above.id !== id && areaIds.includes(above.id)),
  )
  return { type: 'MultiPolygon', coordinates: outer.flatMap(ringsOf) }
}

function ringsOf({ geometry }: Area) {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}
