import type zh from './messages/zh.json'

/** The name of a sentence of shared/messages. */
export type SentenceKey = keyof typeof zh

/** Says a sentence in one language, with what it names filled in. */
export type Say = (key: SentenceKey, named?: Readonly<Record<string, string | number>>) => string

/** Says the sentences of a table, as `shared/messages/zh.json` is one; a name nobody gave stays as it is written. */
export function sayFrom(sentences: Readonly<Record<SentenceKey, string>>): Say {
  return (key, named = {}) =>
    sentences[key].replaceAll(/\{([A-Za-z][A-Za-z0-9]*)\}/g, (written: string, name: string) =>
      Object.hasOwn(named, name) ? String(named[name]) : written,
    )
}
