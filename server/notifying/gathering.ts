import type { Area } from '#shared/area.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { dutyRoomOf } from '../domain/duty-room.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { type ChannelRow, enabledChannels } from '../store/channels.ts'
import { standingIncident } from '../store/incidents.ts'
import { answerCallsOf, type DeliveryRow, givenLately, type NoticeRow, triesOf } from '../store/notices.ts'
import { type Reach, reachOf } from '../store/people.ts'
import { subscribersAmong } from '../store/push-subscriptions.ts'
import type { Sending } from './sending.ts'
import { WEB_PUSH } from './ways.ts'

/** Everything that handing over some notices depends on, read for all of them together. */
export type Gathered = {
  incidents: ReadonlyMap<string, IncidentRecord>
  channels: ChannelRow[]
  /** Channels of which another process has the modem, by id. */
  elsewhere: ReadonlySet<string>
  tries: DeliveryRow[]
  given: { channelId: string; personId: string | null; atMs: number }[]
  reach: ReadonlyMap<string, Reach>
  /** Who takes pushes. */
  pushed: ReadonlySet<string>
  answerCalls: { personId: string | null; answerCall: number | null }[]
  areas: ReadonlyMap<string, Area>
  /** By incident. */
  dutyRoomPhones: ReadonlyMap<string, string | null>
}

/** Reads what handing over some notices depends on. */
export async function gather(
  rows: readonly NoticeRow[],
  parts: {
    database: Database
    decisions: Decisions
    sending: Pick<Sending, 'isElsewhere'>
    now: Date
  },
): Promise<Gathered> {
  const { database, decisions, sending, now } = parts
  const personIds = [...new Set(rows.flatMap(({ personId }) => personId ?? []))]
  const [facts, channels] = await Promise.all([decisions.facts(), enabledChannels(database)])
  const elsewhere = new Set<string>()
  for (const channel of channels) if (await sending.isElsewhere(channel)) elsewhere.add(channel.id)
  const incidents = new Map<string, IncidentRecord>()
  for (const id of new Set(rows.map(({ incidentId }) => incidentId))) {
    const incident = facts.incidents.get(id) ?? (await standingIncident(database, id))
    if (incident !== null) incidents.set(id, incident)
  }
  const { arrangement } = facts
  const rooms = new Map([...incidents].map(([id, incident]) => [id, roomOf(incident)]))
  const channelIds = [...channels.map(({ id }) => id), WEB_PUSH]
  const [tries, given, reach, pushed, answerCalls] = await Promise.all([
    triesOf(database, rows),
    givenLately(database, { channelIds, personIds, now }),
    reachOf(database, [...new Set([...personIds, ...[...rooms.values()].flat()])]),
    subscribersAmong(database, personIds),
    answerCallsOf(database, personIds),
  ])
  return {
    incidents,
    channels,
    elsewhere,
    tries,
    given,
    reach,
    pushed,
    answerCalls,
    areas: new Map(arrangement.areaList.map((area) => [area.id, area])),
    dutyRoomPhones: new Map([...rooms].map(([id, ids]) => [id, phoneAmong(ids)])),
  }

  function roomOf(incident: IncidentRecord): string[] {
    const [alert] = incident.alerts
    const anybody = { personId: alert?.personId ?? '', name: '', roles: [], duties: [], areaIds: null }
    return alert === undefined ? [] : dutyRoomOf(anybody, arrangement, [incident])
  }

  function phoneAmong(ids: readonly string[]): string | null {
    return ids.map((id) => reach.get(id)?.phone ?? null).find((phone) => phone !== null) ?? null
  }
}
