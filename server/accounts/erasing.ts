import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import type { Version } from '../domain/arrangement.ts'
import { isCalledTo } from '../domain/calls-taken-back.ts'
import type { Facts } from '../domain/facts.ts'
import { lastAdmins, withPasswords } from '../domain/last-admin.ts'
import { endVersions, type Fields } from '../domain/versions.ts'
import { ARRANGEMENT_CHANGE } from '../registry.ts'
import { allAccounts, knownVersions, rowsOfRewrite } from '../store/registry.ts'

/** What somebody still holds, now or later, or an open incident that waits for them: the name of the noun, and the id. */
export type Held = { noun: 'responsibilities' | 'shifts' | 'absences' | 'devices' | 'incidents'; id: string }

export type Erased =
  | { ok: true }
  | { ok: false; reason: 'unknown' }
  | { ok: false; reason: 'last-admin' }
  | { ok: false; reason: 'holds'; held: Held[] }

/** Erasing people and households: their personal fields go everywhere, the log with its ids stays whole. */
export type Erasing = {
  /** Refused while the person holds anything: whoever is to be called there must be somebody else first. */
  person(id: string): Promise<Erased>
  household(id: string): Promise<Erased>
}

const NOTHING = {
  people: { name: '', phone: null, email: null, wecomUser: null },
  households: { head: '', phone: null },
}

export function createErasing({ database, decisions }: { database: Database; decisions: Decisions }): Erasing {
  function erase(noun: 'people' | 'households', id: string): Promise<Erased> {
    return decisions.decide<Erased>(async (facts, { now, newId }) => {
      const known = await knownVersions(database, noun, id)
      if (known.length === 0) return { result: { ok: false, reason: 'unknown' }, step: null }
      if (noun === 'people' && (await isLastAdmin(id, now)))
        return { result: { ok: false, reason: 'last-admin' }, step: null }
      const held = noun === 'people' ? await heldBy(id, facts, now) : []
      if (held.length > 0) return { result: { ok: false, reason: 'holds', held }, step: null }
      // What the step adds is not there yet for the parts that blank what is: it comes blank.
      const blank = known.map((version) => ({ ...version, ...NOTHING[noun] }))
      const rewrite = endVersions<Fields>(blank, now, newId)
      const rows = rewrite === null ? {} : rowsOfRewrite(noun, rewrite, now)
      const person = { change: { type: 'person', person: { id, name: '' } }, areaIds: null, personIds: [] } as const
      const changes = noun === 'people' ? [{ ...person, personIds: [] }, ARRANGEMENT_CHANGE] : [ARRANGEMENT_CHANGE]
      return { result: { ok: true }, step: { ...rows, erase: { noun, id }, changes, arranges: true } }
    })
  }

  async function isLastAdmin(personId: string, now: Date): Promise<boolean> {
    const { people } = await decisions.versions()
    const canSignIn = withPasswords(await allAccounts(database))
    const left = { people: people.filter(({ id }) => id !== personId), canSignIn }
    return lastAdmins({ people, canSignIn }, left, now).length > 0
  }

  async function heldBy(personId: string, { incidents }: Facts, now: Date): Promise<Held[]> {
    const { responsibilities, shifts, absences, devices } = await decisions.versions()
    const stands = ({ validUntil }: Version<unknown>) => validUntil === null || validUntil > now
    const of = <Row extends Version<{ id: string }>>(
      noun: Held['noun'],
      rows: readonly Row[],
      holder: (row: Row) => string | null | undefined,
    ): Held[] => {
      const ids = rows.filter((row) => holder(row) === personId && stands(row)).map(({ id }) => id)
      return [...new Set(ids)].map((id) => ({ noun, id }))
    }
    return [
      ...of('responsibilities', responsibilities, (row) => row.personId),
      ...of('shifts', shifts, (row) => row.personId),
      // Whoever is to stand in for somebody is called in their place.
      ...of('absences', absences, (row) => row.deputyId),
      ...of('devices', devices, (row) => row.personId),
      // Whoever waits for them would wait for ever.
      ...[...incidents.values()].flatMap((one) =>
        isCalledTo(one, personId) ? [{ noun: 'incidents' as const, id: one.id }] : [],
      ),
    ]
  }

  return { person: (id) => erase('people', id), household: (id) => erase('households', id) }
}
