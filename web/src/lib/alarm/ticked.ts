import type { Incident } from '#shared/incident.ts'
import { FIRE_RULE } from '#shared/fire-rule.ts'

/** How many lines of a checklist are to be ticked, and how many are; a page or a server from before knows of no ticks. */
export function tickCount({ checklist, ticks }: Partial<Pick<Incident, 'checklist' | 'ticks'>>): {
  done: number
  all: number
} {
  const lines = checklist ?? []
  return { done: (ticks ?? []).length, all: lines.filter((line) => line !== FIRE_RULE).length }
}
