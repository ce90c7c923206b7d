/** What is typed and not yet saved, with what it was begun from, kept on this machine until it is saved or thrown away. */
export type KeptDraft<Draft> = { base: string; draft: Draft }

const PREFIX = 'xiangshao-draft:'

/** Reads what was kept under a name; null where nothing was, or storage is barred. */
export function readKeptDraft<Draft>(name: string): KeptDraft<Draft> | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('base' in kept) || !('draft' in kept)) return null
    // Only this program writes under the prefix, in this form.
    return kept as KeptDraft<Draft>
  } catch {
    return null
  }
}

/** Keeps it, where the browser lets it; null throws it away. */
export function keepDraft(name: string, kept: KeptDraft<unknown> | null): void {
  try {
    if (kept === null) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, JSON.stringify(kept))
  } catch {
    // Without storage what is typed lasts as long as the page.
  }
}
