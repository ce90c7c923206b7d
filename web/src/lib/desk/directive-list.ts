import { type Directive, isOpen, replyState } from '#shared/directive.ts'

/** What waits for an answer, what is due first standing first. */
export function byDue(directives: readonly Directive[]): Directive[] {
  return directives
    .filter(isOpen)
    .toSorted((a, b) => Date.parse(a.replyDueAt ?? '') - Date.parse(b.replyDueAt ?? '') || (a.id < b.id ? -1 : 1))
}

/** The register as it is shown: what is overdue on top, then the rest, the newest first. */
export function overdueFirst(open: readonly Directive[], all: readonly Directive[], nowMs: number): Directive[] {
  const overdue = byDue(open).filter((directive) => replyState(directive, nowMs) === 'overdue')
  const ids = new Set(overdue.map(({ id }) => id))
  return [...overdue, ...all.filter(({ id }) => !ids.has(id))]
}
