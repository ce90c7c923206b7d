// Longer than others because one message must be followed from its arrival to what it decides without turning a page.
import { goingCount } from '#shared/alarm-state.ts'
import type { Clue } from '#shared/clue.ts'
import type { Device, DeviceKind } from '#shared/device.ts'
import type { Place } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Observation, ReportBody } from '#shared/observation.ts'
import { type Calling, systemAction } from './call.ts'
import { isChattering, withEdge } from './chatter.ts'
import { graverKind } from './clues.ts'
import { SAID_ONCE } from './correlation-rules.ts'
import { FARTHEST_METRES, fitsOf, isDealtWith, isExact, isOlder, sightingsFor } from './correlate.ts'
import type { Source } from '#shared/source.ts'
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
import { addEvidence, clearSignal, type Evidence, hasClue, openIncident } from './incident.ts'
import { createIncidentIndex, type IncidentIndex, indexOf } from './incident-index.ts'
import { mergeInto } from './join.ts'
import { statedInWgs84 } from './datum.ts'
import { placeOfReport } from './locate.ts'
import { locateOnGround } from './locate-on-ground.ts'
import { type Box, placeBox } from './place-box.ts'
import { keptValues, mayKeepWhole } from './whereabouts.ts'

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

/** What a wired contact tells when it closes, by what was registered to hang on the wire. */
const WIRED: Partial<Record<DeviceKind, { kind: Kind; needsArming: boolean }>> = {
  smoke: { kind: 'smoke', needsArming: false },
  heat: { kind: 'heat', needsArming: false },
  gas: { kind: 'gas', needsArming: false },
  'water-leak': { kind: 'flood', needsArming: false },
  'water-level': { kind: 'flood', needsArming: false },
  sos: { kind: 'sos', needsArming: false },
  contact: { kind: 'intrusion', needsArming: true },
  motion: { kind: 'intrusion', needsArming: true },
}

/**
 * What an observation means coming from this device. An input of a camera is what hangs on its wire. A bare press says nothing from a light switch and everything
 * from a button that was registered for calling help: some makers' emergency buttons know no other word.
 */
function asRegistered(decoded: Decoded, device: Device | null): Decoded {
  const { kind, values } = decoded
  // Whose beginning and end are joined by the series, not by the kind.
  if (values['wired'] !== undefined && decoded.state !== 'reading' && device !== null && device.registered) {
    return { ...decoded, ...WIRED[device.kind] }
  }
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
  const at = making.now.toISOString()
  const clue: Clue = {
    observationId: report.id,
    kind: report.kind,
    place,
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
  })
  return { decision: desk.close(), incidentId }
}

/** The decision in the making: facts as they would be once it is written. */
type Desk = Omit<Decision, 'incidents' | 'signals'> & {
  facts: Facts
  making: Making
  /** What this decision has made of incidents and signals; the facts stand behind. */
  touched: Map<string, IncidentRecord>
  touchedIndex: IncidentIndex
  signalled: Map<string, Signal>
  byAddress: Map<string, Device>
  /** An incident as it would be now; undefined where it is closed or there is none. */
  incident(id: string): IncidentRecord | undefined
  known(key: string): Signal | undefined
  write(calling: Calling): void
  signal(signal: Signal): void
  close(): Decision
}

function openDesk(facts: Facts, making: Making): Desk {
  const { incidents: _i, signals: _s, ...lists } = noDecision()
  const touched = new Map<string, IncidentRecord>()
  const touchedIndex = createIncidentIndex([])
  const signalled = new Map<string, Signal>()
  return {
    ...lists,
    facts,
    making,
    touched,
    touchedIndex,
    signalled,
    byAddress: new Map(),
    incident(id) {
      const incident = touched.get(id) ?? facts.incidents.get(id)
      return incident?.closedAt === null ? incident : undefined
    },
    known: (key) => signalled.get(key) ?? facts.signals.get(key),
    write(calling) {
      touched.set(calling.incident.id, calling.incident)
      touchedIndex.put(calling.incident)
      this.actions.push(...calling.actions)
      this.deliveries.push(...calling.deliveries)
    },
    signal: (signal) => void signalled.set(signal.key, signal),
    close() {
      const { evidence, readings, links, actions, deliveries, devices, keys } = this
      const incidents = [...touched.values()]
      return {
        evidence,
        readings,
        links,
        actions,
        deliveries,
        devices,
        keys,
        incidents,
        signals: [...signalled.values()],
      }
    },
  }
}

