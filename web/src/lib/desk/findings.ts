/** Something the duty officer may be looking for, and where it is opened. `words` are what it answers to. */
export type Finding = {
  key: string
  group: 'incident' | 'person' | 'place' | 'device' | 'page'
  title: string
  note: string
  href: string
}

/** Where in some words the first sign is that answers to what is typed; null: none does. */
export type AnswersAt = (words: string, typed: string) => number | null

/** Answers to what stands in the words as it is. */
export const holds: AnswersAt = (words, typed) => {
  const found = words.indexOf(typed)
  return found === -1 ? null : found
}

/** What happens comes first, then who and where. */
const ORDER: readonly Finding['group'][] = ['incident', 'person', 'place', 'device', 'page']

/**
 * What answers to what is typed, at most `most`: every word of it must be answered to, by the title or the note. What
 * begins with it comes first, then what happens, then the shorter.
 */
export function foundBy(findings: readonly Finding[], typed: string, answersAt: AnswersAt, most: number): Finding[] {
  const words = typed
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const ranked = findings.flatMap((finding) => {
    const { title, note, group } = finding
    let [begins, inTitle] = [0, 0]
    for (const word of words) {
      const at = answersAt(title.toLowerCase(), word)
      if (at === null && answersAt(note.toLowerCase(), word) === null) return []
      if (at === 0) begins++
      if (at !== null) inTitle++
    }
    return [{ finding, rank: [-begins, -inTitle, ORDER.indexOf(group), title.length] }]
  })
  return ranked
    .toSorted((a, b) => {
      const at = a.rank.findIndex((value, n) => value !== b.rank[n])
      return at === -1 ? (a.finding.key < b.finding.key ? -1 : 1) : (a.rank[at] ?? 0) - (b.rank[at] ?? 0)
    })
    .slice(0, most)
    .map(({ finding }) => finding)
}
