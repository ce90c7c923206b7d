import type { PersonCard } from '#shared/person.ts'
import type { ListedShift } from '#shared/shift.ts'

/** The names of who sits at a post at a moment, in all duty rooms that are given, each once; whoever is away does not sit. */
export function namesAt(post: ListedShift['post'], shifts: readonly ListedShift[], atMs: number): string[] {
  const names = namesIn(shifts)
  const on = shifts.filter((shift) => shift.post === post && holdsAt(shift, atMs))
  return [...new Set(on.flatMap((shift) => sitterAt(shift, atMs) ?? []).map((id) => names.get(id) ?? id))]
}

/** Who sits in a shift at a moment: its person, or while they are away who stands in; null where nobody does. */
export function sitterAt({ personId, away }: ListedShift, atMs: number): string | null {
  const passed = new Set<string>()
  let sitter: string | null = personId
  while (sitter !== null && !passed.has(sitter)) {
    passed.add(sitter)
    const gone = away.find((one) => one.personId === sitter && holdsAt(one, atMs))
    if (gone === undefined) return sitter
    sitter = gone.deputyId
  }
  return null
}

type Span = { validFrom: string | null; validUntil: string | null }

/** Whether it is on at a moment; open ends reach on for ever. */
export function holdsAt({ validFrom, validUntil }: Span, atMs: number): boolean {
  return (validFrom === null || Date.parse(validFrom) <= atMs) && (validUntil === null || atMs < Date.parse(validUntil))
}

/** The names of all whom shifts or notes speak of, also of those who hold nothing any more. */
export function namesIn(items: readonly { people: readonly PersonCard[] }[]): Map<string, string> {
  return new Map(items.flatMap(({ people }) => people.map(({ id, name }) => [id, name])))
}
