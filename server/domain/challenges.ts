/** One way to say who asks, with what the server tells of it; its scheme and the names are in small letters. */
export type Challenge = { scheme: string; told: ReadonlyMap<string, string> }

/** A word, and where it is a parameter its value: quoted or bare. A word without one begins a challenge. */
const WORD = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+)))?/g

/**
 * The challenges of one `WWW-Authenticate` header, in their order: a server may name several in one line. Of a
 * parameter that is told twice the first value counts.
 */
export function challengesIn(header: string): Challenge[] {
  const challenges: { scheme: string; told: Map<string, string> }[] = []
  for (const [, word = '', quoted, bare] of header.slice(0, 4000).matchAll(WORD)) {
    const name = word.toLowerCase()
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare
    if (value === undefined) challenges.push({ scheme: name, told: new Map() })
    else {
      const told = challenges.at(-1)?.told
      if (told?.has(name) === false) told.set(name, value)
    }
  }
  return challenges
}
