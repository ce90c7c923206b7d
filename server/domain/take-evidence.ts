import { goingCount } from '#shared/alarm-state.ts'
import type { Clue } from '#shared/clue.ts'
import { type Calling, systemAction } from './call.ts'
import { fitsOf, isDealtWith, isExplained, isOlder, isVague, sightingsFor } from './correlate.ts'
import { candidateIds, type Desk } from './decision-desk.ts'
import type { IncidentRecord, Signal } from './facts.ts'
import { addEvidence, type Evidence, hasClue, openIncident } from './incident.ts'
import { mergeInto } from './join.ts'
import { canBeOne, largestSets } from './largest-sets.ts'
import { placeBox } from './place-box.ts'
import { FARTHEST_METRES, isExact } from './two-clues.ts'

/** One direction may cross many others; it opens no more incidents at once than these. */
const MOST_OPENED = 4

/**
 * Finds what evidence belongs to and adds it there, or opens an incident. Exact evidence makes one of all that it fits,
 * vague evidence speaks for each of them. `series`: what is known of the series of which this is one more update; an
 * update stays with its incident. Answers with the (first) incident.
 */
export function takeEvidence(evidence: Evidence, desk: Desk, series?: Signal): string {
  const { clue, exercise } = evidence
  const known = series && desk.incident(series.incidentId)
  if (known && !isDealtWith(known)) return add(evidence, known, [], desk)
  const candidates = candidatesFor(clue, desk).filter(
    (incident) => incident.exercise === exercise && !isDealtWith(incident),
  )
  return isExact(clue) ? takeExact(evidence, candidates, desk) : takeVague(evidence, candidates, desk)
}

/** What is exact makes one of all it lies between, with the vague evidence that it explains. */
function takeExact(evidence: Evidence, candidates: readonly IncidentRecord[], desk: Desk): string {
  const { clue, exercise } = evidence
  const fits = fitsOf(clue, exercise, candidates).map(({ incident }) => incident)
  const exact = [clue, ...fits.flatMap(({ clues }) => clues.filter(isExact))]
  const active = activeKeysOf(candidates)
  const explained = candidates.filter(
    (other) => !fits.includes(other) && isVague(other) && isExplained(other.clues, exact, active),
  )
  const [into] = joined([...fits, ...explained], desk)
  const others = candidatesFor(clue, desk).filter((other) => other.id !== into?.id && !isDealtWith(other))
  const also = alsoFor(clue, others, exercise)
  return into === undefined ? open(evidence, also, desk) : add(evidence, into, also, desk)
}

/**
 * What is vague speaks for everything exact that it may be of, and with other vague evidence for each spot that they can
 * all mean and nothing exact explains.
 */
function takeVague(evidence: Evidence, candidates: readonly IncidentRecord[], desk: Desk): string {
  const { clue, exercise } = evidence
  const active = activeKeysOf(candidates)
  const fits = fitsOf(clue, exercise, candidates).map(({ incident }) => incident)
  const vague = candidates.filter(isVague)
  const spots = largestSets(clue, poolOf(candidates), active, partedIn(candidates)).map((set) => {
    const explains = fits.filter(({ clues }) => isExplained([clue, ...set], clues, active)).slice(0, 1)
    // What was apart by what it lacked until now is one.
    const meant = [...explains, ...vague.filter((host) => isHost(host, set, active))]
    const [host] = joined(
      meant.flatMap(({ id }) => desk.incident(id) ?? []),
      desk,
    )
    return { set, hostId: host?.id ?? null, isExplained: explains.length > 0 }
  })
  const ids = new Set([...fits.map(({ id }) => id), ...spots.flatMap(({ hostId }) => hostId ?? [])])
  const found = [...ids].flatMap((id) => desk.incident(id) ?? [])
  // Somebody's word that fits only what people are going to already may be of something else: better called twice.
  if (clue.personId !== null && found.length > 0 && found.every(isAttended))
    return open(evidence, alsoFor(clue, candidates, exercise), desk)
  for (const incident of found) {
    const set = spots.find(({ hostId, isExplained: is }) => hostId === incident.id && !is)?.set ?? []
    const also = set.filter(({ observationId }) => !hasClue(incident, observationId))
    add(evidence, incident, stillOn(also, active), desk)
  }
  const opened = spots
    .filter(({ hostId }) => hostId === null)
    .slice(0, MOST_OPENED)
    .map(({ set }) => open(evidence, stillOn(set, active), desk))
  return found[0]?.id ?? opened[0] ?? ''
}

