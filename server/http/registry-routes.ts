import { z } from 'zod'
import { idSchema, momentQuerySchema } from '#shared/ids.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import { type Arranging, createArranging } from '../arranging.ts'
import type { Decisions } from '../decisions.ts'
import { holdsAt } from '../domain/arrangement.ts'
import { LAST_ADMIN } from '../domain/last-admin.ts'
import type { Fields } from '../domain/versions.ts'
import type { Pulling } from '../evidence/pulling.ts'
import { type Noun, type NounName, NOUNS, type Writers } from '../registry.ts'
import { pullStates } from '../store/source-pulls.ts'
import { allAccounts, type KnownVersion, knownVersions } from '../store/registry.ts'
import { readersOf, scopeOfNoun, seenBy } from './registry-scope.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

const ADMIN: readonly Role[] = ['admin']
/** Their reading routes stand elsewhere, with what else belongs to them: geometry for everybody, health. */
const LISTED_ELSEWHERE: readonly NounName[] = ['areas', 'devices', 'shifts', 'absences', 'permits', 'fire-bans']
const READ_ELSEWHERE: readonly NounName[] = ['devices', 'shifts']
/** What one may end oneself, and not for others alone, ends elsewhere. */
const ENDED_ELSEWHERE: readonly NounName[] = ['absences']

const atSchema = z.object({ at: momentQuerySchema.optional() })

type Parts = { database: Database; decisions: Decisions; arranging: Arranging; now: () => Date }

/** PUT, GET and DELETE of everything that is arranged, the same for every noun. */
export function registryRoutes(given: {
  database: Database
  decisions: Decisions
  now: () => Date
  pulling: Pulling
}): Route[] {
  const parts: Parts = { ...given, arranging: createArranging(given) }
  // The table of nouns is typed by its literal names.
  const ofNouns = (Object.entries(NOUNS) as [NounName, Noun][]).flatMap(([name, noun]) => [
    ...(LISTED_ELSEWHERE.includes(name) ? [] : [listRoute(name, noun, parts)]),
    ...(READ_ELSEWHERE.includes(name) ? [] : [readRoute(name, noun, parts)]),
    putRoute(name, noun, parts),
    ...(ENDED_ELSEWHERE.includes(name) ? [] : [deleteRoute(name, noun, parts)]),
  ])
  return [...ofNouns, pullRoute(given.pulling)]
}

function pullRoute(pulling: Pulling): Route {
  return {
    method: 'post',
    path: '/api/sources/:id/pull',
    who: 'signed-in',
    roles: ADMIN,
    scope: 'nobody',
    says: 'Asks a source that is asked by itself at once, out of its turn; how it went then stands beside the source.',
    async handle({ params }) {
      if (!(await pulling.askNow(parsed(idSchema, params.id)))) throw new Refusal('not-found')
      return { status: 202 }
    },
  }
}

function listRoute(name: NounName, noun: Noun, { database, decisions, now }: Parts): Route {
  return {
    method: 'get',
    path: `/api/${name}`,
    who: 'signed-in',
    roles: readersOf(name),
    scope: scopeOfNoun(name),
    says: `All ${name} at a moment (\`at\`), or now.`,
    async handle({ query, viewer }) {
      const at = momentOf(parsed(atSchema, query).at, now)
      const { arrangement } = await decisions.facts()
      const current = (await knownVersions(database, noun.table)).filter((version) => holdsAt(version, at))
      const items = (await shown(database, noun, current)).flatMap((fields, index) => {
        const seen = seenBy(viewer, name, fields, arrangement)
        if (seen === null || name !== 'responsibilities') return seen ?? []
        // Under names that no body has: who puts back what was listed must not rewrite what was.
        return [{ ...seen, from: current[index]?.validFrom ?? null, until: current[index]?.validUntil ?? null }]
      })
      return json({ items, nextCursor: null })
    },
  }
}

function readRoute(name: NounName, noun: Noun, { database, decisions, now }: Parts): Route {
  return {
    method: 'get',
    path: `/api/${name}/:id`,
    who: 'signed-in',
    roles: readersOf(name),
    scope: scopeOfNoun(name),
    says: `One of the ${name} at a moment (\`at\`), or now.`,
    async handle({ params, query, viewer }) {
      const at = momentOf(parsed(atSchema, query).at, now)
      const known = await knownVersions(database, noun.table, parsed(idSchema, params.id))
      const [current] = await shown(
        database,
        noun,
        known.filter((version) => holdsAt(version, at)),
      )
      const { arrangement } = await decisions.facts()
      const seen = current === undefined ? null : seenBy(viewer, name, current, arrangement)
      if (seen === null) throw new Refusal('not-found')
      return json(seen)
    },
  }
}

