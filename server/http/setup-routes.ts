import { z } from 'zod'
import { importNameSchema, setupBodySchema } from '#shared/setup.ts'
import type { Database } from '../../db/connect.ts'
import { createArranging } from '../arranging.ts'
import type { Decisions } from '../decisions.ts'
import { coverageOf } from '../domain/coverage.ts'
import { columnOf, deviceCsv, readImport } from '../imports.ts'
import type { Sessions } from '../sessions.ts'
import type { SetUp } from '../set-up.ts'
import { allAccounts } from '../store/registry.ts'
import { type Asked, json, parsed, Refusal, type Route } from './route.ts'
import { sessionCookie } from './session-routes.ts'

const MOST_IMPORT_BYTES = 32 * 1024 * 1024
const acceptSchema = z.object({ token: z.string().max(200), password: z.string().min(10).max(200) })

/** From an empty installation to a working one: the first administrator, invitations, imports, and what is missing. */
export function setupRoutes(parts: {
  database: Database
  decisions: Decisions
  sessions: Sessions
  setUp: SetUp
  isTls: boolean
  url: () => string
}): Route[] {
  const { decisions, sessions, setUp, isTls, url } = parts
  const arranging = createArranging(parts)

  async function signedIn(personId: string, raw: Asked['raw'], status: number) {
    const { token, maxAgeSeconds, viewer } = await sessions.begin(personId, raw.get('user-agent') ?? '')
    return {
      ...json({ person: viewer }, status),
      headers: { 'set-cookie': sessionCookie(token, maxAgeSeconds, isTls || raw.secure) },
      concerns: { personId: viewer.personId },
    }
  }

  return [
    {
      method: 'get',
      path: '/api/setup',
      who: 'anyone',
      says: 'Whether the installation still lacks its first administrator.',
      handle: async () => json({ needed: await setUp.isNeeded() }),
    },
    {
      method: 'post',
      path: '/api/setup',
      who: 'anyone',
      says: 'Makes the first administrator with the one-time token of the printed link.',
      takes: setupBodySchema,
      async handle({ body, raw }) {
        const { token, ...person } = parsed(setupBodySchema, body)
        const begun = await setUp.begin(token, person)
        if (begun.ok) return signedIn(begun.personId, raw, 201)
        if (begun.reason === 'username-taken')
          throw new Refusal('invalid', {
            fields: [{ field: 'username', message: 'this user name belongs to somebody else' }],
          })
        throw new Refusal('not-allowed', {
          detail: 'the set-up link has been used, or is older than 7 days: start the program again for a new one',
        })
      },
    },
    {
      method: 'post',
      path: '/api/people/:id/invitation',
      who: 'signed-in',
      roles: ['admin'],
      says: 'A one-time link with which a person chooses a password.',
      async handle({ params }) {
        const id = params.id ?? ''
        if (!(await decisions.facts()).arrangement.people.has(id)) throw new Refusal('not-found')
        const accounts = await allAccounts(parts.database)
        if (!accounts.some(({ personId }) => personId === id))
          throw new Refusal('invalid', {
            fields: [{ field: 'username', message: 'the person needs a user name before a password' }],
          })
        return json({ link: `${url()}/login?invitation=${await setUp.invite(id)}` }, 201)
      },
    },
    {
      method: 'post',
      path: '/api/invitation',
      who: 'anyone',
      says: 'Chooses a password with a one-time link, and signs in.',
      takes: acceptSchema,
      async handle({ body, raw }) {
        const { token, password } = parsed(acceptSchema, body)
        const personId = await setUp.accept(token, password)
        if (personId === null)
          throw new Refusal('not-allowed', {
            detail: 'the link has been used, is too old, or belongs to somebody without a user name',
          })
        return signedIn(personId, raw, 200)
      },
    },
    {
      method: 'post',
      path: '/api/import/:name',
      who: 'signed-in',
      roles: ['admin'],
      says: 'Imports areas (GeoJSON), people, responsibilities or devices (CSV); `?dryRun=1` only tells what it would do.',
      rawBody: true,
      async handle({ params, query, raw }) {
        const name = importNameSchema.safeParse(params.name)
        if (!name.success) throw new Refusal('not-found')
        const { devices } = (await decisions.facts()).arrangement
        const { rows, problems } = readImport(name.data, await bytesOf(raw), devices)
        const put = query.dryRun === '1' ? arranging.tryPut : arranging.put
        const { shown: _shown, ...result } = await put(name.data, rows, problems)
        const named = result.problems.map((problem) => ({ ...problem, field: columnOf(name.data, problem.field) }))
        return json({ ...result, problems: named })
      },
    },
    {
      method: 'get',
      path: '/api/devices.csv',
      who: 'signed-in',
      roles: ['admin'],
      says: 'The registered devices as a list that can be imported again (CSV, UTF-8 with mark).',
      async handle() {
        const { devices } = (await decisions.facts()).arrangement
        const body = deviceCsv([...devices.values()].filter(({ registered }) => registered))
        const headers = { 'content-disposition': 'attachment; filename="devices.csv"' }
        return { status: 200, body, type: 'text/csv; charset=utf-8', headers }
      },
    },
    {
      method: 'get',
      path: '/api/coverage',
      who: 'signed-in',
      roles: ['admin', 'duty', 'leader'],
      says: 'What is arranged, and what is missing.',
      handle: async () => json(coverageOf((await decisions.facts()).arrangement)),
    },
  ]
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length > MOST_IMPORT_BYTES) throw new Refusal('too-large', { detail: 'an import may have 32 MB' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
