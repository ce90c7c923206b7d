import type { AccountItem } from '#shared/account.ts'
import type { Person } from '#shared/person.ts'
import type { Responsibility } from '#shared/responsibility.ts'
import { groupedBy } from '../grouped-by.ts'

/** A person as the list shows them: with their account and what they answer for. */
export type PersonRow = { person: Person; account: AccountItem | null; duties: readonly Responsibility[] }

/** Everybody by name, each with account and duties. */
export function personRows(
  people: readonly Person[],
  accounts: readonly AccountItem[],
  responsibilities: readonly Responsibility[],
): PersonRow[] {
  const accountOf = new Map(accounts.map((account) => [account.personId, account]))
  const dutiesOf = groupedBy(responsibilities, ({ personId }) => personId)
  return people
    .map((person) => ({ person, account: accountOf.get(person.id) ?? null, duties: dutiesOf.get(person.id) ?? [] }))
    .toSorted((a, b) => a.person.name.localeCompare(b.person.name, 'zh-CN'))
}

/** The rows in which every word of a search stands somewhere: name, user name, number, or in `words` of theirs. */
export function foundRows(rows: readonly PersonRow[], search: string, words: (row: PersonRow) => string): PersonRow[] {
  const wanted = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return rows.filter((row) => {
    const { name, username, phone, email, wecomUser, id } = row.person
    const text = [name, username, phone, phone?.replaceAll(/\D/g, ''), email, wecomUser, id, words(row)]
      .join(' ')
      .toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}

/** What the form of a person holds. */
export type PersonDraft = {
  name: string
  username: string
  phone: string
  email: string
  wecomUser: string
  roles: Person['roles']
  /** A day of the township, or empty. */
  until: string
}

/**
 * The body of `PUT /api/people/:id`. An end that was not touched goes back as it was: it need not be midnight. Ground is
 * not spoken of, and stays.
 */
export function personBody(
  draft: PersonDraft,
  before: { until: string; validUntil: string | null },
  isOver: (day: string) => string,
) {
  const until = draft.until === '' ? null : isOver(draft.until)
  const orNull = (typed: string) => (typed.trim() === '' ? null : typed.trim())
  return {
    name: draft.name.trim(),
    username: orNull(draft.username),
    phone: orNull(draft.phone),
    email: orNull(draft.email),
    wecomUser: orNull(draft.wecomUser),
    roles: draft.roles,
    validUntil: draft.until === before.until ? before.validUntil : until,
  }
}
