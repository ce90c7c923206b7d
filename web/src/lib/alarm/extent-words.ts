import type { GroundDoubt, Place } from '#shared/geo.ts'
import { m } from '#lib/paraglide/messages.js'
import { spokenDistance } from '#shared/compass.ts'
import { directionWord } from './place-words.ts'

const doubts: Record<GroundDoubt, () => string> = {
  'no-elevation': m.ground_no_elevation,
  wide: m.ground_wide,
  grazing: m.ground_grazing,
  'no-ground': m.ground_no_ground,
  'unknown-ground': m.ground_unknown,
  hidden: m.ground_hidden,
}

/** How large a place is, in words: 95%在240米 × 90米以内. Null where there is nothing to say. */
export function extentWords(place: Place): string | null {
  switch (place.type) {
    case 'point':
      return m.extent_point({ distance: distanceWords(place.radiusMetres) })
    case 'ellipse':
      return m.extent_ellipse({
        long: distanceWords(place.semiMajorMetres * 2),
        short: distanceWords(place.semiMinorMetres * 2),
        direction: directionWord(place.bearingDegrees),
      })
    case 'sector':
      return m.extent_sector({
        direction: directionWord(place.bearingDegrees),
        bearing: Math.round(place.bearingDegrees),
        half: Math.max(1, Math.round(place.halfAngleDegrees)),
        distance: distanceWords(place.rangeMetres),
      })
    case 'polygon':
      return m.extent_polygon()
    case 'unknown':
      return null
  }
}

/** Why the ground makes no point of what a camera saw; null where it does, or nothing is known of it. */
export function groundWords(place: Place | null): string | null {
  return place?.type === 'sector' && place.groundDoubt != null ? doubts[place.groundDoubt]() : null
}

/** How sure it is, in words with the number beside: 很可能（80%）. `certainty` is 0 to 1. */
export function certaintyWords(certainty: number): string {
  const [, word] = CERTAINTIES.find(([least]) => certainty >= least) ?? [0, m.certainty_hardly]
  return m.certainty_words({ word: word(), n: Math.round(certainty * 100) })
}

const CERTAINTIES: readonly (readonly [least: number, word: () => string])[] = [
  [0.95, m.certainty_sure],
  [0.75, m.certainty_likely],
  [0.5, m.certainty_maybe],
  [0.25, m.certainty_doubtful],
]

function distanceWords(metres: number): string {
  const { unit, n } = spokenDistance(metres)
  return unit === 'metres' ? m.place_metres({ n }) : m.place_kilometres({ n })
}
