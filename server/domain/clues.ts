import type { Clue } from '#shared/clue.ts'
import type { Place } from '#shared/geo.ts'
import type { IncidentFix } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import { mountingSigmaDegrees, sightingSigmaDegrees } from './bearing-sigma.ts'
import { GRAVER_FIRST } from './correlation-rules.ts'
import { type Fix, fixOf } from './triangulate.ts'

type SectorPlace = Extract<Place, { type: 'sector' }>

// What the witnesses of one incident say, taken together. Nothing here depends on the order in which they spoke.

/** Of more witnesses than this those heard longest ago are no longer compared with: a whole hillside of hotspots is some hundred. */
const MOST_CLUES = 200

/** How far a witness who states no confidence is believed alone, and how far the surest is. */
const BELIEVED = { person: 0.9, sensor: 0.8, onlooker: 0.5 } as const
const SUREST = 0.99

/** The clues with one more: the same witness saying the same only lasts longer, and one that moves is where it is now. */
export function withClue(clues: readonly Clue[], clue: Clue): Clue[] {
  const known = clues.find((other) => isSameSaying(other, clue))
  if (known === undefined) return kept([...clues, clue])
  const [earlier, later] = known.lastAt <= clue.lastAt ? [known, clue] : [clue, known]
  const joined: Clue = {
    ...known,
    place: later.place.type === 'unknown' ? earlier.place : later.place,
    sight: later.place.type === 'unknown' ? earlier.sight : later.sight,
    lasts: known.lasts || clue.lasts,
    confidence: highest(known.confidence, clue.confidence),
    firstAt: earlier.firstAt < later.firstAt ? earlier.firstAt : later.firstAt,
    lastAt: later.lastAt,
  }
  return clues.map((other) => (other === known ? joined : other))
}

function isSameSaying(a: Clue, b: Clue): boolean {
  if (a.observationId === b.observationId) return true
  if (a.kind !== b.kind || a.deviceId !== b.deviceId || a.personId !== b.personId || a.personId !== null) return false
  if (a.signalKey !== null && a.signalKey === b.signalKey) return true
  // A detector's own alarm and that of a limit set on it end each by itself.
  if (a.signalKey !== null && b.signalKey !== null && !isOfSeries(a) && !isOfSeries(b)) return false
  return (a.ofItself && b.ofItself) || JSON.stringify(a.place) === JSON.stringify(b.place)
}

function isOfSeries({ signalKey }: Clue): boolean {
  return signalKey?.includes('/#') === true
}

function kept(clues: Clue[]): Clue[] {
  if (clues.length <= MOST_CLUES) return clues
  const best = bestPlaced(clues)
  const oldest = clues.filter((clue) => clue !== best).toSorted((a, b) => (a.lastAt < b.lastAt ? -1 : 1))[0]
  return clues.filter((clue) => clue !== oldest)
}

/** Where all of it together places the thing, and what the directions of several cameras gave (null: there were none). */
export function placedBy(clues: readonly Clue[]): { place: Place; fix: IncidentFix | null } {
  const said = bestPlaced(clues)?.place ?? { type: 'unknown' }
  const met = meeting(clues)
  if (met === null) return { place: said, fix: null }
  if (!met.ok) return { place: said, fix: { reason: met.reason, deviceIds: [], outlierIds: [] } }
  const fix = { reason: null, deviceIds: met.devices, outlierIds: met.outliers }
  return { place: uncertaintyMetres(met.place) < uncertaintyMetres(said) ? met.place : said, fix }
}

/** Where the directions in which cameras see it now meet; null for less than two of them. */
function meeting(clues: readonly Clue[]): Fix | null {
  const latest = new Map<string, { deviceId: string; place: SectorPlace; sigmaDegrees: number; lastAt: string }>()
  for (const { deviceId, place: said, sight, lastAt } of clues) {
    const place = said.type === 'sector' ? said : sight
    if (deviceId === null || place === null) continue
    const before = latest.get(deviceId)
    if (before !== undefined && before.lastAt > lastAt) continue
    const sigmaDegrees =
      place.bearingSigmaDegrees ?? sightingSigmaDegrees(place.halfAngleDegrees, mountingSigmaDegrees(null))
    latest.set(deviceId, { deviceId, place, sigmaDegrees, lastAt })
  }
  // In one order, whoever spoke first: sums of rounded numbers depend on it.
  return latest.size < 2 ? null : fixOf([...latest.values()].toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1)))
}

function bestPlaced(clues: readonly Clue[]): Clue | undefined {
  // Of two equally exact ones the same is taken whoever spoke first.
  return clues.toSorted(
    (a, b) =>
      uncertaintyMetres(a.place) - uncertaintyMetres(b.place) ||
      (JSON.stringify(a.place) < JSON.stringify(b.place) ? -1 : 1),
  )[0]
}

/** The gravest kind among clues; null for none. */
export function kindOf(clues: readonly Clue[]): Kind | null {
  return clues.reduce<Kind | null>((kind, clue) => (kind === null ? clue.kind : graverKind(kind, clue.kind)), null)
}

/**
 * How sure the witnesses make it together, 0 to 0.99: each may be wrong by itself, and they are wrong together only when
 * all are. One witness counts once, by its highest confidence.
 */
export function certaintyOf(clues: readonly Clue[]): number {
  const byWitness = new Map<string, number>()
  for (const clue of clues) {
    const witness = `${clue.deviceId}/${clue.personId}`
    byWitness.set(witness, Math.max(byWitness.get(witness) ?? 0, believed(clue)))
  }
  const wrong = [...byWitness.values()].reduce((product, certainty) => product * (1 - certainty), 1)
  return Math.round(Math.min(SUREST, 1 - wrong) * 1000) / 1000
}

function believed({ personId, ofItself, confidence }: Clue): number {
  if (confidence !== null) return confidence
  return BELIEVED[personId !== null ? 'person' : ofItself ? 'sensor' : 'onlooker']
}

/** The kind of the two that an incident with evidence of both is said to be. */
export function graverKind(a: Kind, b: Kind): Kind {
  const rank = (kind: Kind): number =>
    (GRAVER_FIRST.indexOf(kind) + GRAVER_FIRST.length + 1) % (GRAVER_FIRST.length + 1)
  return rank(b) < rank(a) ? b : a
}

/** How exactly a place is known, in metres: smaller is better, Infinity is unknown. */
export function uncertaintyMetres(place: Place): number {
  switch (place.type) {
    case 'point':
      return place.radiusMetres
    case 'ellipse':
      return place.semiMajorMetres
    case 'sector':
      return place.rangeMetres
    case 'polygon':
      return 1e5
    case 'unknown':
      return Infinity
  }
}

function highest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}
