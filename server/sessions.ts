import { createHash, randomBytes } from 'node:crypto'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { viewerIn } from './domain/viewer.ts'
import { createFailures } from './failures.ts'
import { verifyPassword } from './passwords.ts'
import { accountOf, endSession, forgetSessions, insertSession, sessionPerson, touchSession } from './store/sessions.ts'

export const SESSION_COOKIE = 'xiangshao_session'

const DAY_MS = 24 * 3600_000
const ABSOLUTE_DAYS = 90
const IDLE_DAYS = 30
/** A wall has nobody to sign it in at night: it ends only when somebody ends it. */
const WALL_DAYS = 3650
const TOUCH_MS = 60_000
/** Wrong passwords for one name, and from one address, within the window. A village shares one address. */
const WINDOW_MS = 15 * 60_000
const MOST_PER_NAME = 10
const MOST_PER_ADDRESS = 300

export type SignIn =
  | { ok: true; token: string; maxAgeSeconds: number; viewer: Viewer }
  | { ok: false; reason: 'wrong-credentials' | 'too-many' }

/** Who asks, and by which session. */
export type SessionViewer = { sessionId: string; viewer: Viewer }

/** Who is asking. Opaque tokens of 256 random bits; the database keeps their hashes alone. */
export type Sessions = {
  signIn(username: string, password: string, ip: string, userAgent: string): Promise<SignIn>
  /** A session for somebody who has just proved who they are in another way. */
  begin(personId: string, userAgent: string): Promise<{ token: string; maxAgeSeconds: number; viewer: Viewer }>
  viewerOf(token: string | null): Promise<Viewer | null>
  sessionOf(token: string | null): Promise<SessionViewer | null>
  signOut(token: string | null): Promise<void>
}

export function createSessions({
  database,
  decisions,
  now,
}: {
  database: Database
  decisions: Decisions
  now: () => Date
}): Sessions {
  const failures = createFailures({ windowMs: WINDOW_MS, now })

  async function sessionOf(token: string | null): Promise<SessionViewer | null> {
    if (token === null) return null
    const tokenHash = hashOf(token)
    const at = now()
    const found = await sessionPerson(database, tokenHash, at)
    if (found === null) return null
    const { lastSeenAt, sessionId, ...person } = found
    const isIdle = at.getTime() - lastSeenAt.getTime() > IDLE_DAYS * DAY_MS
    if (isIdle && !person.roles.includes('wall')) return null
    if (at.getTime() - lastSeenAt.getTime() > TOUCH_MS) await touchSession(database, tokenHash, at)
    const { arrangement } = await decisions.facts()
    return { sessionId, viewer: viewerIn(arrangement, person) }
  }

  const viewerOf = async (token: string | null) => (await sessionOf(token))?.viewer ?? null

  async function begin(personId: string, userAgent: string) {
    const token = randomBytes(32).toString('base64url')
    const at = now()
    const { arrangement } = await decisions.facts()
    const days = arrangement.people.get(personId)?.roles.includes('wall') === true ? WALL_DAYS : ABSOLUTE_DAYS
    await forgetSessions(database, at)
    const expiresAt = new Date(at.getTime() + days * DAY_MS)
    await insertSession(database, {
      tokenHash: hashOf(token),
      personId,
      createdAt: at,
      lastSeenAt: at,
      expiresAt,
      userAgent: userAgent.slice(0, 200),
    })
    const viewer = await viewerOf(token)
    if (viewer === null) throw new Error(`a session was begun for ${personId}, who is nobody`)
    return { token, maxAgeSeconds: days * 86_400, viewer }
  }

  return {
    viewerOf,
    sessionOf,
    begin,
    async signIn(username, password, ip, userAgent) {
      const [name, address] = [`name ${username}`, `address ${ip}`]
      if (failures.tooMany(name, MOST_PER_NAME) || failures.tooMany(address, MOST_PER_ADDRESS))
        return { ok: false, reason: 'too-many' }
      const account = await accountOf(database, username)
      // Counted before the slow comparison, so that many at once do not all slip through.
      failures.count(name)
      failures.count(address)
      const right = await verifyPassword(password, account?.passwordHash ?? null)
      const isPerson = account !== null && (await decisions.facts()).arrangement.people.has(account.personId)
      if (!right || account === null || !isPerson) return { ok: false, reason: 'wrong-credentials' }
      failures.forget(name)
      failures.takeBack(address)
      return { ok: true, ...(await begin(account.personId, userAgent)) }
    },
    async signOut(token) {
      if (token !== null) await endSession(database, hashOf(token))
    },
  }
}

/** The session token of a Cookie header. */
export function tokenOf(cookies: string | undefined): string | null {
  for (const pair of (cookies ?? '').split(';')) {
    const [name, value] = pair.trim().split('=')
    if (name === SESSION_COOKIE && value) return value
  }
  return null
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
