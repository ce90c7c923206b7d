import { z } from 'zod'
import { kindSchema } from './kinds.ts'

/** The languages that screens speak. */
export const LANGUAGES = ['zh', 'en'] as const
/** Light, dark, or dark from 20:00 to 06:00. */
export const WALL_THEMES = ['light', 'dark', 'by-night'] as const
export type WallTheme = (typeof WALL_THEMES)[number]

/** How a wall shows what it shows; set up at the desk, for a wall has no keyboard. */
export const wallSettingsSchema = z.object({
  /** Null: all kinds. What never waits is shown whatever this says. */
  kinds: z.array(kindSchema).min(1).nullable(),
  /** Null: as its browser is set, as is its language. */
  theme: z.enum(WALL_THEMES).nullable(),
  language: z.enum(LANGUAGES).nullable(),
  /** How large the screen is and how far the farthest seat: words are as large as can be read from there. Null: as on 65 inches from 5 m. */
  screen: z.object({ diagonalInches: z.number().min(10).max(300), seatMetres: z.number().min(0.5).max(50) }).nullable(),
  /** Whether it shows a ruler by which both can be checked. */
  ruler: z.boolean(),
  /** Whether it says alarms aloud, where its machine has a voice. */
  speaks: z.boolean(),
})
export type WallSettings = z.infer<typeof wallSettingsSchema>

/** What a wall is told of itself: with another mark of the base map it loads itself anew. */
export const wallAnswerSchema = wallSettingsSchema.extend({ basemapMark: z.string() })
export type WallAnswer = z.infer<typeof wallAnswerSchema>

/** How a wall is until somebody sets it up otherwise. */
export const WALL_DEFAULTS: WallSettings = {
  kinds: null,
  theme: null,
  language: null,
  screen: null,
  ruler: false,
  speaks: true,
}
