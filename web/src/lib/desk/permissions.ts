import type { Role } from '#shared/person.ts'

/** What a signed-in person is offered at the desk; the server decides again about every request. */
export type Permissions = {
  watch: boolean
  act: boolean
  administer: boolean
  review: boolean
  /** Reads who answers for which ground, and what is missing. */
  oversee: boolean
  /** Writes the roster and who is away; not who is here for a shift only. */
  roster: boolean
}

/** Where somebody may go who has nothing to do with incidents at the desk, but answers for those who answer for ground. */
const OVERSEEN = ['/plans', '/coverage', '/permits', '/drills']

/** Folds roles into what the desk shows: buttons nobody may use are not drawn at all. Those lent end with the shift. */
export function permissionsOf(roles: readonly Role[], lentRoles: readonly Role[] = []): Permissions {
  const administer = roles.includes('admin')
  const act = administer || roles.includes('duty')
  const review = act || roles.includes('reviewer')
  return {
    watch: review,
    act,
    administer,
    review,
    oversee: act || roles.includes('leader'),
    roster: act && (administer || !lentRoles.includes('duty')),
  }
}

/** Where somebody belongs who has nothing to do at the desk, or on this page of it; null for those who belong here. */
export function elsewhereFor(roles: readonly Role[], path = '/'): string | null {
  const { watch, oversee } = permissionsOf(roles)
  if (watch || (oversee && OVERSEEN.some((open) => path.startsWith(open)))) return null
  return roles.includes('wall') ? '/wall' : '/m'
}
