import { idSchema } from '#shared/ids.ts'
import type { Role } from '#shared/person.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { hasRole } from '../domain/viewer.ts'
import { type Noun, type NounName, NOUNS } from '../registry.ts'
import { everyVersion } from '../store/registry.ts'
import { seenBy } from './registry-scope.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** Whose history can be read, and by whom. */
const READERS: Partial<Record<NounName, readonly Role[]>> = {
  plans: ['admin', 'duty', 'leader'],
  responsibilities: ['admin', 'duty'],
  areas: ['admin', 'duty'],
  people: ['admin', 'duty'],
  devices: ['admin', 'duty'],
}

/** What is known of a thing now, and what ever was. */
export function versionRoutes({ database, decisions }: { database: Database; decisions: Decisions }): Route[] {
  // Both tables are typed by their literal names.
  return (Object.entries(READERS) as [NounName, readonly Role[]][]).map(([name, roles]) => ({
    method: 'get',
    path: `/api/${name}/:id/versions`,
    who: 'signed-in',
    roles,
    scope: 'viewer' as const,
    says: `Every version of one of the ${name} that is known or ever was, oldest knowledge first.`,
    async handle({ params, viewer }) {
      const noun: Noun = NOUNS[name]
      const { arrangement } = await decisions.facts()
      // Of a thing that came from elsewhere, or went there, somebody sees what was theirs.
      const versions = (await everyVersion(database, noun.table, parsed(idSchema, params.id))).filter(
        (version) => seenBy(viewer, name, version, arrangement) !== null,
      )
      if (versions.length === 0) throw new Refusal('not-found')
      const isPersonal = noun.table === 'people' && !hasRole(viewer, 'admin')
      const items = versions.map(({ versionId, validFrom, validUntil, recordedAt, supersededAt, ...fields }) => {
        return { versionId, validFrom, validUntil, recordedAt, supersededAt, fields: shown(noun, fields, isPersonal) }
      })
      return json({ items, nextCursor: null })
    },
  }))
}

/** What of a person is shown to the administrator alone. */
const PERSONAL: readonly string[] = ['name', 'phone', 'email', 'wecomUser']

function shown(noun: Noun, fields: Record<string, unknown>, isPersonal: boolean): Record<string, unknown> {
  const all = Object.entries(noun.shown(fields))
  return Object.fromEntries(all.filter(([name]) => !isPersonal || !PERSONAL.includes(name)))
}
