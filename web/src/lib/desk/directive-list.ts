import { type Directive, isOpen, replyState } from '#shared/directive.ts'

/** What waits for an answer, what is due first standing first. */
export function byDue(directives: readonly Directive[]): Directive[] {
  return directives
    .filter(isOpen)
    .toSorted((a, b) => Date.parse(a.replyDueAt ?? '') - Date.parse(b.replyDueAt ?? '') || (a.id < b.id ? -1 : 1))
}

/** The register as it is shown: what is overdue, or soon will be, on top, then the rest, the newest first. */
export function urgentFirst(open: readonly Directive[], all: readonly Directive[], nowMs: number): Directive[] {
  const urgent = byDue(open).filter((directive) => ['overdue', 'soon'].includes(replyState(directive, nowMs)))
  const ids = new Set(urgent.map(({ id }) => id))
  return [...urgent, ...all.filter(({ id }) => !ids.has(id))]
}
