import type { Ill } from '#shared/ill.ts'
import { illWords } from '#shared/ill-words.ts'
import type { Say } from '#shared/said.ts'
import { m } from './paraglide/messages.js'
import { townshipZone } from './time.ts'

/** What is ill, in the language and by the clocks of the screen. */
export function illSentence(ill: Ill): string {
  return illWords(ill, { say, zone: townshipZone() })
}

/** Says a sentence of the contract in the language of the screen. */
export const say: Say = (key, named = {}) => {
  // Every sentence takes what it names; of which there are many, each with a type of its own.
  const sentence = Reflect.get(m, key) as (named: Readonly<Record<string, string | number>>) => string
  return sentence(named)
}

/** What the newest illness is known by; empty where nothing is ill that came by itself. */
export function illNews(ill: readonly Ill[]): string {
  const keys = ill.flatMap((one) => (one.part === 'no-ringing' ? [] : `${one.since} ${one.part}`))
  return keys.sort().pop() ?? ''
}
