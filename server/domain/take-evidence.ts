import { goingCount } from '#shared/alarm-state.ts'
import type { Clue } from '#shared/clue.ts'
import { type Calling, systemAction } from './call.ts'
import { FARTHEST_METRES, fitsOf, isDealtWith, isExact, isOlder, sightingsFor } from './correlate.ts'
import { candidateIds, type Desk } from './decision-desk.ts'
import type { IncidentRecord, Signal } from './facts.ts'
import { addEvidence, type Evidence, hasClue, openIncident } from './incident.ts'
import { mergeInto } from './join.ts'
import { placeBox } from './place-box.ts'

/**
 * Finds what evidence belongs to and adds it there, or opens an incident. Exact evidence makes one of all that it fits,
 * vague evidence speaks for each of them. `series`: what is known of the series of which this is one more update; an
 * update stays with its incident. Answers with the (first) incident.
 */
export function takeEvidence(evidence: Evidence, desk: Desk, series?: Signal): string {
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
