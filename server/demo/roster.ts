import type { Person, Role } from '#shared/person.ts'
import type { Kind } from '#shared/kinds.ts'
import type { WeekHours } from '#shared/week-hours.ts'
import type { Duty, Rank, Responsibility } from '#shared/responsibility.ts'

/** People and the duties they hold, as they are entered one by one. */
export type Roster = {
  people: Person[]
  responsibilities: Responsibility[]
  /** Enters a person; one whose id is the user name of a demo account can sign in under it. */
  enter(id: string, roles: Role[], name?: string): Person
  /** Gives a person a duty for an area, for all kinds unless some are named, and at any hour unless some are. */
  give(person: Person, duty: Duty, areaId: string, rank: Rank, kinds?: Kind[], hours?: WeekHours[]): void
}

/** The accounts of the demo; each belongs to the person of the same id. */
export const DEMO_USERNAMES = ['admin', 'duty', 'leader', 'cadre', 'member', 'reviewer', 'wall'] as const

/** An empty roster that takes names and numbers as they come. */
export function createRoster(nextName: () => string, nextPhone: () => string): Roster {
  const people: Person[] = []
  const responsibilities: Responsibility[] = []
  const accounts: readonly string[] = DEMO_USERNAMES
  return {
    people,
    responsibilities,
    enter(id, roles, name) {
      const username = accounts.includes(id) ? id : null
      const person: Person = {
        id,
        name: name ?? nextName(),
        username,
        phone: id === 'wall' ? null : nextPhone(),
        email: null,
        wecomUser: null,
        roles,
        areaIds: null,
      }
      people.push(person)
      return person
    },
    give(person, duty, areaId, rank, kinds, hours) {
      const id = `${areaId}.${duty}.${person.id}`
      responsibilities.push({
        id,
        personId: person.id,
        duty,
        areaId,
        kinds: kinds ?? null,
        rank,
        hours: hours ?? null,
        // Who has office hours has days off as well.
        onStatutoryDays: hours === undefined,
      })
    },
  }
}
