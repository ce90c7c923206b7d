import type { Absence } from '#shared/absence.ts'

type Dated = Pick<Absence, 'id' | 'personId' | 'deputyId'> & { validFrom: Date | null }

/**
 * The absence that counts for each person of those that hold at one moment: one that names somebody to stand in goes before
 * one that does not, then the one that began later, which is the later word of the two, then the id.
 */
export function absencesByPerson<A extends Dated>(absences: readonly A[]): Map<string, A> {
  const counting = new Map<string, A>()
  for (const absence of absences) {
    const other = counting.get(absence.personId)
    if (other === undefined || goesBefore(absence, other)) counting.set(absence.personId, absence)
  }
  return counting
}

function goesBefore(a: Dated, b: Dated): boolean {
  if ((a.deputyId === null) !== (b.deputyId === null)) return a.deputyId !== null
  const [aFrom, bFrom] = [a.validFrom?.getTime() ?? -Infinity, b.validFrom?.getTime() ?? -Infinity]
  return aFrom === bFrom ? a.id < b.id : aFrom > bFrom
}
