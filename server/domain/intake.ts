// Longer than others because one message must be followed from its arrival to what it decides without turning a page.
import type { Device } from '#shared/device.ts'
import type { Observation, ReportBody } from '#shared/observation.ts'
import type { Calling } from './call.ts'
import { graverKind, incidentFor } from './correlate.ts'
import type { Decoded, Message } from './decode/format.ts'
import {
  type Decision,
  type EvidenceRecord,
  type Facts,
  type IncidentRecord,
  type Making,
  noDecision,
  type Signal,
} from './facts.ts'
import { addEvidence, clearSignal, type Evidence, openIncident } from './incident.ts'
import { locate, placeOfReport } from './locate.ts'

/** One observation on its way in, with the message that brought it. */
export type Arrival = { sourceId: string; decoded: Decoded; message: Message; key: string | null }

/** A level that stays on alarms again when its incident was closed this long ago: some never say that it is over. */
const REARM_MS = 12 * 3600_000
/** Of the many updates of one series these are worth a line in the log. */
const NOTEWORTHY_CONFIDENCE = 0.05
const NOTEWORTHY_MS = 15_000
/** A device clock further off than this is not believed. */
const CLOCK_BEHIND_MS = 24 * 3600_000
const CLOCK_AHEAD_MS = 300_000

/** Whether somebody may have to act on this: only then does it take the whole road. */
export function isAlarm(decoded: Decoded, device: Device | null): boolean {
  const { state, kind, needsArming } = asRegistered(decoded, device)
  return state === 'active' && kind !== null && (!needsArming || device?.armed === true)
}

/** What a button says for being pressed, whichever of its keys and however often: `single`, `2_hold`, `press_1`. */
const PRESS = /(^|[_ -])(single|double|triple|tripple|quadruple|many|hold|long|press|pressed|click)($|[_ -])/

/**
 * What an observation means coming from this device. A bare press says nothing from a light switch and everything
 * from a button that was registered for calling help: some makers' emergency buttons know no other word.
 */
function asRegistered(decoded: Decoded, device: Device | null): Decoded {
  const { kind, values } = decoded
  if (device?.kind !== 'sos' || kind !== null || values['test'] === true) return decoded
  if (!PRESS.test(String(values['action'] ?? '').toLowerCase())) return decoded
  return { ...decoded, kind: 'sos', state: 'active', signal: 'event', needsArming: false }
}

/** The name of the signal an observation speaks of: one series of a camera, or one kind at one device. */
export function signalKey({ sourceId, decoded }: Pick<Arrival, 'sourceId' | 'decoded'>): string {
  const what = decoded.seriesId === null ? decoded.kind : `#${decoded.seriesId}`
  return `${sourceId}/${decoded.externalId}/${what}`
}

/** Decides what a batch of observations means, one after the other: each sees what those before it brought about. */
export function decideArrivals(arrivals: readonly Arrival[], facts: Facts, making: Making): Decision {
  const desk = openDesk(facts, making)
  for (const arrival of arrivals) {
    if (arrival.key !== null) desk.keys.push(arrival.key)
    decideOne(arrival, desk)
  }
  return desk.close()
}

/** Decides what a person's report means; it always is or joins an incident. */
export function decideReport(
  report: ReportBody,
  personId: string,
  facts: Facts,
  making: Making,
): { decision: Decision; incidentId: string } {
  const desk = openDesk(facts, making)
  const place = placeOfReport(report.location, report.accuracyMetres)
  const observedAt = report.observedAt ? new Date(report.observedAt) : making.now
  const evidence: Evidence = {
    observationId: report.id,
    kind: report.kind,
    place,
    confidence: null,
    deviceId: null,
    personId,
    signalKey: null,
    startedAt: observedAt,
  }
  const incidentId = takeEvidence(evidence, desk)
  desk.evidence.push({
    id: report.id,
    deviceId: null,
    personId,
    incidentId,
    kind: report.kind,
    state: 'active',
    deviceAt: report.observedAt ?? null,
    receivedAt: making.now.toISOString(),
    confidence: null,
    place,
    values: {},
    description: report.description,
    mediaIds: report.photos ?? [],
    sourceId: null,
    externalId: null,
    mediaLinks: [],
    topic: null,
    payload: null,
  })
  return { decision: desk.close(), incidentId }
}

