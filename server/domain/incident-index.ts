import RBush from 'rbush'
import type { IncidentRecord } from './facts.ts'
import { type Box, placeBox, together } from './place-box.ts'

/**
 * Where incidents are and who witnesses them, so that new evidence is compared with the few it may belong to, however
 * many are open.
 */
export type IncidentIndex = {
  /** Notes an incident as it is now; one that is closed is left out. */
  put(incident: IncidentRecord): void
  /** Ids of incidents with evidence that may touch the box. */
  inBox(box: Box): string[]
  /** Ids of incidents that this device or person witnesses. */
  ofWitness(id: string): ReadonlySet<string>
}

type Entry = Box & { id: string }

const NOBODY: ReadonlySet<string> = new Set()

export function createIncidentIndex(incidents: Iterable<IncidentRecord>): IncidentIndex {
  const tree = new RBush<Entry>()
  const entries = new Map<string, { entry: Entry | null; witnesses: string[] }>()
  const byWitness = new Map<string, Set<string>>()

  function remove(id: string): void {
    const known = entries.get(id)
    if (known === undefined) return
    entries.delete(id)
    if (known.entry !== null) tree.remove(known.entry)
    for (const witness of known.witnesses) {
      const ids = byWitness.get(witness)
      ids?.delete(id)
      if (ids?.size === 0) byWitness.delete(witness)
    }
  }

  function put(incident: IncidentRecord): void {
    remove(incident.id)
    if (incident.closedAt !== null) return
    const boxes = incident.clues.flatMap(({ place }) => placeBox(place, 0) ?? [])
    const entry = boxes.length === 0 ? null : { ...boxes.reduce(together), id: incident.id }
    const witnesses = [...incident.deviceIds, ...incident.reporterIds]
    if (entry !== null) tree.insert(entry)
    for (const witness of witnesses)
      byWitness.set(witness, (byWitness.get(witness) ?? new Set<string>()).add(incident.id))
    entries.set(incident.id, { entry, witnesses })
  }

  for (const incident of incidents) put(incident)
  return {
    put,
    inBox: (box) => tree.search(box).map(({ id }) => id),
    ofWitness: (id) => byWitness.get(id) ?? NOBODY,
  }
}

/** The index of a set of open incidents is made once, and goes over to the set that follows from it. */
const indexes = new WeakMap<ReadonlyMap<string, IncidentRecord>, IncidentIndex>()

/** The index of these open incidents. */
export function indexOf(open: ReadonlyMap<string, IncidentRecord>): IncidentIndex {
  const known = indexes.get(open)
  if (known !== undefined) return known
  const made = createIncidentIndex(open.values())
  indexes.set(open, made)
  return made
}

/** The open incidents after some have become new ones: closed ones are gone. */
export function withIncidents(
  open: ReadonlyMap<string, IncidentRecord>,
  changed: readonly IncidentRecord[],
): ReadonlyMap<string, IncidentRecord> {
  const next = new Map(open)
  const index = indexOf(open)
  for (const incident of changed) {
    if (incident.closedAt === null) next.set(incident.id, incident)
    else next.delete(incident.id)
    index.put(incident)
  }
  indexes.delete(open)
  indexes.set(next, index)
  return next
}
