import type { Change, ChangeEnvelope, ChangesPage, Resumption, Snapshot } from '#shared/change.ts'
import type { Device, DeviceStatus } from '#shared/device.ts'
import type { FireDanger } from '#shared/fire-danger.ts'
import { answersTo } from '#shared/answers-to.ts'
import type { Incident } from '#shared/incident.ts'
import type { PersonCard } from '#shared/person.ts'
import { shownPerson } from '../words/people.ts'

export type AreaCard = Snapshot['areas'][number]

/** All a screen knows of the township, as of `seq`. Maps are replaced, never changed. */
export type LiveState = {
  seq: number
  /** What the viewer might see when the snapshot was taken; the server knows whether that still holds. */
  sight: string
  /** Open incidents by id; a closed one leaves. */
  incidents: ReadonlyMap<string, Incident>
  devices: ReadonlyMap<string, Device>
  statuses: ReadonlyMap<string, DeviceStatus>
  people: ReadonlyMap<string, PersonCard>
  areas: ReadonlyMap<string, AreaCard>
  /** The fire danger by township. */
  dangers: ReadonlyMap<string, FireDanger>
  durability: Snapshot['durability']
  /** Whom this viewer can ring at the duty room, whoever is to be rung first in front. */
  dutyRoom: Snapshot['dutyRoom']
  /** The sequence of the last news of a picture or clip, by the id of its incident. */
  evidenceAt: ReadonlyMap<string, number>
  /** The sequence of the last change of areas, people, duties or plans. */
  arrangedAt: number
  /** The sequence of the last news of swaps and hand-over notes. */
  dutyRoomAt: number
}

/** What applying one change gave: the new state, nothing new, or the news that earlier changes are missing. */
export type Applied = { outcome: 'applied'; state: LiveState } | { outcome: 'known' } | { outcome: 'gap' }

export const emptyState: LiveState = {
  seq: 0,
  sight: '',
  incidents: new Map(),
  devices: new Map(),
  statuses: new Map(),
  people: new Map(),
  areas: new Map(),
  dangers: new Map(),
  durability: 'duty',
  dutyRoom: [],
  evidenceAt: new Map(),
  arrangedAt: 0,
  dutyRoomAt: 0,
}

/** The state a snapshot describes; it replaces whatever was known before. */
export function fromSnapshot(snapshot: Snapshot): LiveState {
  return {
    seq: snapshot.seq,
    sight: snapshot.sight,
    incidents: byId(snapshot.incidents.filter((incident) => incident.closedAt === null)),
    devices: byId(snapshot.devices),
    statuses: new Map(snapshot.statuses.map((status) => [status.deviceId, status])),
    people: byId(snapshot.people.map(shownPerson)),
    areas: byId(snapshot.areas),
    dangers: new Map(snapshot.fireDanger.map((danger) => [danger.areaId, danger])),
    durability: snapshot.durability,
    dutyRoom: snapshot.dutyRoom,
    evidenceAt: new Map(),
    arrangedAt: snapshot.seq,
    dutyRoomAt: snapshot.seq,
  }
}

/** What a page brings when it comes back to the server: enough for it to see whether changes alone will do. */
export function resumptionOf({ seq, sight }: LiveState): Resumption {
  return { since: seq, sight }
}

/** Where the changes are asked for that a page has not seen yet. */
export function changesPath(state: LiveState): string {
  const { since, sight } = resumptionOf(state)
  return `/api/changes?since=${since}&sight=${encodeURIComponent(sight)}`
}

/** Applies one change that came over the socket. `prev` beyond what is known means that something was missed. */
export function applyChange(state: LiveState, change: ChangeEnvelope): Applied {
  if (change.seq <= state.seq) return { outcome: 'known' }
  if (change.prev > state.seq) return { outcome: 'gap' }
  return { outcome: 'applied', state: { ...take(state, change, change.seq), seq: change.seq } }
}

/** Applies what was asked for after a gap: every change after `since` that this viewer may see, none skipped. */
export function applyPage(state: LiveState, page: ChangesPage): LiveState {
  let next = state
  for (const change of page.changes)
    if (change.seq > next.seq) next = { ...take(next, change, change.seq), seq: change.seq }
  return page.upTo > next.seq ? { ...next, seq: page.upTo } : next
}

/** Takes the last readings of some devices; the others keep theirs. */
export function applyStatuses(state: LiveState, statuses: readonly DeviceStatus[]): LiveState {
  const next = new Map(state.statuses)
  for (const status of statuses) next.set(status.deviceId, status)
  return { ...state, statuses: next }
}

/** The open incident that an id stands for today; null when there is none. */
export function standing(incidents: ReadonlyMap<string, Incident>, id: string): Incident | null {
  return incidents.get(id) ?? [...incidents.values()].find((incident) => answersTo(incident, id)) ?? null
}

/** What changes whenever there is news of the pictures and clips of an incident. */
export function evidenceNews({ evidenceAt }: Pick<LiveState, 'evidenceAt'>, incident: Incident | null): number {
  const ids = incident === null ? [] : [incident.id, ...incident.mergedIds]
  return Math.max(0, ...ids.map((id) => evidenceAt.get(id) ?? 0))
}

function take(state: LiveState, change: Change, seq: number): LiveState {
  switch (change.type) {
    case 'incident':
      return {
        ...state,
        incidents: withIncident(state.incidents, change.incident),
        people: withThings(state.people, change.people),
        devices: withThings(state.devices, change.devices),
      }
    case 'gone': {
      const incidents = new Map(state.incidents)
      incidents.delete(change.incidentId)
      return { ...state, incidents }
    }
    case 'device':
      return { ...state, devices: new Map(state.devices).set(change.device.id, change.device) }
    case 'person':
      return { ...state, people: new Map(state.people).set(change.person.id, shownPerson(change.person)) }
    case 'fire-danger':
      return { ...state, dangers: new Map(state.dangers).set(change.danger.areaId, change.danger) }
    case 'evidence':
      return {
        ...state,
        evidenceAt: new Map([...state.evidenceAt, ...change.incidentIds.map((id) => [id, seq] as const)]),
      }
    case 'arrangement':
      return { ...state, arrangedAt: seq }
    case 'duty-room':
      return { ...state, dutyRoomAt: seq }
    default:
      // A newer server may send what this page does not know yet; the page still follows the sequence.
      return state
  }
}

function withIncident(incidents: ReadonlyMap<string, Incident>, incident: Incident): ReadonlyMap<string, Incident> {
  const next = new Map(incidents)
  if (incident.closedAt === null) next.set(incident.id, incident)
  else next.delete(incident.id)
  return next
}

/** What came with an incident because it names it: otherwise its card would show ids. */
function withThings<Thing extends { id: string }>(
  known: ReadonlyMap<string, Thing>,
  things: readonly Thing[] = [],
): ReadonlyMap<string, Thing> {
  return things.length === 0 ? known : new Map([...known, ...byId(things)])
}

function byId<Thing extends { id: string }>(things: readonly Thing[]): ReadonlyMap<string, Thing> {
  return new Map(things.map((thing) => [thing.id, thing]))
}