/** The decision in the making: facts as they would be once it is written. */
type Desk = Omit<Decision, 'incidents' | 'signals'> & {
  facts: Facts
  making: Making
  open: Map<string, IncidentRecord>
  known: Map<string, Signal>
  byAddress: Map<string, Device>
  write(calling: Calling): void
  signal(signal: Signal): void
  close(): Decision
}

function openDesk(facts: Facts, making: Making): Desk {
  const { incidents: _i, signals: _s, ...lists } = noDecision()
  const touched = new Set<string>()
  const signalled = new Set<string>()
  const open = new Map(facts.incidents)
  const known = new Map(facts.signals)
  return {
    ...lists,
    facts,
    making,
    open,
    known,
    byAddress: new Map(),
    write(calling) {
      open.set(calling.incident.id, calling.incident)
      touched.add(calling.incident.id)
      this.actions.push(...calling.actions)
      this.deliveries.push(...calling.deliveries)
    },
    signal(signal) {
      known.set(signal.key, signal)
      signalled.add(signal.key)
    },
    close() {
      const { evidence, readings, actions, deliveries, devices, keys } = this
      const incidents = [...touched].flatMap((id) => open.get(id) ?? [])
      const signals = [...signalled].flatMap((key) => known.get(key) ?? [])
      return { evidence, readings, actions, deliveries, devices, keys, incidents, signals }
    },
  }
}

function decideOne(heard: Arrival, desk: Desk): void {
  const device = deviceOf(heard, desk)
  const arrival = { ...heard, decoded: asRegistered(heard.decoded, device) }
  const { decoded, message } = arrival
  if (decoded.state === 'cleared' && decoded.kind !== null) return clear(arrival, device, desk)
  if (!isAlarm(decoded, device) || decoded.kind === null) return note(arrival, device, desk)

  const key = signalKey(arrival)
  const signal = desk.known.get(key)
  const speaksOnce = decoded.signal === 'event' && decoded.seriesId === null && !message.retain
  if (!speaksOnce && signal !== undefined && !isNews(signal, decoded, desk)) return note(arrival, device, desk)

  const { place } = locate({ stated: decoded.place, device, kind: decoded.kind, terrain: desk.facts.terrain })
  const observationId = desk.making.newId()
  const { kind, confidence } = decoded
  const startedAt = message.retain ? null : believable(decoded.deviceAt, message.receivedAt)
  const evidence = {
    observationId,
    kind,
    place,
    confidence,
    deviceId: device.id,
    personId: null,
    signalKey: key,
    startedAt,
  }
  const incidentId = takeEvidence(evidence, desk, decoded.seriesId === null ? undefined : signal)
  desk.signal({ key, active: true, since: desk.making.now.toISOString(), incidentId })
  keep(arrival, observationId, device, incidentId, place, desk)
}

/** Whether an alarm under a signal already known tells anything new. */
function isNews(signal: Signal, decoded: Decoded, { open, making }: Desk): boolean {
  const incident = open.get(signal.incidentId)
  if (!signal.active && decoded.seriesId === null) return true
  if (incident === undefined) {
    return decoded.seriesId === null && making.now.getTime() - Date.parse(signal.since) > REARM_MS
  }
  if (decoded.seriesId === null) return false
  const isGraver = decoded.kind !== null && graverKind(incident.kind, decoded.kind) !== incident.kind
  const isSurer = (decoded.confidence ?? 0) >= (incident.confidence ?? 0) + NOTEWORTHY_CONFIDENCE
  return isGraver || isSurer || making.now.getTime() - Date.parse(incident.lastEvidenceAt) > NOTEWORTHY_MS
}

