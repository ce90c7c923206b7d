import type { Arrangement } from './arrangement.ts'

/** Whether somebody may sign a report to the county: whoever leads the shift of a place (带班领导), a leader, an administrator. */
export function mayIssue(
  personId: string,
  areaIds: readonly string[],
  { people, shifts }: Pick<Arrangement, 'people' | 'shifts'>,
): boolean {
  // What lies outside every area is every duty room's.
  const isOf = (areaId: string) => areaIds.length === 0 || areaIds.includes(areaId)
  const roles = people.get(personId)?.roles ?? []
  if (roles.includes('admin') || roles.includes('leader')) return true
  return shifts.some(({ personId: sits, post, areaId }) => sits === personId && post === 'leader' && isOf(areaId))
}
