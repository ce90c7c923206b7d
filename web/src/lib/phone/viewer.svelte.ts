import { loadSession, session } from '../session.svelte.ts'

const KEY = 'phone-viewer'

type Owner = { personId: string; name: string }
let remembered = $state.raw<Owner | null>(stored())

/** Whose phone this is: who is signed in, or, while the server is out of reach, who last was. */
export const viewer = {
  get owner(): Owner | null {
    return session.person ?? remembered
  },
}

/** Asks who is signed in. False when the server says nobody is; true also while it does not answer. */
export async function loadViewer(): Promise<boolean> {
  const answer = await loadSession()
  if (answer.ok) {
    const { personId, name } = answer.value.person
    remember({ personId, name })
  }
  return answer.ok || answer.problem.status !== 401
}

function remember(owner: Owner): void {
  remembered = owner
  try {
    localStorage.setItem(KEY, JSON.stringify(owner))
  } catch {
    // Then it has to be asked again after the page was closed.
  }
}

function stored(): Owner | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (typeof value !== 'object' || value === null) return null
    // Checked field by field on the next line.
    const { personId, name } = value as Partial<Owner>
    return typeof personId === 'string' && typeof name === 'string' ? { personId, name } : null
  } catch {
    return null
  }
}
