import type { Viewer } from '#shared/session.ts'
import { type Answer, request } from './http.ts'

/** What `GET` and `POST /api/session` answer. */
type SessionAnswer = { person: Viewer }

let person = $state.raw<Viewer | null>(null)

/** Who is signed in, as far as this page knows. */
export const session = {
  /** Null when nobody is, or nobody has asked yet. */
  get person(): Viewer | null {
    return person
  },
}

/** Asks the server who is signed in; a refusal means nobody. */
export async function loadSession(): Promise<Answer<SessionAnswer>> {
  return keep(await request<SessionAnswer>('/api/session'))
}

/** Signs in; the session itself is a cookie this page cannot read. */
export async function signIn(username: string, password: string): Promise<Answer<SessionAnswer>> {
  return keep(await request<SessionAnswer>('/api/session', { method: 'POST', body: { username, password } }))
}

/** Signs out; without an answer from the server the person stays signed in. */
export async function signOut(): Promise<Answer<unknown>> {
  const answer = await request('/api/session', { method: 'DELETE' })
  if (answer.ok) person = null
  return answer
}

function keep(answer: Answer<SessionAnswer>): Answer<SessionAnswer> {
  if (answer.ok) person = answer.value.person
  else if (answer.problem.status === 401) person = null
  return answer
}