function decideOne(heard: Arrival, desk: Desk): void {
  const device = deviceOf(heard, desk)
  const arrival = { ...heard, decoded: asRegistered(heard.decoded, device) }
  const { decoded, message } = arrival
  if (decoded.state === 'cleared' && decoded.kind !== null) return clear(arrival, device, desk)
  if (!isAlarm(decoded, device) || decoded.kind === null) return note(arrival, device, desk)
  // A warning past its end is kept and not raised.
  if (decoded.expiresAt !== null && decoded.expiresAt <= message.receivedAt) return note(arrival, device, desk)

  const key = signalKey(arrival)
  const signal = desk.known(key)
  const speaksOnce = decoded.signal === 'event' && decoded.seriesId === null && !message.retain
  if (!speaksOnce && signal !== undefined && !isNews(signal, decoded, desk)) return note(arrival, device, desk)
  const edges = signal?.active === true ? signal.edges : withEdge(signal?.edges ?? [], desk.making.now)
  if (signal !== undefined && decoded.signal === 'level' && isDamped(signal, edges, desk)) {
    desk.signal({ ...signal, active: true, since: desk.making.now.toISOString(), edges })
    return note(arrival, device, desk)
  }

  const datum = sourceOf(arrival.sourceId, desk)?.datum ?? 'WGS-84'
  const stated = statedInWgs84(decoded.place, datum)
  const { place } = locateOnGround({ stated, device, kind: decoded.kind, terrain: desk.facts.terrain })
  const observationId = desk.making.newId()
  const { kind, confidence, severity, exercise } = decoded
  const startedAt = message.retain ? null : believable(decoded.deviceAt, message.receivedAt)
  const at = desk.making.now.toISOString()
  const clue: Clue = {
    observationId,
    kind,
    place,
    deviceId: device.id,
    personId: null,
    ofItself: tellsOfItself(device, place),
    signalKey: key,
    lasts: !(speaksOnce && SAID_ONCE.includes(kind)),
    confidence,
    firstAt: at,
    lastAt: at,
  }
  const incidentId = takeEvidence(
    { clue, startedAt, severity, exercise },
    desk,
    decoded.seriesId === null ? undefined : signal,
  )
  desk.signal({ key, active: true, since: desk.making.now.toISOString(), incidentId, edges })
  // Said once, with the last change that is still news.
  if (isChattering({ edges }, desk.making.now))
    desk.actions.push(systemAction(incidentId, 'chattering', { signalKey: key }, desk.making))
  keep(arrival, observationId, device, incidentId, place, desk)
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
  if (incident === undefined) {
    return decoded.seriesId === null && making.now.getTime() - Date.parse(signal.since) > REARM_MS
  }
  if (decoded.seriesId === null) return false
  const isGraver = decoded.kind !== null && graverKind(incident.kind, decoded.kind) !== incident.kind
  // After its end, or after people have settled it, a series tells only what is graver.
  if (!signal.active || isDealtWith(incident)) return isGraver
  const isSurer = (decoded.confidence ?? 0) >= (incident.confidence ?? 0) + NOTEWORTHY_CONFIDENCE
  return isGraver || isSurer || making.now.getTime() - Date.parse(incident.lastEvidenceAt) > NOTEWORTHY_MS
}

/** Cameras and satellites tell of what they see, unless they can say nothing of where that is. */
function tellsOfItself(device: Device, place: Place): boolean {
  if (place.type === 'unknown') return true
  return place.type === 'point' && device.kind !== 'feed' && (device.kind !== 'camera' || place.radiusMetres < 100)
}

/**
 * Finds what evidence belongs to and adds it there, or opens an incident. Exact evidence makes one of all that it fits,
 * vague evidence speaks for each of them. `series`: what is known of the series of which this is one more update; an
 * update stays with its incident. Answers with the (first) incident.
 */
function takeEvidence(evidence: Evidence, desk: Desk, series?: Signal): string {
  const { clue, exercise } = evidence
  const candidates = candidatesFor(clue, desk)
  const known = series && desk.incident(series.incidentId)
  const bySignal = known && !isDealtWith(known) ? known : undefined
  const fits = bySignal ? [bySignal] : fitsOf(clue, exercise, candidates).map(({ incident }) => incident)
  const found = isExact(clue) ? joined(fits, desk) : fits
  // Somebody's word that fits only what people are going to already may be of something else: better called twice.
  const isVagueWord = clue.personId !== null && !isExact(clue)
  const into = isVagueWord && found.every(isAttended) ? [] : found
  if (into.length === 0) {
    const also = alsoFor(clue, candidates, exercise)
    const calling = openIncident(evidence, desk.facts.arrangement, desk.making, also)
    take(calling, [clue, ...also], desk)
    return calling.incident.id
  }
  const outside = candidates.filter(({ id }) => !into.some((incident) => incident.id === id))
  for (const incident of into) {
    const also = alsoFor(
      clue,
      outside.flatMap(({ id }) => desk.incident(id) ?? []),
      exercise,
    )
    const calling = addEvidence(incident, evidence, desk.facts.arrangement, desk.making, also)
    take(calling, [clue, ...also.filter(({ observationId }) => !hasClue(incident, observationId))], desk)
  }
  return into[0]?.id ?? ''
}

