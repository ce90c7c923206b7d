import type { Role } from '#shared/person.ts'

/** What a signed-in person is offered at the desk; the server decides again about every request. */
export type Permissions = { watch: boolean; act: boolean; administer: boolean; review: boolean }

/** Folds roles into what the desk shows: buttons nobody may use are not drawn at all. */
export function permissionsOf(roles: readonly Role[]): Permissions {
  const administer = roles.includes('admin')
  const act = administer || roles.includes('duty')
  const review = act || roles.includes('reviewer')
  return { watch: review, act, administer, review }
}

/** Where somebody belongs who has nothing to do at the desk; null for those who belong here. */
export function elsewhereFor(roles: readonly Role[]): string | null {
  if (permissionsOf(roles).watch) return null
  return roles.includes('wall') ? '/wall' : '/m'
}
