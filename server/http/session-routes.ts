import { signInBodySchema } from '#shared/session.ts'
import { SESSION_COOKIE, type Sessions, tokenOf } from '../sessions.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** Signing in, who am I, signing out. */
export function sessionRoutes({
  sessions,
  personNamed,
  isTls,
}: {
  sessions: Sessions
  /** The person of a user name, for the audit log; null where there is no such account. */
  personNamed: (username: string) => Promise<string | null>
  isTls: boolean
}): Route[] {
  return [
    {
      method: 'post',
      path: '/api/session',
      who: 'anyone',
      says: 'Signs in; answers with a cookie.',
      takes: signInBodySchema,
      // Never the name as typed: many a password is typed into the wrong field.
      async means({ body }) {
        const given = signInBodySchema.safeParse(body)
        const personId = given.success ? await personNamed(given.data.username) : null
        return personId === null ? {} : { personId }
      },
      async handle({ body, ip, raw }) {
        const { username, password } = parsed(signInBodySchema, body)
        const signedIn = await sessions.signIn(username, password, ip, raw.get('user-agent') ?? '')
        if (!signedIn.ok) throw new Refusal(signedIn.reason)
        const { token, maxAgeSeconds, viewer } = signedIn
        return {
          ...json({ person: viewer }),
          headers: { 'set-cookie': sessionCookie(token, maxAgeSeconds, isTls || raw.secure) },
          concerns: { personId: viewer.personId },
        }
      },
    },
    {
      method: 'get',
      path: '/api/session',
      who: 'signed-in',
      says: 'Who is signed in.',
      handle: async ({ viewer }) => json({ person: viewer }),
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
  ]
}

/** The cookie that carries a session: not for scripts, not for other sites' requests, over TLS alone where there is any. */
export function sessionCookie(token: string, maxAgeSeconds: number, isSecure: boolean): string {
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${isSecure ? '; Secure' : ''}`
}
