import type { RunningApp } from '../support/running-app.ts'

/** Signs some people in once each; answers with what gives a browser's device the session of one of them. */
export async function signInOnce(app: RunningApp, usernames: readonly string[]) {
  const sessions = new Map<string, string>()
  for (const username of usernames) sessions.set(username, await app.signIn(username))
  return (username: string) => {
    const [name = '', value = ''] = (sessions.get(username) ?? '').split('=')
    return [{ name, value, url: app.url() }]
  }
}
