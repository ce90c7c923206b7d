import { z } from 'zod'
import { idSchema } from '#shared/ids.ts'
import { type PasswordFault, passwordBodySchema, type PasswordRules } from '#shared/password.ts'
import { ROLES, type Role } from '#shared/person.ts'
import { sessionLabelSchema, signInBodySchema } from '#shared/session.ts'
import { RULES } from '../domain/password-rules.ts'
import { hasRole } from '../domain/viewer.ts'
import type { OwnPasswords } from '../accounts/own-passwords.ts'
import type { DeviceMark } from '../accounts/known-devices.ts'
import type { Proof, Proving } from '../accounts/proving.ts'
import { type Begun, SESSION_COOKIE, type Sessions, tokenOf, WALL_COOKIE_SECONDS } from '../accounts/sessions.ts'
import { type Answer, type Asked, json, parsed, Refusal, type Route } from './route.ts'

const PERSONS: readonly Role[] = ROLES.filter((role) => role !== 'wall')
const listQuerySchema = z.object({ personId: idSchema.optional() })

/** Signing in, who am I, signing out; the devices somebody is signed in on; the password. */
export function sessionRoutes(parts: {
  sessions: Sessions
  ownPasswords: OwnPasswords
  proving: Proving
  rules: PasswordRules
  /** The person of a user name, for the audit log; null where there is no such account. */
  personNamed: (username: string) => Promise<string | null>
  isTls: boolean
}): Route[] {
  const { sessions, ownPasswords, proving, rules, personNamed, isTls } = parts
  /** Never the name as typed: many a password is typed into the wrong field. */
  async function meantBy(username: string | undefined): Promise<Record<string, string>> {
    const personId = username === undefined ? null : await personNamed(username)
    return personId === null ? {} : { personId }
  }

  return [
    {
      method: 'post',
      path: '/api/session',
      who: 'anyone',
      says: 'Signs in; answers with a cookie.',
      takes: signInBodySchema,
      async refuses({ body, ip, raw }) {
        const given = signInBodySchema.safeParse(body)
        return given.success && proving.refuses({ ip, cookies: raw.headers.cookie }, given.data.username)
      },
      means: ({ body }) => meantBy(signInBodySchema.safeParse(body).data?.username),
      async handle({ body, ip, raw }) {
        const { username, password } = parsed(signInBodySchema, body)
        const origin = { ip, cookies: raw.headers.cookie }
        const signedIn = await sessions.signIn(username, password, origin, raw.get('user-agent') ?? '')
        if (!signedIn.ok) throw unproved(signedIn.reason)
        // Whoever signs in again on the same device has one session there, not two.
        await sessions.signOut(tokenOf(raw.headers.cookie))
        return { ...begunAnswer(signedIn, raw, isTls), concerns: { personId: signedIn.viewer.personId } }
      },
    },
    {
      method: 'get',
      path: '/api/session',
      who: 'signed-in',
      roles: 'all',
      scope: 'own',
      says: 'Who is signed in. A wall asks now and then, and so keeps its cookie.',
      async handle({ viewer, raw }) {
        const token = tokenOf(raw.headers.cookie)
        if (token === null || !hasRole(viewer, 'wall')) return json({ person: viewer })
        return begunAnswer({ token, maxAgeSeconds: WALL_COOKIE_SECONDS, viewer, device: null }, raw, isTls)
      },
    },
    {
      method: 'delete',
      path: '/api/session',
      who: 'anyone',
      says: 'Signs out.',
      async handle({ raw }) {
        await sessions.signOut(tokenOf(raw.headers.cookie))
        return { status: 204, headers: { 'set-cookie': sessionCookie('', 0, isTls || raw.secure) } }
      },
    },
    {
      method: 'get',
      path: '/api/sessions',
      who: 'signed-in',
      roles: 'all',
      scope: 'own',
      says: 'The devices on which one is signed in; for the administrator those of `personId`.',
      async handle({ viewer, query, sessionId }) {
        const personId = parsed(listQuerySchema, query).personId ?? viewer.personId
        if (personId !== viewer.personId && !hasRole(viewer, 'admin')) throw new Refusal('not-allowed')
        return json({ items: await sessions.list(personId, sessionId), nextCursor: null })
      },
    },
    {
      method: 'delete',
      path: '/api/sessions',
      who: 'signed-in',
      roles: PERSONS,
      scope: 'own',
      says: 'Signs out on all other devices.',
      async handle({ viewer, sessionId }) {
        await sessions.endOthers(viewer.personId, sessionId ?? '')
        return { status: 204 }
      },
    },
    {
      method: 'put',
      path: '/api/sessions/:id',
      who: 'signed-in',
      roles: PERSONS,
      scope: 'own',
      says: 'Gives a device a name; null takes it away.',
      takes: sessionLabelSchema,
      async handle({ viewer, params, body }) {
        const { label } = parsed(sessionLabelSchema, body)
        if (!(await sessions.label(params.id ?? '', ownOnly(viewer), label))) throw new Refusal('not-found')
        return { status: 204 }
      },
    },
    {
      method: 'delete',
      path: '/api/sessions/:id',
      who: 'signed-in',
      roles: PERSONS,
      scope: 'own',
      says: 'Signs a device out at once: one of one’s own, or for the administrator anybody’s.',
      async handle({ viewer, params }) {
        if (!(await sessions.end(params.id ?? '', ownOnly(viewer)))) throw new Refusal('not-found')
        return { status: 204 }
      },
    },
    {
      method: 'get',
      path: '/api/password',
      who: 'anyone',
      says: 'What a new password must be like.',
      async handle() {
        const { leastLength, mostLength, lastsDays } = RULES[rules]
        return json({ rules, leastLength, mostLength, lastsDays })
      },
    },
    {
      method: 'post',
      path: '/api/password',
      who: 'anyone',
      says: 'Changes a password, signs out everywhere else, and in here. Without a user name that of who is signed in.',
      takes: passwordBodySchema,
      async refuses({ body, ip, raw }) {
        const { username } = passwordBodySchema.safeParse(body).data ?? {}
        return username !== undefined && proving.refuses({ ip, cookies: raw.headers.cookie }, username)
      },
      means: ({ body }) => meantBy(passwordBodySchema.safeParse(body).data?.username),
      async handle({ body, ip, raw }) {
        const { username, ...typed } = parsed(passwordBodySchema, body)
        const visitor = username === undefined ? await sessions.visitorOf(tokenOf(raw.headers.cookie)) : null
        const viewer = visitor?.viewer ?? null
        if (username === undefined && viewer === null) throw new Refusal('not-signed-in')
        if (viewer !== null && hasRole(viewer, 'wall')) throw new Refusal('not-allowed')
        const of = viewer === null ? { username: username ?? '' } : { personId: viewer.personId }
        const changed = await ownPasswords.change(of, typed, {
          ip,
          cookies: raw.headers.cookie,
          sessionId: visitor?.sessionId,
        })
        if (changed.ok)
          return begunAnswer(await sessions.begin(changed.personId, raw.get('user-agent') ?? ''), raw, isTls)
        if (changed.reason === 'bad-password') throw badPassword('next', changed.faults)
        // Whoever is signed in and mistypes stays signed in: no 401.
        if (viewer !== null && changed.reason === 'wrong-credentials')
          throw new Refusal('invalid', {
            fields: [{ field: 'current', message: 'this is not the present password', reason: 'wrong-current' }],
          })
        throw unproved(changed.reason)
      },
    },
  ]
}