/** A vague incident all of whose evidence is among a set, or some of it, where people made one of what cannot be one. */
function isHost({ clues }: IncidentRecord, set: readonly Clue[], active: readonly string[]): boolean {
  const isIn = ({ observationId }: Clue) => set.some((clue) => clue.observationId === observationId)
  return clues.every(isIn) || (clues.some(isIn) && !canBeOne(clues, active))
}

function open(evidence: Evidence, also: readonly Clue[], desk: Desk): string {
  const calling = openIncident(evidence, desk.facts.arrangement, desk.making, also)
  take(calling, [evidence.clue, ...also], desk)
  return calling.incident.id
}

function add(evidence: Evidence, incident: IncidentRecord, also: readonly Clue[], desk: Desk): string {
  const calling = addEvidence(incident, evidence, desk.facts.arrangement, desk.making, also)
  take(calling, [evidence.clue, ...also.filter(({ observationId }) => !hasClue(incident, observationId))], desk)
  return incident.id
}

/** Writes down what became of an incident, and that this evidence is of it. */
function take(calling: Calling, clues: readonly Clue[], desk: Desk): void {
  desk.write(calling)
  for (const { observationId } of clues)
    desk.links.push({ incidentId: calling.incident.id, observationId, withdrawnAt: null })
}

function activeKeysOf(incidents: readonly IncidentRecord[]): string[] {
  return incidents.flatMap(({ activeKeys }) => activeKeys)
}

/** What is vague among the evidence of some incidents, each once. */
function poolOf(incidents: readonly IncidentRecord[]): Clue[] {
  const clues = incidents.flatMap((incident) => incident.clues)
  return [...new Map(clues.map((clue) => [clue.observationId, clue])).values()]
}

/** Whether people parted the incidents in which two pieces of evidence stand. */
function partedIn(incidents: readonly IncidentRecord[]): (a: Clue, b: Clue) => boolean {
  const parted = incidents.filter(({ apartFrom }) => apartFrom.length > 0)
  if (parted.length === 0) return () => false
  const withClue = ({ observationId }: Clue) => incidents.filter((incident) => hasClue(incident, observationId))
  return (a, b) => {
    const [ofA, ofB] = [withClue(a), withClue(b)]
    return (
      !ofA.some((incident) => ofB.includes(incident)) && ofA.some((one) => ofB.some((other) => areApart(one, other)))
    )
  }
}

/** Evidence as it speaks for another incident: without its signal where that is off. */
function stillOn(clues: readonly Clue[], active: readonly string[]): Clue[] {
  return clues.map((clue) => (active.includes(clue.signalKey ?? '') ? clue : { ...clue, signalKey: null }))
}

/** The open incidents near enough to a clue, or with the same witness, to be compared with it. */
function candidatesFor({ place, deviceId, personId }: Clue, desk: Desk): IncidentRecord[] {
  const ids = candidateIds(placeBox(place, FARTHEST_METRES), deviceId ?? personId ?? '', desk)
  return ids.flatMap((id) => desk.incident(id) ?? [])
}

/** Vague evidence of other incidents that bears this clue out as well. */
function alsoFor(clue: Clue, others: readonly IncidentRecord[], exercise: boolean): Clue[] {
  return others
    .filter((other) => other.exercise === exercise)
    .flatMap((other) => stillOn(sightingsFor(clue, other), other.activeKeys))
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
