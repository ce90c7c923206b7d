import en from '#shared/messages/en.json' with { type: 'json' }
import zh from '#shared/messages/zh.json' with { type: 'json' }
import { type Say, sayFrom } from '#shared/said.ts'

/** The languages in which the program speaks to people outside its pages; Chinese first. */
export const LANGUAGES = ['zh', 'en'] as const

/** How each language is said. */
export const SAID: Record<(typeof LANGUAGES)[number], Say> = { zh: sayFrom(zh), en: sayFrom(en) }
