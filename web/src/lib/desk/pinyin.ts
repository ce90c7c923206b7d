import Pinyin from 'pinyin-match'

// The only importer of pinyin-match. Its types put the function a level deeper than Node and bundlers find it.
const { match } = Pinyin as unknown as { match: (words: string, typed: string) => [number, number] | false }

/** Where in some words the first sign is that answers to what is typed: signs, pinyin, or its initials; null: none does. */
export function answersAt(words: string, typed: string): number | null {
  const found = match(words, typed)
  return found === false ? null : found[0]
}
