import type { Incident } from '#shared/incident.ts'

/**
 * Whether an incident belongs in the log of a duty room: it lies in its township, or outside every area, where every duty
 * room is called.
 */
export function isLoggedAt(
  areaId: string,
  { areas: touched }: Pick<Incident, 'areas'>,
  areas: ReadonlyMap<string, { parentId: string | null }>,
): boolean {
  const liesIn = (id: string | null): boolean =>
    id !== null && (id === areaId || liesIn(areas.get(id)?.parentId ?? null))
  return touched.length === 0 || touched.some((area) => liesIn(area.areaId))
}