function putRoute(name: NounName, noun: Noun, parts: Parts): Route {
  const { arranging } = parts
  return {
    method: 'put',
    path: `/api/${name}/:id`,
    who: 'signed-in',
    roles: [...ADMIN, ...(noun.writers?.roles ?? [])],
    scope: noun.writers === null ? 'installation' : 'viewer',
    says: `Puts one of the ${name}; the same body again changes nothing.`,
    takes: noun.body,
    async handle({ params, body, viewer }) {
      const id = parsed(idSchema, params.id)
      if (noun.writers !== null) await admitWriter(viewer, name, noun.writers, id, parts, parsed(noun.body, body))
      const { problems, warnings, created, shown: after } = await arranging.put(name, [{ line: 1, id, body }])
      if (problems.length > 0) {
        const fields = problems.map(({ line: _line, ...fault }) => fault)
        const isLast = fields.some(({ reason }) => reason === 'last-admin')
        throw isLast ? new Refusal('conflict', { detail: LAST_ADMIN, fields }) : new Refusal('invalid', { fields })
      }
      const doubts = warnings.map(({ line: _line, ...warning }) => warning)
      return json(
        { ...withoutSecrets(after[0] ?? {}), ...(doubts.length > 0 && { warnings: doubts }) },
        created === 1 ? 201 : 200,
      )
    },
  }
}

/** Refuses whoever may not write a thing as it would be, or as it is. */
async function admitWriter(
  viewer: Viewer,
  name: NounName,
  writers: Writers,
  id: string,
  { database, decisions }: Parts,
  body?: unknown,
): Promise<void> {
  const { arrangement } = await decisions.facts()
  const known = await knownVersions(database, NOUNS[name].table, id)
  // The noun's own schema has checked the body, which has the fields that the rule asks for.
  const concerned = body === undefined ? known : [body as Fields, ...known]
  if (concerned.every((fields) => writers.may(viewer, fields, arrangement))) return
  // What is not theirs to see is, for them, not there to be ended either.
  const isSeen = body !== undefined || known.some((fields) => seenBy(viewer, name, fields, arrangement) !== null)
  throw new Refusal(isSeen ? 'not-allowed' : 'not-found')
}

function deleteRoute(name: NounName, noun: Noun, parts: Parts): Route {
  const { arranging } = parts
  return {
    method: 'delete',
    path: `/api/${name}/:id`,
    who: 'signed-in',
    roles: [...ADMIN, ...(noun.writers?.roles ?? [])],
    scope: noun.writers === null ? 'nobody' : 'viewer',
    says: `Ends one of the ${name} now; what was true before stays so.`,
    async handle({ params, viewer }) {
      const id = parsed(idSchema, params.id)
      if (noun.writers !== null) await admitWriter(viewer, name, noun.writers, id, parts)
      const ended = await arranging.end(name, id)
      if (ended === 'last-admin')
        throw new Refusal('conflict', {
          detail: LAST_ADMIN,
          fields: [{ field: 'roles', message: LAST_ADMIN, reason: 'last-admin' }],
        })
      if (ended === 'unknown') throw new Refusal('not-found')
      return { status: 204 }
    },
  }
}

function momentOf(at: string | undefined, now: () => Date): Date {
  return at === undefined ? now() : new Date(at)
}

/** Versions as readers get them: no hashes, no bookkeeping; people with the user names they have now. */
async function shown(database: Database, noun: Noun, versions: KnownVersion[]): Promise<Fields[]> {
  const pulls =
    noun.table === 'sources'
      ? await pullStates(
          database,
          versions.map(({ id }) => String(id)),
        )
      : null
  const accounts = noun.table === 'people' ? await allAccounts(database) : null
  const nameOf = accounts && new Map(accounts.map(({ personId, username }) => [personId, username]))
  return versions.map(({ versionId: _versionId, validFrom: _from, validUntil: _until, ...fields }) => {
    const username = nameOf && { username: nameOf.get(String(fields.id)) ?? null }
    const pullState = pulls && { pullState: (fields.pull ? pulls.get(String(fields.id)) : null) ?? null }
    return noun.shown(withoutSecrets({ ...fields, ...username, ...pullState }))
  })
}

function withoutSecrets({ tokenHash: _tokenHash, ...rest }: Fields): Fields {
  return rest
}
