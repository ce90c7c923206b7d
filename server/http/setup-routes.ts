import { z } from 'zod'
import { typedPasswordSchema } from '#shared/password.ts'
import { importNameSchema, setupBodySchema } from '#shared/setup.ts'
import type { Database } from '../../db/connect.ts'
import { createArranging } from '../arranging.ts'
import type { Decisions } from '../decisions.ts'
import { coverageFor } from '../domain/coverage-for.ts'
import { coverageOf } from '../domain/coverage.ts'
import { columnOf, deviceCsv, readImport } from '../imports.ts'
import type { Proving } from '../accounts/proving.ts'
import { type Sessions, tokenOf } from '../accounts/sessions.ts'

import type { Begun, SetUp } from '../accounts/set-up.ts'
import { personCards } from '../store/people.ts'
import { accountOfPerson } from '../store/sessions.ts'
import { type Asked, json, parsed, Refusal, type Route } from './route.ts'
import { badPassword, begunAnswer } from './session-routes.ts'

const MOST_IMPORT_BYTES = 32 * 1024 * 1024
const DAY_MS = 24 * 3600_000
const coverageQuerySchema = z.object({ days: z.coerce.number().int().min(1).max(92).default(30) })
const tokenSchema = z.string().min(1).max(200)
const invitedSchema = z.object({ token: tokenSchema })
const acceptSchema = z.object({ token: tokenSchema, password: typedPasswordSchema })
const BAD_LINK = 'the link has been used, is older than 7 days, or belongs to nobody who could sign in'

/** From an empty installation to a working one: the first administrator, invitations, imports, and what is missing. */
export function setupRoutes(parts: {
  database: Database
  decisions: Decisions
  sessions: Sessions
  proving: Proving
  setUp: SetUp
  now: () => Date
  isTls: boolean
  url: () => string
}): Route[] {
  const { database, decisions, sessions, proving, setUp, now, isTls, url } = parts
  const arranging = createArranging(parts)

  async function signedIn(personId: string, raw: Asked['raw'], status: number) {
    const begun = await sessions.begin(personId, raw.get('user-agent') ?? '')
    // Whoever was signed in on the device is so no longer: it has one session, not two.
    await sessions.signOut(tokenOf(raw.headers.cookie))
    return { ...begunAnswer(begun, raw, isTls, status), concerns: { personId } }
  }

  /** What came of a link, refused where too many wrong ones came from there. */
  async function byLink<T>(ip: string, use: () => Promise<T | null>): Promise<T> {
    const used = await proving.byLink(ip, use)
    if (used === 'too-many') throw new Refusal('too-many')
    if (used === null) throw new Refusal('not-allowed', { detail: BAD_LINK })
    return used
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
      refuses: ({ ip }) => proving.refusesLinks(ip),
      says: 'Makes the first administrator with the one-time token of the printed link.',
      takes: setupBodySchema,
      async handle({ body, raw, ip }) {
        const { token, ...person } = parsed(setupBodySchema, body)
        const begun = await proving.byLink(ip, async () => known(await setUp.begin(token, person)))
        if (begun === 'too-many') throw new Refusal('too-many')
        if (begun?.ok === true) return signedIn(begun.personId, raw, 201)
        if (begun?.reason === 'bad-password') throw badPassword('password', begun.faults)
        if (begun?.reason === 'username-taken')
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
      scope: 'installation',
      says: 'A one-time link with which a person chooses a password.',
      async handle({ params }) {
        const id = params.id ?? ''
        if (!(await decisions.facts()).arrangement.people.has(id)) throw new Refusal('not-found')
        if ((await accountOfPerson(database, id)) === null)
          throw new Refusal('invalid', {
            fields: [{ field: 'username', message: 'the person needs a user name before a password' }],
          })
        const { token, expiresAt } = await setUp.invite(id)
        return json({ link: `${url()}/login?invitation=${token}`, expiresAt: expiresAt.toISOString() }, 201)
      },
    },
    {
      method: 'post',
      path: '/api/invitation',
      who: 'anyone',
      refuses: ({ ip }) => proving.refusesLinks(ip),
      says: 'Chooses a password with a one-time link, and signs in.',
      takes: acceptSchema,
      async handle({ body, raw, ip }) {
        const { token, password } = parsed(acceptSchema, body)
        const begun = await byLink(ip, async () => known(await setUp.accept(token, password)))
        if (begun.ok) return signedIn(begun.personId, raw, 200)
        if (begun.reason === 'bad-password') throw badPassword('password', begun.faults)
        throw new Refusal('not-allowed', { detail: BAD_LINK })
      },
    },
    {
      method: 'post',
      path: '/api/invitation/person',
      who: 'anyone',
      refuses: ({ ip }) => proving.refusesLinks(ip),
      says: 'Whose invitation a one-time link is; looking does not use it up.',
      takes: invitedSchema,
      async handle({ body, ip }) {
        const { token } = parsed(invitedSchema, body)
        const personId = await byLink(ip, () => setUp.invited(token))
        const [person] = await personCards(database, [personId])
        const account = await accountOfPerson(database, personId)
        return json({ name: person?.name ?? '', username: account?.username ?? '' })
      },
    },
    {
      method: 'post',
      path: '/api/kiosk',
      who: 'anyone',
      refuses: ({ ip }) => proving.refusesLinks(ip),
      says: 'Signs a wall in with its one-time link; the session ends only when somebody ends it.',
      takes: invitedSchema,
      async handle({ body, raw, ip }) {
        const { token } = parsed(invitedSchema, body)
        return signedIn(await byLink(ip, () => setUp.acceptKiosk(token)), raw, 200)
      },
    },
    {
      method: 'post',
      path: '/api/import/:name',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
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
      scope: 'installation',
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
      scope: 'viewer',
      says: 'What is arranged, and what is missing now and in the next days.',
      async handle({ query, viewer }) {
        const { days } = parsed(coverageQuerySchema, query)
        const { timeZone, arrangement } = await decisions.facts()
        const from = now()
        const until = new Date(from.getTime() + days * DAY_MS)
        return json(coverageFor(viewer, coverageOf(await decisions.versions(), { from, until, timeZone }), arrangement))
      },
    },
  ]
}

/** A link that is not good counts as a try; one that is good and not used yet does not. */
function known(begun: Begun): Begun | null {
  return !begun.ok && begun.reason === 'bad-token' ? null : begun
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
