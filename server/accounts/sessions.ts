import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { PasswordRules } from '#shared/password.ts'
import type { SessionItem, Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { isPasswordExpired } from '../domain/password-rules.ts'
import { isWall, viewerIn } from '../domain/viewer.ts'
import { type DeviceMark, deviceMark } from './known-devices.ts'
import type { Origin, Proof, Proving } from './proving.ts'
import {
  accountOfPerson,
  endOtherSessions,
  endSession,
  endSessionOf,
  forgetSessions,
  insertSession,
  labelSession,
  liveSessions,
  sessionPerson,
  sessionsOf,
  touchSession,
} from '../store/sessions.ts'

export const SESSION_COOKIE = 'xiangshao_session'

const DAY_MS = 24 * 3600_000
const ABSOLUTE_DAYS = 90
const IDLE_DAYS = 30
/** A wall has nobody to sign it in at night: it ends only when somebody ends it. */
const WALL_DAYS = 3650
/** No browser keeps a cookie for longer; a wall's is renewed by asking who it is. */
const MOST_COOKIE_DAYS = 400
/** What a wall's cookie is renewed to. */
export const WALL_COOKIE_SECONDS = MOST_COOKIE_DAYS * 86_400
const TOUCH_MS = 60_000

export type SignIn = Begun | { ok: false; reason: (Proof & { ok: false })['reason'] | 'password-expired' }
/** What somebody gets who has proved who they are; by `device` it is known later that they did so on this device. */
export type Begun = { ok: true; token: string; maxAgeSeconds: number; viewer: Viewer; device: DeviceMark | null }
/** Whoever asks, and by which of their sessions. */
export type Visitor = { viewer: Viewer; sessionId: string }

/** Who is asking. Opaque tokens of 256 random bits; the database keeps their hashes alone. */
export type Sessions = {
  signIn(username: string, password: string, origin: Origin, userAgent: string): Promise<SignIn>
  /** A session for somebody who has just proved who they are in another way. Its token is always a new one. */
  begin(personId: string, userAgent: string): Promise<Begun>
  visitorOf(token: string | null): Promise<Visitor | null>
  viewerOf(token: string | null): Promise<Viewer | null>
  signOut(token: string | null): Promise<void>
  /** The sessions of one person, the one last seen first; `current` is the one that asks. */
  list(personId: string, current: string | null): Promise<SessionItem[]>
  /** Ends one; of one person where `personId` is given. False where there is none like it. */
  end(id: string, personId: string | null): Promise<boolean>
  endOthers(personId: string, keptId: string): Promise<void>
  label(id: string, personId: string | null, label: string | null): Promise<boolean>
  /** Those of the tokens whose session is no longer good. */
  endedAmong(tokens: readonly string[]): Promise<Set<string>>
}

export function createSessions({
  database,
  decisions,
  now,
  proving,
  rules,
}: {
  database: Database
  decisions: Decisions
  now: () => Date
  proving: Proving
  rules: PasswordRules
}): Sessions {
  async function visitorOf(token: string | null): Promise<Visitor | null> {
    if (token === null) return null
    const tokenHash = sessionHash(token)
    const at = now()
    const found = await sessionPerson(database, tokenHash, at)
    if (found === null) return null
    const { lastSeenAt, createdAt, sessionId, ...person } = found
    const isIdle = at.getTime() - lastSeenAt.getTime() > IDLE_DAYS * DAY_MS
    // A wall that was given another role is a person from there on, and its session one of a person.
    const isOver = at.getTime() - createdAt.getTime() >= ABSOLUTE_DAYS * DAY_MS
    if ((isIdle || isOver) && !isWall(person.roles)) return null
    if (at.getTime() - lastSeenAt.getTime() > TOUCH_MS) await touchSession(database, tokenHash, at)
    const { arrangement } = await decisions.facts()
    return { viewer: viewerIn(arrangement, person), sessionId }
  }
  const viewerOf = async (token: string | null) => (await visitorOf(token))?.viewer ?? null

  async function begin(personId: string, userAgent: string): Promise<Begun> {
    const token = randomBytes(32).toString('base64url')
    const at = now()
    const { arrangement } = await decisions.facts()
    const days = isWall(arrangement.people.get(personId)?.roles ?? []) ? WALL_DAYS : ABSOLUTE_DAYS
    await forgetSessions(database, at)
    const expiresAt = new Date(at.getTime() + days * DAY_MS)
    await insertSession(database, {
      tokenHash: sessionHash(token),
      id: randomUUID(),
      personId,
      createdAt: at,
      lastSeenAt: at,
      expiresAt,
      userAgent: userAgent.slice(0, 200),
    })
    const viewer = await viewerOf(token)
    if (viewer === null) throw new Error(`a session was begun for ${personId}, who is nobody`)
    const account = await accountOfPerson(database, personId)
    const device = account === null ? null : deviceMark(account)
    return { ok: true, token, maxAgeSeconds: Math.min(days, MOST_COOKIE_DAYS) * 86_400, viewer, device }
  }

  return {
    visitorOf,
    viewerOf,
    begin,
    async signIn(username, password, origin, userAgent) {
      const proof = await proving.byPassword(username, password, origin)
      if (!proof.ok) return proof
      const { personId, passwordChangedAt, createdAt } = proof.account
      if (isPasswordExpired(passwordChangedAt ?? createdAt, now(), rules))
        return { ok: false, reason: 'password-expired' }
      return begin(personId, userAgent)
    },
    async signOut(token) {
      if (token !== null) await endSession(database, sessionHash(token))
    },
    async list(personId, current) {
      const kiosk = isWall((await decisions.facts()).arrangement.people.get(personId)?.roles ?? [])
      return (await sessionsOf(database, personId, now())).map((session) => ({
        ...session,
        createdAt: session.createdAt.toISOString(),
        lastSeenAt: session.lastSeenAt.toISOString(),
        expiresAt: session.expiresAt.toISOString(),
        current: session.id === current,
        kiosk,
      }))
    },
    end: (id, personId) => endSessionOf(database, id, personId),
    endOthers: (personId, keptId) => endOtherSessions(database, personId, keptId),
    label: (id, personId, label) => labelSession(database, id, personId, label),
    async endedAmong(tokens) {
      const hashes = new Map(tokens.map((token) => [sessionHash(token), token]))
      const live = await liveSessions(database, [...hashes.keys()], now())
      return new Set([...hashes].filter(([hash]) => !live.has(hash)).map(([, token]) => token))
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

export function sessionHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
