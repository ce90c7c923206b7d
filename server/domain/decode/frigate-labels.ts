import type { Kind } from '#shared/kinds.ts'

/** What a label means to us; `reading` labels are worth keeping and never alarm. */
type LabelMeaning = { kind: Kind; needsArming: boolean } | 'reading'

const FIRE = { kind: 'fire', needsArming: false } as const
const SMOKE = { kind: 'smoke', needsArming: false } as const
const INTRUSION = { kind: 'intrusion', needsArming: true } as const

/**
 * The labels we know, of objects and of sounds. The default model sees neither fire nor smoke: those come from custom
 * models, the sounds from the audio label map. Whatever is not listed is kept out of the record, for a custom label
 * may be somebody's name.
 */
const LABELS: ReadonlyMap<string, LabelMeaning> = new Map<string, LabelMeaning>([
  ...['fire', 'flame', 'flames', 'wildfire', 'forest_fire', 'open_fire', 'bushfire', 'fire_smoke', 'fire_alarm'].map(
    (label): [string, LabelMeaning] => [label, FIRE],
  ),
  ...['火', '火焰', '火灾', '明火', '山火', '烟火'].map((label): [string, LabelMeaning] => [label, FIRE]),
  ...['smoke', 'smoke_fire', 'wildfire_smoke', 'smoke_detector', 'smoke_alarm', '烟', '烟雾'].map(
    (label): [string, LabelMeaning] => [label, SMOKE],
  ),
  ...['person', 'bicycle', 'car', 'motorcycle', 'bus', 'school_bus', 'truck', 'van', 'tractor', 'vehicle', 'boat'].map(
    (label): [string, LabelMeaning] => [label, INTRUSION],
  ),
  ...['dog', 'cat', 'bird', 'horse', 'sheep', 'goat', 'cow', 'pig', 'deer', 'fox', 'bear', 'rabbit', 'package'].map(
    (label): [string, LabelMeaning] => [label, 'reading'],
  ),
  ...['crackle', 'siren', 'civil_defense_siren', 'explosion', 'gunshot', 'scream', 'bark'].map(
    (label): [string, LabelMeaning] => [label, 'reading'],
  ),
])

/** What stands by for fire, or says that there is none. */
const NO_FIRE =
  /(^|_)(no|not|non|without|hydrant|truck|engine|extinguisher|pit|escape|exit|door|fighter|station|hose)(_|$)/

/** The meaning of a label, or null for one we do not know and do not keep: `white_smoke` is smoke. */
export function labelMeaning(label: string): LabelMeaning | null {
  const known = LABELS.get(label)
  if (known !== undefined || NO_FIRE.test(label)) return known ?? null
  if (/(^|_)smoke(_|$)/.test(label)) return SMOKE
  return /(^|_)(wild)?(fires?|flames?)(_|$)/.test(label) ? FIRE : null
}

/** A label of Frigate as we look it up: a review marks an object with a recognised face by `-verified`. */
export function labelIn(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 64) return null
  const label = value
    .trim()
    .toLowerCase()
    .replace(/-verified$/, '')
    .replace(/[ -]/g, '_')
  return label === '' ? null : label
}
