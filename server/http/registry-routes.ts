import { idSchema } from '#shared/ids.ts'
import type { Role } from '#shared/person.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import type { Version } from '../domain/arrangement.ts'
import { holdsAt } from '../domain/arrangement.ts'
import { endVersions, putVersion } from '../domain/versions.ts'
import { hashPassword, verifyPassword } from '../passwords.ts'
import { type Noun, type NounName, NOUNS, sameFields, stepOfRewrite } from '../registry.ts'
import { accountsOf, knownVersions } from '../store/registry.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const ADMIN: readonly Role[] = ['admin']
const READERS: readonly Role[] = ['admin', 'duty']
/** These have reading routes of their own, with what else belongs to them. */
const READ_ELSEWHERE: readonly NounName[] = ['areas', 'devices']

type Known = Version<Record<string, unknown>>

/** PUT, GET and DELETE of everything that is arranged, the same for every noun. */
export function registryRoutes(parts: { database: Database; decisions: Decisions; now: () => Date }): Route[] {
  // The table of nouns is typed by its literal names.
  return (Object.entries(NOUNS) as [NounName, Noun][]).flatMap(([name, noun]) => routesOf(name, noun, parts))
}

function routesOf(name: NounName, noun: Noun, parts: { database: Database; decisions: Decisions; now: () => Date }): Route[] {
  const { database, decisions, now } = parts
  const path = `/api/${name}/:id`
  const currentOf = (known: Known[]): Known | undefined => known.find((row) => holdsAt(row, now()))
  const reading: Route[] = [
    {
      method: 'get',
      path: `/api/${name}`,
      who: 'signed-in',
      roles: READERS,
      says: `All ${name} as they stand now.`,
      async handle() {
        const rows = (await knownVersions(database, noun.table)).filter((row) => holdsAt(row, now()))
        return json({ items: rows.map(shown), nextCursor: null })
      },
    },
    {
      method: 'get',
      path,
      who: 'signed-in',
      roles: READERS,
      says: `One of the ${name} as it stands now.`,
      async handle({ params }) {
        const current = currentOf(await knownVersions(database, noun.table, params.id))
        if (current === undefined) throw new Refusal('not-found')
        return json(shown(current))
      },
    },
  ]
  const writing: Route[] = [
    {
      method: 'put',
      path,
      who: 'signed-in',
      roles: ADMIN,
      says: `Puts one of the ${name}; the same body again changes nothing.`,
      takes: noun.body,
      async handle({ params, body }) {
        const id = parsed(idSchema, params.id)
        // The noun's own schema has just checked it.
        const value = parsed(noun.body, body) as never
        const outcome = await decisions.decide<{ existed: boolean; now: Record<string, unknown> }>(async ({ arrangement }, making) => {
          const known = await knownVersions(database, noun.table, id)
          const faults = noun.faults(value, { arrangement, id, hash: hashPassword, alongside: new Set() })
          if (faults.length > 0) throw new Refusal('invalid', { fields: faults })
          const fields = { id, ...(await noun.fields(value, { arrangement, id, hash: keptHash(known), alongside: new Set() })) }
          const { username, ...stored } = fields as Record<string, unknown>
          const account = noun.table === 'people' ? await accountStep(id, typeof username === 'string' ? username : null, making.now) : {}
          const rewrite = putVersion(known.map(({ username: _username, ...row }) => row as Known), stored as Record<string, unknown>, spanOf(value), sameFields, making.now, making.newId)
          const result = { existed: currentOf(known) !== undefined, now: shown(fields) }
          if (rewrite === null && Object.keys(account).length === 0) return { result, step: null }
          const gone = noun.table === 'devices' ? await unregisteredUnder(fields, id) : []
          const endings = gone.map((row) => endVersions([row], making.now, making.newId))
          const all = {
            supersede: [...(rewrite?.supersede ?? []), ...endings.flatMap((ending) => ending?.supersede ?? [])],
            append: [...(rewrite?.append ?? []), ...endings.flatMap((ending) => ending?.append ?? [])],
          }
          return { result, step: { ...stepOfRewrite(noun.table, all, [noun.change(id, fields)], making.now), ...account } }
        })
        return json(outcome.now, outcome.existed ? 200 : 201)
      },
    },
    {
      method: 'delete',
      path,
      who: 'signed-in',
      roles: ADMIN,
      says: `Ends one of the ${name} now; what was true before stays so.`,
      async handle({ params }) {
        const id = parsed(idSchema, params.id)
        const isEnded = await decisions.decide<boolean>(async (_facts, making) => {
          const known = await knownVersions(database, noun.table, id)
          const rewrite = endVersions(known, making.now, making.newId)
          if (rewrite === null) return { result: false, step: null }
          const { ofPerson } = noun.table === 'people' ? await accountsOf(database, null, id) : { ofPerson: null }
          const step = stepOfRewrite(noun.table, rewrite, [{ change: { type: 'arrangement' }, areaIds: null, personIds: [] }], making.now)
          return { result: true, step: { ...step, endAccounts: ofPerson === null ? [] : [ofPerson.username] } }
        })
        if (!isEnded) throw new Refusal('not-found')
        return { status: 204 }
      },
    },
  ]
  return READ_ELSEWHERE.includes(name) ? writing : [...reading, ...writing]

  async function accountStep(personId: string, username: string | null, at: Date) {
    const { ofName, ofPerson } = await accountsOf(database, username, personId)
    if (ofName !== null && ofName.personId !== personId) throw new Refusal('invalid', { fields: [{ field: 'username', message: 'this user name belongs to somebody else' }] })
    if ((ofPerson?.username ?? null) === username) return {}
    return {
      ...(ofPerson === null ? {} : { endAccounts: [ofPerson.username] }),
      ...(username === null ? {} : { put: { accounts: [{ username, personId, passwordHash: ofPerson?.passwordHash ?? null, createdAt: at }] } }),
    }
  }

  /** Devices nobody registered that were heard under an address which is now somebody's. */
  async function unregisteredUnder(fields: Record<string, unknown>, id: string): Promise<Known[]> {
    const { arrangement } = await decisions.facts()
    const addresses = fields.addresses as { source: string; externalId: string }[]
    const heard = addresses.flatMap(({ source, externalId }) => arrangement.deviceAt(source, externalId) ?? [])
    const others = heard.filter((device) => device.id !== id && !device.registered)
    return (await Promise.all(others.map((device) => knownVersions(database, 'devices', device.id)))).flat()
  }
}

/** A token that is the one known keeps its hash, so that the same body changes nothing; none given keeps the known one. */
function keptHash(known: Known[]): (token: string) => Promise<string> {
  return async (token) => {
    for (const { tokenHash } of known) if (typeof tokenHash === 'string' && (await verifyPassword(token, tokenHash))) return tokenHash
    return hashPassword(token)
  }
}

export function spanOf(value: unknown): { validFrom: Date | null; validUntil: Date | null } {
  const holder = value as { validFrom?: string | null; validUntil?: string | null; properties?: { validFrom?: string | null; validUntil?: string | null } }
  const { validFrom, validUntil } = holder.properties ?? holder
  return { validFrom: validFrom ? new Date(validFrom) : null, validUntil: validUntil ? new Date(validUntil) : null }
}

/** What may leave the house: no hashes, no bookkeeping of versions. */
function shown({ versionId: _v, recordedAt: _r, supersededAt: _s, tokenHash: _t, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest
}
