import type { AbsenceWarning, DeputyChoice } from '#shared/absence.ts'
import { mayAnswer } from '#shared/person.ts'
import type { AbsenceVersion, Arrangement } from './arrangement.ts'
import { meet } from './rota.ts'
import { type Rewrite, withoutSpan } from './versions.ts'

type Span = { validFrom: Date | null; validUntil: Date | null }

/**
 * Puts an absence over whatever was known of that person's time: the later word stands where two meet. But one that names
 * no deputy says nothing against the deputy of an earlier one, who stays for the time that both are.
 */
export function putAbsence<T extends AbsenceVersion>(
  known: readonly T[],
  fields: Omit<T, 'versionId' | 'validFrom' | 'validUntil'>,
  span: Span,
  newId: () => string,
): Rewrite<object> {
  const same = known.filter(({ id }) => id === fields.id)
  const others = withoutSpan<object>(
    known.filter(({ id }) => id !== fields.id),
    span,
    newId,
  )
  return {
    supersede: [...same.map(({ versionId }) => versionId), ...others.supersede],
    append: [
      ...others.append,
      ...deputySpans(known, fields, span).map((part) => ({
        row: { ...fields, ...part, versionId: newId() },
        copyOf: null,
      })),
    ],
  }
}

/** A span in the parts that have one deputy each. */
function deputySpans(
  known: readonly AbsenceVersion[],
  { id, deputyId }: Pick<AbsenceVersion, 'id' | 'deputyId'>,
  span: Span,
): (Span & Pick<AbsenceVersion, 'deputyId'>)[] {
  const met = known.filter((other) => other.id !== id && meet(other, span))
  if (deputyId !== null || met.every((other) => other.deputyId === null)) return [{ ...span, deputyId }]
  const edges = met
    .flatMap(({ validFrom, validUntil }) => [validFrom, validUntil])
    .filter((edge) => edge !== null)
    .filter((edge) => span.validFrom === null || edge > span.validFrom)
    .filter((edge) => span.validUntil === null || edge < span.validUntil)
    .toSorted((a, b) => a.getTime() - b.getTime())
  const parts: (Span & Pick<AbsenceVersion, 'deputyId'>)[] = []
  for (const [at, validFrom] of [span.validFrom, ...edges].entries()) {
    const validUntil = at < edges.length ? (edges[at] ?? null) : span.validUntil
    if (validFrom !== null && validFrom.getTime() === validUntil?.getTime()) continue
    // As everywhere: of two that hold at once, the one that began later says who stands in.
    const [latest] = met
      .filter((other) => meet(other, { validFrom, validUntil }))
      .toSorted((a, b) => (b.validFrom?.getTime() ?? -Infinity) - (a.validFrom?.getTime() ?? -Infinity))
    const before = parts.at(-1)
    if (before !== undefined && before.deputyId === (latest?.deputyId ?? null)) before.validUntil = validUntil
    else parts.push({ validFrom, validUntil, deputyId: latest?.deputyId ?? null })
  }
  return parts
}

/** What somebody should know before they leave; judged by the arrangement of now and the absences that meet theirs. */
export function absenceWarnings(
  { personId, deputyId, ...span }: { personId: string; deputyId: string | null } & Span,
  arrangement: Arrangement,
  absences: readonly AbsenceVersion[],
): AbsenceWarning[] {
  const isAway = (id: string) =>
    absences.some((one) => one.personId === id && one.personId !== personId && meet(one, span))
  const isThere = (id: string) => id !== personId && (arrangement.people.get(id)?.rings.length ?? 0) > 0 && !isAway(id)
  if (deputyId !== null && isThere(deputyId)) return []
  const held = arrangement.responsibilities.filter((one) => one.personId === personId)
  const left = held.filter(
    ({ duty, areaId }) =>
      !arrangement.responsibilities.some(
        (other) => other.duty === duty && other.areaId === areaId && isThere(other.personId),
      ),
  )
  const places = new Map(left.map(({ duty, areaId }) => [`${duty} ${areaId}`, { duty, areaId }]))
  const deputy: AbsenceWarning[] =
    deputyId === null
      ? []
      : [
          isAway(deputyId)
            ? { type: 'deputy-away', personId: deputyId }
            : { type: 'deputy-without-phone', personId: deputyId },
        ]
  return [...deputy, ...[...places.values()].map((place) => ({ type: 'nobody-left' as const, ...place }))]
}

/** Who could stand in: the other holders of one's duties, then those who hold the same duty in the areas beside it. */
export function deputyChoices(personId: string, arrangement: Arrangement): Omit<DeputyChoice, 'name'>[] {
  const { responsibilities, areas, people, absences } = arrangement
  const isThere = (id: string) => id !== personId && mayAnswer(people.get(id)?.roles ?? []) && !absences.has(id)
  const held = responsibilities.filter((one) => one.personId === personId)
  const same = (matches: (own: (typeof held)[number], other: (typeof held)[number]) => boolean) =>
    held.flatMap((own) =>
      responsibilities.filter((other) => isThere(other.personId) && other.duty === own.duty && matches(own, other)),
    )
  const parentOf = (areaId: string) => areas.byId(areaId)?.parentId ?? null
  const deputies = same((own, other) => own.areaId === other.areaId)
  const neighbours = same(
    (own, other) =>
      own.areaId !== other.areaId && parentOf(own.areaId) !== null && parentOf(own.areaId) === parentOf(other.areaId),
  )
  const found = new Map<string, Omit<DeputyChoice, 'name'>>()
  for (const [why, rows] of [
    ['deputy', deputies],
    ['neighbour', neighbours],
  ] as const)
    for (const { personId: id, duty, areaId } of rows)
      if (!found.has(id)) found.set(id, { personId: id, why, duty, areaId })
  return [...found.values()].slice(0, 12)
}
