import { holdsAt, type Version } from './arrangement.ts'

type Person = Version<{ id: string; roles: readonly string[] }>

/** Why nobody may take away the one person by whom everything else can be put right. */
export const LAST_ADMIN =
  'this is the last administrator who can sign in: make somebody else one first, who has chosen a password'

/**
 * Whom a change of people would take from the installation as its last administrators who can sign in, now or at any moment
 * to come; none where somebody is left, or where there was nobody before. `canSignIn` are those with a password.
 */
export function lastAdmins(before: Signing, after: Signing, now: Date): string[] {
  const ends = [...adminsOf(before), ...adminsOf(after)].flatMap(({ validFrom, validUntil }) => [validFrom, validUntil])
  const moments = [now, ...ends.filter((end) => end !== null && end > now)].filter((moment) => moment !== null)
  const at = (people: Signing, moment: Date) => adminsOf(people).filter((row) => holdsAt(row, moment))
  const lost = moments.flatMap((moment) => (at(after, moment).length > 0 ? [] : at(before, moment)))
  return [...new Set(lost.map(({ id }) => id))]
}

type Signing = { people: readonly Person[]; canSignIn: ReadonlySet<string> }

function adminsOf({ people, canSignIn }: Signing): Person[] {
  return people.filter(({ id, roles }) => roles.includes('admin') && canSignIn.has(id))
}

/** Who of some accounts can sign in: whoever has chosen a password. */
export function withPasswords(accounts: readonly { personId: string; passwordHash: string | null }[]): Set<string> {
  return new Set(accounts.flatMap(({ personId, passwordHash }) => (passwordHash === null ? [] : [personId])))
}
