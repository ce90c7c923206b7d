import { ACTIONS } from '#shared/action.ts'
import type { TouchedArea } from '#shared/area.ts'
import { DEFAULT_SEVERITY, type Kind } from '#shared/kinds.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody } from '../../server/domain/act.ts'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import { openIncident } from '../../server/domain/incident.ts'
import { demoFacts, makingAt, NOON } from './demo-facts.ts'

// Smoke in a kitchen of the demo, and what people do about it.

export const { arrangement } = demoFacts()
const kitchen = [...arrangement.devices.values()].find(({ kind, location }) => kind === 'smoke' && location !== null)
export const location = kitchen?.location ?? [0, 0]

/** The incident that a detector in a kitchen has just opened. */
export function smoke(): IncidentRecord {
  const at = NOON.toISOString()
  const clue = {
    observationId: 'o',
    kind: 'smoke',
    place: { type: 'point', location, radiusMetres: 15 },
    sight: null,
    deviceId: 'd',
    personId: null,
    ofItself: true,
    signalKey: 'k',
    lasts: true,
    confidence: null,
    firstAt: at,
    lastAt: at,
  } as const
  const evidence = { clue, startedAt: NOON, severity: null, exercise: false }
  return openIncident(evidence, arrangement, makingAt(0)).incident
}

export const asked = (kind: Kind, touched: TouchedArea[]) => {
  return { kind, severity: DEFAULT_SEVERITY[kind], touched, at: NOON, timeZone: 'Asia/Shanghai' }
}

export const duty: Viewer = { personId: 'duty', name: '值班', roles: ['duty'], duties: [], areaIds: null }
export const asPerson = (personId: string): Viewer => ({
  personId,
  name: '',
  roles: ['member'],
  duties: [],
  areaIds: [],
})
export const OWN_ACTIONS = ACTIONS.filter(
  (action): action is OwnBody['action'] => !['merge', 'split', 'undo'].includes(action),
)
export const body = (action: OwnBody['action'], more: Partial<OwnBody> = {}): OwnBody => ({
  id: `a-${action}`,
  action,
  ...more,
})

/** An incident after somebody has done these things to it, one after the other, ten seconds after it began. */
export function done(incident: IncidentRecord, viewer: Viewer, ...bodies: OwnBody[]): IncidentRecord {
  return bodies.reduce((before, each) => {
    const acted = act(before, each, viewer, makingAt(10))
    if (!acted.ok) throw new Error(`${each.action}: ${acted.reason}`)
    return acted.calling.incident
  }, incident)
}
