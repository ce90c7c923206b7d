import type { AbsenceWarning, DeputyChoice } from '#shared/absence.ts'
import type { Duty } from '#shared/responsibility.ts'
import { type Kind, KINDS } from '#shared/kinds.ts'
import { mayAnswer } from '#shared/person.ts'
import type { AbsenceVersion, Arrangement, ShiftVersion } from './arrangement.ts'
import { meet, outside } from './rota.ts'
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

/**
 * What somebody should know before they leave; judged by the arrangement of now, and the absences and shifts that meet
 * theirs. What they stand in for then counts as their own.
 */
export function absenceWarnings(
  { personId, deputyId, ...span }: { personId: string; deputyId: string | null } & Span,
  arrangement: Arrangement,
  absences: readonly AbsenceVersion[],
  shifts: readonly ShiftVersion[],
): AbsenceWarning[] {
  const isAway = (id: string) =>
    absences.some((one) => one.personId === id && one.personId !== personId && meet(one, span))
  const isThere = (id: string) => id !== personId && (arrangement.people.get(id)?.rings.length ?? 0) > 0 && !isAway(id)
  if (deputyId !== null && isThere(deputyId)) return []
  const left = [
    ...dutiesLeft(standsFor(personId, absences, span), arrangement, isThere),
    ...roomsLeft(personId, absences, span, shifts, isThere),
  ]
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

/** Somebody, and everybody for whom they stand in, or stand in for who does, at some moment of a span. */
function standsFor(personId: string, absences: readonly AbsenceVersion[], span: Span): ReadonlySet<string> {
  const ids = new Set([personId])
  for (const id of ids) for (const one of absences) if (one.deputyId === id && meet(one, span)) ids.add(one.personId)
  return ids
}

/** The duties of some people of which some kind is left to nobody who is there. */
function dutiesLeft(
  ids: ReadonlySet<string>,
  { responsibilities }: Arrangement,
  isThere: (id: string) => boolean,
): { duty: Duty; areaId: string }[] {
  const kindsOf = (kinds: readonly Kind[] | null): readonly Kind[] => kinds ?? KINDS
  return responsibilities.filter(({ personId, duty, areaId, kinds }) => {
    if (!ids.has(personId)) return false
    const others = responsibilities.filter(
      (other) => other.duty === duty && other.areaId === areaId && isThere(other.personId),
    )
    const answered = new Set(others.flatMap((other) => kindsOf(other.kinds)))
    return kindsOf(kinds).some((kind) => !answered.has(kind))
  })
}

/** The duty rooms in which, for some hours of a span, nobody who is there sits at a post because somebody is away. */
function roomsLeft(
  personId: string,
  absences: readonly AbsenceVersion[],
  span: Span,
  shifts: readonly ShiftVersion[],
  isThere: (id: string) => boolean,
): { duty: Duty; areaId: string }[] {
  const closed = (one: Span) => ({
    validFrom: one.validFrom ?? new Date(-8.64e15),
    validUntil: one.validUntil ?? new Date(8.64e15),
  })
  return shifts.flatMap((shift) => {
    const { areaId, post } = shift
    const mine = common(closed(shift), closed(span))
    // Hours of somebody else's shift count while that one is away and this one stands in.
    const spans = mine === null ? [] : shift.personId === personId ? [mine] : standing(shift.personId, mine)
    if (spans.length === 0) return []
    const others = shifts.filter((other) => other.areaId === areaId && other.post === post && isThere(other.personId))
    const isLeft = spans.some((part) => outside(part, others.map(closed)).length > 0)
    return isLeft ? [{ duty: 'duty-room' as const, areaId }] : []
  })

  function standing(absentId: string, within: ReturnType<typeof closed>): ReturnType<typeof closed>[] {
    return absences
      .filter((one) => one.personId === absentId && one.deputyId !== null)
      .filter(({ deputyId }) => deputyId !== null && standsFor(personId, absences, within).has(deputyId))
      .flatMap((one) => common(closed(one), within) ?? [])
  }
}

/** The hours that two spans have in common; null for none. */
function common<S extends { validFrom: Date; validUntil: Date }>(a: S, b: S) {
  const validFrom = a.validFrom > b.validFrom ? a.validFrom : b.validFrom
  const validUntil = a.validUntil < b.validUntil ? a.validUntil : b.validUntil
  return validFrom < validUntil ? { validFrom, validUntil } : null
}

/**
 * Who could stand in: the other holders of one's duties, whoever else sits at one's post of a duty room by the same roster,
 * then those who hold the same duty in the areas beside it.
 */
export function deputyChoices(
  personId: string,
  arrangement: Arrangement,
  roster: readonly ShiftVersion[],
): Omit<DeputyChoice, 'name'>[] {
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
  const own = roster.filter((shift) => shift.personId === personId)
  const colleagues = roster
    .filter(({ areaId, post }) => own.some((shift) => shift.areaId === areaId && shift.post === post))
    .filter((shift) => isThere(shift.personId))
    .map((shift) => ({ personId: shift.personId, duty: 'duty-room' as const, areaId: shift.areaId }))
  const found = new Map<string, Omit<DeputyChoice, 'name'>>()
  for (const [why, rows] of [
    ['deputy', [...deputies, ...colleagues]],
    ['neighbour', neighbours],
  ] as const)
    for (const { personId: id, duty, areaId } of rows)
      if (!found.has(id)) found.set(id, { personId: id, why, duty, areaId })
  return [...found.values()].slice(0, 12)
}
