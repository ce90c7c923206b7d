/** A note as far as it is written; `id` becomes the id of the note, so that sending it twice is one. */
export type HandoverDraft = { id: string; note: string }

const keyOf = (areaId: string) => `handover-draft:${areaId}`

/** The draft that this browser keeps for a duty room; null where there is none. */
export function readDraft(areaId: string): HandoverDraft | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(areaId)) ?? 'null')
    if (typeof value !== 'object' || value === null) return null
    // Checked field by field on the next line.
    const { id, note } = value as Partial<HandoverDraft>
    return typeof id === 'string' && typeof note === 'string' ? { id, note } : null
  } catch {
    return null
  }
}

/** Keeps a draft, or forgets it. */
export function writeDraft(areaId: string, draft: HandoverDraft | null): void {
  try {
    if (draft === null) localStorage.removeItem(keyOf(areaId))
    else localStorage.setItem(keyOf(areaId), JSON.stringify(draft))
  } catch {
    // Without storage the note lasts as long as the page.
  }
}
