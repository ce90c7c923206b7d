import type { Cover } from './permit.ts'

// Apart from the schemas, for phones load it without the library of those.

/** Whether a permit covers an incident now: it is to be confirmed, and nobody else is called yet. */
export function isCovered({ cover }: { cover?: Cover | null }): boolean {
  return cover != null && cover.brokenAt === null
}
