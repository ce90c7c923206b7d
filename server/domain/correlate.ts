import type { Place } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'
import { isSettled } from '#shared/incident.ts'
import type { IncidentRecord } from './facts.ts'
import { gapMetres } from './place-gap.ts'

/** Which kinds may be one happening, how long after the last evidence, and how far apart their places may lie. */
type Family = { kinds: readonly Kind[]; withinMinutes: number; apartMetres: number }

/**
 * The rules, as data. The distance is what may lie between the places beyond their own uncertainties: a fire moves
 * and its smoke drifts; a gas leak stays in its house.
 */
const FAMILIES: readonly Family[] = [
  { kinds: ['fire', 'smoke', 'heat'], withinMinutes: 60, apartMetres: 200 },
  { kinds: ['gas'], withinMinutes: 30, apartMetres: 20 },
  { kinds: ['flood', 'geohazard'], withinMinutes: 120, apartMetres: 300 },
  { kinds: ['intrusion', 'public-order'], withinMinutes: 15, apartMetres: 50 },
  { kinds: ['sos', 'medical'], withinMinutes: 30, apartMetres: 30 },
]

/** Kinds in no family join only incidents of their own kind that the same device or person began. */
const ALONE: Omit<Family, 'kinds'> = { withinMinutes: 30, apartMetres: 0 }

/** Graver first: evidence of a graver kind makes the incident of that kind. */
const GRAVER_FIRST: readonly Kind[] = ['fire', 'gas', 'geohazard', 'smoke', 'heat', 'flood']

/** What correlation looks at in new evidence. */
export type Clue = { kind: Kind; place: Place; deviceId: string | null; atMs: number }

/** A signal that is still on makes its incident last until now, but not for ever: some never say that it is over. */
const LASTS_MINUTES = 12 * 60

/**
 * The open incident that the clue belongs to, or null for a new one: kind and time must agree, and the device, or the
 * place within the joint uncertainty. What people have dealt with is over, though nobody has closed it yet: what comes
 * after that is another happening, to which somebody must be called. Of several the nearest, then the oldest, whatever
 * order they are given in.
 */
export function incidentFor(clue: Clue, open: Iterable<IncidentRecord>): IncidentRecord | null {
  let best: { incident: IncidentRecord; gap: number } | null = null
  for (const incident of open) {
    const gap = gapTo(clue, incident)
    if (gap === null) continue
    if (best === null || gap < best.gap || (gap === best.gap && isOlder(incident, best.incident)))
      best = { incident, gap }
  }
  return best?.incident ?? null
}

function gapTo(clue: Clue, incident: IncidentRecord): number | null {
  const family = FAMILIES.find(({ kinds }) => kinds.includes(clue.kind))
  const sameKind = family === undefined ? incident.kind === clue.kind : family.kinds.includes(incident.kind)
  if (!sameKind || isDealtWith(incident)) return null
  const { withinMinutes, apartMetres } = family ?? ALONE
  const minutes = Math.abs(clue.atMs - Date.parse(incident.lastEvidenceAt)) / 60_000
  if (minutes > (incident.activeKeys.length > 0 ? LASTS_MINUTES : withinMinutes)) return null
  if (clue.deviceId !== null && incident.deviceIds.includes(clue.deviceId)) return 0
  // People tell of disputes and requests one by one; two of them in one yard are still two.
  if (family === undefined) return null
  const gap = gapMetres(clue.place, incident.place)
  return gap <= apartMetres ? gap : null
}

function isDealtWith({ closedAt, handling, outcome }: IncidentRecord): boolean {
  return closedAt !== null || handling === 'handled' || handling === 'checked' || isSettled(outcome)
}

function isOlder(a: IncidentRecord, b: IncidentRecord): boolean {
  return a.openedAt < b.openedAt || (a.openedAt === b.openedAt && a.id < b.id)
}

/** The kind of the two that an incident with evidence of both is said to be. */
export function graverKind(a: Kind, b: Kind): Kind {
  const rank = (kind: Kind): number =>
    (GRAVER_FIRST.indexOf(kind) + GRAVER_FIRST.length + 1) % (GRAVER_FIRST.length + 1)
  return rank(b) < rank(a) ? b : a
}

/** How exactly a place is known, for choosing the better of two: smaller is better, in metres. */
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
