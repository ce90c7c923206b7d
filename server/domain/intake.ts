// Longer than others because what one message may come to mean is decided here, one question after the other.
import type { Clue } from '#shared/clue.ts'
import type { Device } from '#shared/device.ts'
import type { Place } from '#shared/geo.ts'
import type { Observation, ReportBody } from '#shared/observation.ts'
import type { Source } from '#shared/source.ts'
import { type Arrival, signalKey } from './arrival.ts'
import { asRegistered, isAlarm } from './as-registered.ts'
import { separated } from './attached.ts'
import { systemAction } from './call.ts'
import { isChattering, withEdge } from './chatter.ts'
import { graverKind } from './clues.ts'
import { SAID_ONCE } from './correlation-rules.ts'
import { isDealtWith } from './correlate.ts'
import { inWgs84, statedInWgs84 } from './datum.ts'
import { candidateIds, type Desk, openDesk } from './decision-desk.ts'
import type { Decoded } from './decode/format.ts'
import { calledKey, calledOver, isCallable, isRollNews } from './called-warning.ts'
import { codedGround, isFarOff } from './feed-ground.ts'
import type { Decision, EvidenceRecord, Facts, Making, Signal } from './facts.ts'
import { clearSignal } from './incident.ts'
import { limitAlarms } from './limits.ts'
import { locateOnGround } from './locate-on-ground.ts'
import { placeOfReport } from './locate.ts'
import { isWaiting, mayBecomeAlarm, waitingSince } from './standing.ts'
import { type DangerWarning, isDangerWarning, withoutSeries, withReceived } from './received-danger.ts'
import { takeEvidence } from './take-evidence.ts'
import { keptValues, mayKeepWhole } from './whereabouts.ts'

/** A level that stays on alarms again when its incident was closed this long ago: some never say that it is over. */
const REARM_MS = 12 * 3600_000
/** Of the many updates of one series these are worth a line in the log; that it still goes on ever more seldom. */
const NOTEWORTHY_CONFIDENCE = 0.05
const NOTEWORTHY_MS = 15_000
const NOTEWORTHY_SHARE = 0.1
/** A device clock further off than this is not believed. */
const CLOCK_BEHIND_MS = 24 * 3600_000
const CLOCK_AHEAD_MS = 300_000
const NOTHING = new Uint8Array()

/** Decides what a batch of observations means, one after the other: each sees what those before it brought about. */
export function decideArrivals(arrivals: readonly Arrival[], facts: Facts, making: Making): Decision {
  const desk = openDesk(facts, making)
  for (const arrival of arrivals) {
    if (arrival.key !== null) desk.keys.push(arrival.key)
    const device = facts.arrangement.deviceAt(arrival.sourceId, arrival.decoded.externalId)
    for (const decoded of limitAlarms(arrival.decoded, device)) decideOne({ ...arrival, decoded, key: null }, desk)
    decideOne(arrival, desk)
  }
  return desk.close()
}

/** Decides what a person's report means; it always is or joins an incident. */
export function decideReport(
  report: ReportBody,
  personId: string | null,
  facts: Facts,
  making: Making,
): { decision: Decision; incidentId: string } {
  const desk = openDesk(facts, making)
  const location = report.location == null ? null : inWgs84(report.location, report.datum ?? 'WGS-84')
  const place = placeOfReport(location, report.accuracyMetres)
  const observedAt = report.observedAt ? new Date(report.observedAt) : making.now
  const at = making.now.toISOString()
  const clue: Clue = {
    observationId: report.id,
    kind: report.kind,
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
  const incidentId = takeEvidence({ clue, startedAt: observedAt, severity: null, exercise: false }, desk)
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
    cut: null,
    attached: [],
  })
  return { decision: desk.close(), incidentId }
}

