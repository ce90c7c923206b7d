import type { Incident } from './incident.ts'

// Apart from the schemas, for phones load it without the library of those.

/** Whether an id stands for this incident: its own, or that of one that turned out to be this one. */
export function answersTo({ id, mergedIds }: Pick<Incident, 'id' | 'mergedIds'>, asked: string): boolean {
  return id === asked || mergedIds.includes(asked)
}