/** What somebody is told who is not who they say, or was not tried at all: a queue is over in a moment, a lock-out is not. */
function unproved(reason: (Proof & { ok: false })['reason'] | 'password-expired'): Refusal {
  return reason === 'busy' ? new Refusal('too-many', {}, { 'retry-after': '5' }) : new Refusal(reason)
}

/** Whose sessions somebody may end or name: null for anybody’s. */
function ownOnly(viewer: NonNullable<Asked['viewer']>): string | null {
  return hasRole(viewer, 'admin') ? null : viewer.personId
}

const FAULT_WORDS: Record<PasswordFault, string> = {
  'too-short': 'the password is too short',
  'too-long': 'the password is too long',
  'too-common': 'this is one of the passwords that are tried first everywhere',
  'holds-name': 'the password holds the user name, the name or the phone number',
  'too-plain': 'the password needs three of: lower case, upper case, digits, others',
  'used-before': 'this password was in use not long ago',
}

/** The refusal of a password, with each reason. */
export function badPassword(field: string, faults: readonly PasswordFault[]): Refusal {
  return new Refusal('invalid', { fields: faults.map((reason) => ({ field, message: FAULT_WORDS[reason], reason })) })
}

/** The answer to whoever has a session from here on: who they are, and the cookie. */
export function begunAnswer(
  { token, maxAgeSeconds, viewer, device }: Omit<Begun, 'ok'>,
  raw: Asked['raw'],
  isTls: boolean,
  status = 200,
): Answer {
  const isSecure = isTls || raw.secure
  const cookies = [sessionCookie(token, maxAgeSeconds, isSecure)]
  if (device !== null) cookies.push(deviceCookie(device, isSecure))
  return { ...json({ person: viewer }, status), headers: { 'set-cookie': cookies } }
}

/** The cookie that carries a session: not for scripts, not for other sites' requests, over TLS alone where there is any. */
function sessionCookie(token: string, maxAgeSeconds: number, isSecure: boolean): string {
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${isSecure ? '; Secure' : ''}`
}

/** The cookie by which a device is known at the door; signing out leaves it, for it is needed after that. */
function deviceCookie({ name, value, maxAgeSeconds }: DeviceMark, isSecure: boolean): string {
  return `${name}=${value}; Path=/api; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${isSecure ? '; Secure' : ''}`
}