function decideOne(heard: Arrival, desk: Desk): void {
  const device = deviceOf(heard, desk)
  const arrival = { ...heard, decoded: asRegistered(heard.decoded, device) }
  const { decoded, message } = arrival
  if (decoded.state === 'cleared' && decoded.kind !== null) return clear(arrival, device, desk)
  if (decoded.kind === null) return note(arrival, device, desk)
  if (!isAlarm(decoded, device, message.receivedAt, desk.facts.timeZone)) {
    if (mayBecomeAlarm(decoded, device)) beginWaiting(arrival, device, desk)
    return note(arrival, device, desk)
  }
  // A warning past its end is kept and not raised.
  if (decoded.expiresAt !== null && decoded.expiresAt <= message.receivedAt) return note(arrival, device, desk)
  if (isDangerWarning(decoded))
    desk.fireDangers = withReceived(desk.fireDangers, warningOf(arrival, desk), desk.facts.arrangement, desk.making)

  const key = signalKey(arrival)
  if (isTooShort(decoded, desk.known(key), device, message.receivedAt)) return beginWaiting(arrival, device, desk)
  const signal = ofIncident(desk.known(key))
  const speaksOnce = decoded.signal === 'event' && decoded.seriesId === null && !message.retain
  const mayCall = isCallable(decoded)
  const isToldAnew =
    signal === undefined || isNews(signal, decoded, desk) || (mayCall && isRollNews(signal, decoded, desk))
  if (!speaksOnce && !isToldAnew) return note(arrival, device, desk)
  const edges = signal?.active === true ? signal.edges : withEdge(signal?.edges ?? [], desk.making.now)
  if (signal !== undefined && decoded.signal === 'level' && isDamped(signal, edges, desk)) {
    desk.signal({ ...signal, active: true, since: desk.making.now.toISOString(), edges })
    return note(arrival, device, desk)
  }

  const located = placeOf(arrival, device, desk)
  if (located === 'elsewhere') return note(arrival, device, desk)
  const { place, cut } = located
  const observationId = desk.making.newId()
  const { kind, confidence, severity, exercise } = decoded
  const startedAt = message.retain ? null : believable(decoded.deviceAt, message.receivedAt)
  const at = desk.making.now.toISOString()
  const clue: Clue = {
    observationId,
    kind,
    place,
    sight: place.type === 'sector' ? null : (cut?.sector ?? null),
    deviceId: device.id,
    personId: null,
    ofItself: tellsOfItself(device, place),
    signalKey: key,
    lasts: !(speaksOnce && SAID_ONCE.includes(kind)),
    confidence,
    firstAt: at,
    lastAt: at,
  }
  const rollCall = mayCall ? calledOver(decoded, place, desk.facts.arrangement) : []
  const incidentId = takeEvidence(
    { clue, startedAt, severity, exercise, ...(rollCall.length > 0 ? { rollCall, text: decoded.description } : {}) },
    desk,
    decoded.seriesId === null ? undefined : signal,
  )
  desk.signal({ key, active: true, since: desk.making.now.toISOString(), incidentId, edges })
  // So that the same warning wakes nobody again once its incident is closed.
  if (rollCall.length > 0)
    desk.signal({ key: calledKey(key, severity), active: false, since: at, incidentId, edges: [] })
  // Said once, with the last change that is still news.
  if (isChattering({ edges }, desk.making.now))
    desk.actions.push(systemAction(incidentId, 'chattering', { signalKey: key }, desk.making))
  keep(arrival, observationId, device, incidentId, place, desk)
}

/** Where it is; `elsewhere` when a feed speaks of ground that is nobody's here. */
function placeOf(
  { sourceId, decoded }: Arrival,
  device: Device,
  desk: Desk,
): ReturnType<typeof locateOnGround> | 'elsewhere' {
  const { areaList } = desk.facts.arrangement
  const datum = sourceOf(sourceId, desk)?.datum ?? 'WGS-84'
  const isFeed = decoded.deviceKind === 'feed'
  const coded = isFeed && decoded.place === null ? codedGround(decoded.areaCodes ?? [], areaList) : null
  if (coded === 'elsewhere') return coded
  const stated = coded ?? statedInWgs84(decoded.place, datum)
  const located = locateOnGround({ stated, device, kind: decoded.kind, terrain: desk.facts.terrain })
  return isFeed && isFarOff(located.place, areaList) ? 'elsewhere' : located
}