/** `series`: what is known of the series of which this is one more update; an update stays with its incident. */
function takeEvidence(evidence: Evidence, desk: Desk, series?: Signal): string {
  const { open, making, facts } = desk
  const { kind, place, deviceId } = evidence
  const bySignal = series && open.get(series.incidentId)
  const incident = bySignal ?? incidentFor({ kind, place, deviceId, atMs: making.now.getTime() }, open.values())
  const calling = incident
    ? addEvidence(incident, evidence, facts.arrangement, making)
    : openIncident(evidence, facts.arrangement, making)
  desk.write(calling)
  return calling.incident.id
}

function clear(arrival: Arrival, device: Device, desk: Desk): void {
  const key = signalKey(arrival)
  const signal = desk.known.get(key)
  if (signal === undefined || !signal.active) return note(arrival, device, desk)
  desk.signal({ ...signal, active: false, since: desk.making.now.toISOString() })
  const incident = desk.open.get(signal.incidentId)
  if (incident === undefined) return note(arrival, device, desk)
  const observationId = desk.making.newId()
  desk.write(clearSignal(incident, key, observationId, desk.making))
  keep(arrival, observationId, device, incident.id, null, desk)
}

/** The registered device, or one noted now as heard and waiting to be placed: nobody is nobody. */
function deviceOf({ sourceId, decoded }: Arrival, desk: Desk): Device {
  const address = `${sourceId}/${decoded.externalId}`
  const known = desk.facts.arrangement.deviceAt(sourceId, decoded.externalId) ?? desk.byAddress.get(address)
  if (known !== undefined) return known
  const device: Device = {
    id: desk.making.newId(),
    // Cut between the halves of a character the name could not be stored, and the alarm with it.
    name: decoded.externalId.slice(0, 100).replace(/[\ud800-\udbff]$/, ''),
    kind: decoded.deviceKind,
    addresses: [{ source: sourceId, externalId: decoded.externalId }],
    location: null,
    elevation: null,
    expectedIntervalSeconds: null,
    camera: null,
    armed: false,
    maintenance: false,
    registered: false,
  }
  desk.byAddress.set(address, device)
  desk.devices.push(device)
  return device
}

function keep(
  arrival: Arrival,
  id: string,
  device: Device,
  incidentId: string,
  place: Observation['place'],
  desk: Desk,
): void {
  const { decoded, message, sourceId } = arrival
  const record: EvidenceRecord = {
    id,
    deviceId: device.id,
    personId: null,
    incidentId,
    kind: decoded.kind,
    state: decoded.state,
    deviceAt: decoded.deviceAt?.toISOString() ?? null,
    receivedAt: message.receivedAt.toISOString(),
    confidence: decoded.confidence,
    place,
    values: decoded.values,
    description: null,
    mediaIds: [],
    sourceId,
    externalId: decoded.externalId,
    mediaLinks: decoded.media,
    topic: message.topic,
    payload: Buffer.from(message.payload).toString('base64'),
  }
  desk.evidence.push(record)
}

/** Keeps an observation nobody needs to act on. */
function note({ sourceId, decoded, message }: Arrival, device: Device, desk: Desk): void {
  const { kind, state, deviceAt, confidence, values, externalId } = decoded
  const receivedAt = message.receivedAt.toISOString()
  const at = deviceAt?.toISOString() ?? null
  desk.readings.push({
    id: desk.making.newId(),
    sourceId,
    externalId,
    deviceId: device.id,
    kind,
    state,
    deviceAt: at,
    receivedAt,
    confidence,
    values,
  })
}

function believable(deviceAt: Date | null, receivedAt: Date): Date {
  if (deviceAt === null) return receivedAt
  const aheadMs = deviceAt.getTime() - receivedAt.getTime()
  return aheadMs < -CLOCK_BEHIND_MS || aheadMs > CLOCK_AHEAD_MS ? receivedAt : deviceAt
}
