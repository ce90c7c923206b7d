const PREFIX = 'xiangshao-draft:'

/**
 * What was typed under a name on this machine and not yet sent, as `read` understands it; null where nothing was kept, it
 * cannot be read any more, or this browser keeps nothing.
 */
export function keptDraft<Draft>(name: string, read: (kept: unknown) => Draft | null): Draft | null {
  try {
    const text = localStorage.getItem(PREFIX + name)
    return text === null ? null : read(JSON.parse(text))
  } catch {
    return null
  }
}

/**
 * Keeps what is typed over a reload; null forgets it. False where this browser keeps nothing: then it lasts as long as the
 * page, which is no reason to stop typing.
 */
export function keepDraft(name: string, draft: unknown): boolean {
  try {
    if (draft === null) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

/** Reads a text. */
export function textIn(kept: unknown): string | null {
  return typeof kept === 'string' ? kept : null
}