/** A signal that has been an alarm; one that waits has told nobody anything. */
function ofIncident(signal: Signal | undefined): Signal | undefined {
  return signal === undefined || isWaiting(signal) ? undefined : signal
}

/** Whether a value has not been over its limit for as long as it must be, by when its messages were received. */
function isTooShort({ limit }: Decoded, signal: Signal | undefined, device: Device, receivedAt: Date): boolean {
  if (limit === undefined || limit.forSeconds === 0) return false
  if (signal?.active !== true) return true
  const { since } = waitingSince(signal, signal.key, device, receivedAt)
  return isWaiting(signal) && receivedAt.getTime() - Date.parse(since) < limit.forSeconds * 1000
}

/** Notes that something is on which is no alarm yet. */
function beginWaiting(arrival: Arrival, device: Device, desk: Desk): void {
  const key = signalKey(arrival)
  const known = desk.known(key)
  // A door that still stands open when last night's incident is over waits for the next night.
  const lasting = known !== undefined && isOver(known, desk) ? { ...known, active: false } : known
  const waiting = waitingSince(lasting, key, device, arrival.message.receivedAt)
  if (waiting !== known) desk.signal(waiting)
}

function isOver(signal: Signal, desk: Desk): boolean {
  const incident = desk.incident(signal.incidentId)
  return !isWaiting(signal) && (incident === undefined || isDealtWith(incident))
}

/** Whether a signal goes on once too often to be news again. */
function isDamped(signal: Signal, edges: string[], { incident, making }: Desk): boolean {
  const known = incident(signal.incidentId)
  const isOn = known !== undefined && !isDealtWith(known) && known.activeKeys.includes(signal.key)
  return isOn && isChattering({ edges }, making.now)
}

/** Whether an alarm under a signal already known tells anything new. */
function isNews(signal: Signal, decoded: Decoded, { incident: incidentOf, making }: Desk): boolean {
  const incident = incidentOf(signal.incidentId)
  if (!signal.active && decoded.seriesId === null) return true
  // Whether or not anybody has closed it.
  if (incident === undefined || (decoded.seriesId === null && isDealtWith(incident))) {
    return decoded.seriesId === null && making.now.getTime() - Date.parse(signal.since) > REARM_MS
  }
  if (decoded.seriesId === null) return false
  const isGraver = decoded.kind !== null && graverKind(incident.kind, decoded.kind) !== incident.kind
  // After its end, or after people have settled it, a series tells only what is graver.
  if (!signal.active || isDealtWith(incident)) return isGraver
  const { verification } = incident
  const isSureEnough = verification?.state === 'asked' && (decoded.confidence ?? 0) >= verification.threshold
  const isSurer = (decoded.confidence ?? 0) >= (incident.confidence ?? 0) + NOTEWORTHY_CONFIDENCE
  const nowMs = making.now.getTime()
  const ageMs = nowMs - Date.parse(incident.openedAt)
  const quietMs = nowMs - Date.parse(incident.lastEvidenceAt)
  return isGraver || isSurer || isSureEnough || quietMs > Math.max(NOTEWORTHY_MS, ageMs * NOTEWORTHY_SHARE)
}

/** Cameras and satellites tell of what they see, unless they can say nothing of where that is. */
function tellsOfItself(device: Device, place: Place): boolean {
  if (place.type === 'unknown') return true
  return place.type === 'point' && device.kind !== 'feed' && (device.kind !== 'camera' || place.radiusMetres < 100)
}

