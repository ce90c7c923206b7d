import type { Action } from '#shared/action.ts'
import type { Device } from '#shared/device.ts'
import type { Incident } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import type { PersonCard } from '#shared/person.ts'

/** One attempt to reach one person over one channel. */
export type Delivery = {
  id: string
  alertId: string
  channel: string
  createdAt: string
  deliveredAt: string | null
  failedAt: string | null
  failure: string | null
}

/** What `GET /api/incidents/:id/replay` answers; `states` is the incident as every screen got it, in order. */
export type Replay = {
  incident: Incident
  actions: Action[]
  observations: Observation[]
  deliveries: Delivery[]
  people: PersonCard[]
  devices: Device[]
  states: { seq: number; at: string; incident: Incident }[]
}

/** The incident as the screens showed it at a moment (epoch milliseconds); null before there was one. */
export function stateAt(states: Replay['states'], atMs: number): Incident | null {
  let shown: Incident | null = null
  for (const state of states) {
    if (Date.parse(state.at) > atMs) break
    shown = state.incident
  }
  return shown
}

/** The span a replay covers, epoch milliseconds: from the first evidence or state to the last thing written down. */
export function spanOf(replay: Replay): { fromMs: number; toMs: number } {
  const moments = [
    replay.incident.openedAt,
    ...replay.states.map(({ at }) => at),
    ...replay.actions.map(({ recordedAt }) => recordedAt),
    ...replay.observations.map(({ receivedAt }) => receivedAt),
    ...replay.deliveries.flatMap(({ createdAt, deliveredAt, failedAt }) => [
      createdAt,
      deliveredAt ?? createdAt,
      failedAt ?? createdAt,
    ]),
  ].map((moment) => Date.parse(moment))
  return { fromMs: Math.min(...moments), toMs: Math.max(...moments) }
}
