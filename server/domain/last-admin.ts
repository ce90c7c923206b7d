import { holdsAt, type Version } from './arrangement.ts'

type Person = Version<{ id: string; roles: readonly string[] }>

/** Why nobody may take away the one person by whom everything else can be put right. */
export const LAST_ADMIN =
  'this is the last administrator who can sign in: make somebody else one first, who has chosen a password'

/**
 * Whom a change of people would take from the installation as its last administrators who can sign in, now or once what
 * ends has ended; none where somebody is left, or where there was nobody before. `canSignIn` are those with a password.
 */
export function lastAdmins(
  before: { people: readonly Person[]; canSignIn: ReadonlySet<string> },
  after: { people: readonly Person[]; canSignIn: ReadonlySet<string> },
  now: Date,
): string[] {
  const present = (row: Person) => holdsAt(row, now)
  const lasting = ({ validUntil }: Person) => validUntil === null
  return [present, lasting].flatMap((isThen) => {
    const admins = ({ people, canSignIn }: typeof before) =>
      people.filter((row) => isThen(row) && row.roles.includes('admin') && canSignIn.has(row.id)).map(({ id }) => id)
    return admins(after).length > 0 ? [] : admins(before)
  })
}