/** A warning with its place; its series is known by its signal. */
function warningOf(arrival: Arrival, desk: Desk): DangerWarning {
  const datum = sourceOf(arrival.sourceId, desk)?.datum ?? 'WGS-84'
  const stated = statedInWgs84(arrival.decoded.place, datum)
  const isShape = stated?.type === 'point' || stated?.type === 'polygon'
  return { decoded: arrival.decoded, place: isShape ? stated : { type: 'unknown' }, seriesId: signalKey(arrival) }
}

function clear(arrival: Arrival, device: Device, desk: Desk): void {
  const key = signalKey(arrival)
  // Also where its incident was closed long ago.
  if (arrival.decoded.kind === 'warning') desk.fireDangers = withoutSeries(desk.fireDangers, key, desk.making)
  const signal = desk.known(key)
  if (signal === undefined || !signal.active) return note(arrival, device, desk)
  desk.signal({ ...signal, active: false, since: desk.making.now.toISOString() })
  // Vague evidence may speak for several incidents: it is off in all of them.
  const lit = candidateIds(null, device.id, desk).flatMap((id) => desk.incident(id) ?? [])
  const incidents = lit.filter(({ activeKeys }) => activeKeys.includes(key))
  const [incident] = incidents
  // What chatters is over when it has been quiet for a while, not at each of its pauses.
  if (incident === undefined || isChattering(signal, desk.making.now)) return note(arrival, device, desk)
  const observationId = desk.making.newId()
  for (const each of incidents) {
    desk.write(clearSignal(each, key, observationId, desk.making))
    desk.links.push({ incidentId: each.id, observationId, withdrawnAt: null })
  }
  keep(arrival, observationId, device, incident.id, null, desk)
}

/** The registered device, or one noted now as heard and waiting to be placed: nobody is nobody. */
function deviceOf({ sourceId, decoded, message }: Arrival, desk: Desk): Device {
  const address = `${sourceId}/${decoded.externalId}`
  const known = desk.facts.arrangement.deviceAt(sourceId, decoded.externalId) ?? desk.byAddress.get(address)
  if (known !== undefined) return known
  const device: Device = {
    id: desk.making.newId(),
    // Cut between the halves of a character the name could not be stored, and the alarm with it.
    name: (decoded.deviceName ?? decoded.externalId).slice(0, 100).replace(/[\ud800-\udbff]$/, ''),
    kind: decoded.deviceKind,
    addresses: [{ source: sourceId, externalId: decoded.externalId }],
    location: null,
    statedLocation: null,
    elevation: null,
    expectedIntervalSeconds: null,
    camera: null,
    armed: false,
    maintenance: false,
    maintenanceUntil: null,
    registered: false,
    // Who did not send over MQTT has a topic of ours; it says from where all the same.
    heardOn: message.topic.slice(0, 512).toWellFormed(),
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
  const source = sourceOf(sourceId, desk)
  const isWhole = mayKeepWhole(source?.format)
  const { payload, cut, attached } = separated(isWhole ? message.payload : NOTHING, decoded.media, source)
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
    description: decoded.description,
    mediaIds: [],
    sourceId,
    externalId: decoded.externalId,
    mediaLinks: decoded.media,
    topic: message.topic,
    payload: isWhole ? Buffer.from(payload).toString('base64') : null,
    cut,
    attached,
  }
  desk.evidence.push(record)
}

function sourceOf(sourceId: string, { facts }: Desk): Source | undefined {
  return facts.arrangement.sources.find(({ id }) => id === sourceId)
}

/** Keeps an observation nobody needs to act on. What speaks of a limit is told from a reading that is kept itself. */
function note({ sourceId, decoded, message }: Arrival, device: Device, desk: Desk): void {
  if (decoded.limit !== undefined) return
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
    values: keptValues(values),
  })
}

function believable(deviceAt: Date | null, receivedAt: Date): Date {
  if (deviceAt === null) return receivedAt
  const aheadMs = deviceAt.getTime() - receivedAt.getTime()
  return aheadMs < -CLOCK_BEHIND_MS || aheadMs > CLOCK_AHEAD_MS ? receivedAt : deviceAt
}