function take(calling: Calling, clues: readonly Clue[], desk: Desk): void {
  desk.write(calling)
  for (const { observationId } of clues)
    desk.links.push({ incidentId: calling.incident.id, observationId, withdrawnAt: null })
}

/** The open incidents near enough to a clue, or with the same witness, to be compared with it. */
function candidatesFor({ place, deviceId, personId }: Clue, desk: Desk): IncidentRecord[] {
  const ids = candidateIds(placeBox(place, FARTHEST_METRES), deviceId ?? personId ?? '', desk)
  return ids.flatMap((id) => desk.incident(id) ?? [])
}

function candidateIds(box: Box | null, witness: string, desk: Desk): string[] {
  const indexes = [indexOf(desk.facts.incidents), desk.touchedIndex]
  return [
    ...new Set(indexes.flatMap((index) => [...(box === null ? [] : index.inBox(box)), ...index.ofWitness(witness)])),
  ]
}

/** Vague evidence of other incidents that bears this clue out as well; without its signal where that is off. */
function alsoFor(clue: Clue, others: readonly IncidentRecord[], exercise: boolean): Clue[] {
  return others
    .filter((other) => other.exercise === exercise)
    .flatMap((other) =>
      sightingsFor(clue, other).map((sighting) =>
        other.activeKeys.includes(sighting.signalKey ?? '') ? sighting : { ...sighting, signalKey: null },
      ),
    )
}

function isAttended(incident: IncidentRecord): boolean {
  return goingCount(incident) >= incident.respondersNeeded
}

/** Makes one of the incidents that exact evidence belongs to; those that people parted stay apart. */
function joined(fits: readonly IncidentRecord[], desk: Desk): IncidentRecord[] {
  // The nearest decides which of those that people parted is meant; of what is then one the oldest keeps its name.
  const [nearest] = fits
  const together = fits.filter((fit) => nearest !== undefined && !areApart(fit, nearest))
  const [first, ...others] = together.toSorted((a, b) => (isOlder(a, b) ? -1 : 1))
  if (first === undefined) return []
  let into = first
  for (const from of others) {
    if (areApart(into, from)) continue
    const signals = new Map([...desk.facts.signals, ...desk.signalled]).values()
    const {
      callings,
      signals: moved,
      detail,
    } = mergeInto(into, from, { arrangement: desk.facts.arrangement, signals }, desk.making)
    for (const calling of callings) desk.write(calling)
    for (const signal of moved) desk.signal(signal)
    desk.actions.push(systemAction(into.id, 'merged', detail, desk.making))
    into = callings[0]?.incident ?? into
  }
  return [into]
}

/** Whether people parted two incidents, or what became them. */
function areApart(a: IncidentRecord, b: IncidentRecord): boolean {
  return a.apartFrom.some((id) => id === b.id || b.mergedIds.includes(id))
}

function clear(arrival: Arrival, device: Device, desk: Desk): void {
  const key = signalKey(arrival)
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
function deviceOf({ sourceId, decoded }: Arrival, desk: Desk): Device {
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
    description: decoded.description,
    mediaIds: [],
    sourceId,
    externalId: decoded.externalId,
    mediaLinks: decoded.media,
    topic: message.topic,
    payload: mayKeepWhole(sourceOf(sourceId, desk)?.format) ? Buffer.from(message.payload).toString('base64') : null,
  }
  desk.evidence.push(record)
}

function sourceOf(sourceId: string, { facts }: Desk): Source | undefined {
  return facts.arrangement.sources.find(({ id }) => id === sourceId)
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
    values: keptValues(values),
  })
}

function believable(deviceAt: Date | null, receivedAt: Date): Date {
  if (deviceAt === null) return receivedAt
  const aheadMs = deviceAt.getTime() - receivedAt.getTime()
  return aheadMs < -CLOCK_BEHIND_MS || aheadMs > CLOCK_AHEAD_MS ? receivedAt : deviceAt
}
