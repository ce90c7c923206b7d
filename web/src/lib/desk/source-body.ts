import type { FetchCredentials, FormatName, ShownSource } from '#shared/source.ts'

/** What the form of a source holds, as it is typed. */
export type SourceDraft = {
  format: FormatName
  prefix: string
  timeZone: string
  token: string
  /** One address a line. */
  fetchFrom: string
  signIn: 'keep' | 'none' | 'password' | 'header'
  signInName: string
  signInSecret: string
  pullUrl: string
  pullMinutes: number
}

/** The form of a source as it is, or of a new one. */
export function draftOf(source: ShownSource | null): SourceDraft {
  return {
    format: source?.format ?? 'native',
    prefix: source?.prefix ?? '',
    timeZone: source?.timeZone ?? '',
    token: '',
    fetchFrom: (source?.fetchFrom ?? []).join('\n'),
    signIn: source?.fetchCredentials ? 'keep' : 'none',
    signInName: '',
    signInSecret: '',
    pullUrl: source?.pull?.url ?? '',
    pullMinutes: Math.round((source?.pull?.everySeconds ?? 900) / 60),
  }
}

/** The body of `PUT /api/sources/:id` that a form comes to; what it does not show stays as it is. */
export function sourceBody(draft: SourceDraft, source: ShownSource | null): Record<string, unknown> {
  const { format, prefix, timeZone, token, fetchFrom, pullUrl, pullMinutes } = draft
  const lines = fetchFrom.split(/\s+/).filter((line) => line !== '')
  const url = pullUrl.trim()
  return {
    format,
    prefix: prefix.trim() || null,
    timeZone: timeZone.trim() || null,
    datum: source?.datum ?? null,
    ...(token !== '' && { token }),
    fetchFrom: lines,
    ...(draft.signIn !== 'keep' && { fetchCredentials: credentialsOf(draft) }),
    pull: url === '' ? null : { url, everySeconds: Math.round(pullMinutes * 60) },
  }
}

function credentialsOf({ signIn, signInName, signInSecret }: SourceDraft): FetchCredentials | null {
  if (signIn === 'password') return { scheme: 'password', username: signInName, password: signInSecret }
  return signIn === 'header' ? { scheme: 'header', name: signInName, value: signInSecret } : null
}
