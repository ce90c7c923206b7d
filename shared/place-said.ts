import type { Near } from './area.ts'
import { spokenDistance, type Wind, windOf } from './compass.ts'
import type { Say, SentenceKey } from './said.ts'

const WINDS: Record<Wind, SentenceKey> = {
  n: 'direction_n',
  ne: 'direction_ne',
  e: 'direction_e',
  se: 'direction_se',
  s: 'direction_s',
  sw: 'direction_sw',
  w: 'direction_w',
  nw: 'direction_nw',
}

/** Where a place lies from a name people use, said in one language: 南沟东北300米. Nearer than 50 m it is simply there. */
export function nearSaid({ name, distanceMetres, bearingDegrees }: Near, say: Say): string {
  if (distanceMetres < 50) return say('place_at', { name })
  const { unit, n } = spokenDistance(distanceMetres)
  const distance = say(unit === 'metres' ? 'place_metres' : 'place_kilometres', { n })
  return say('place_near', { name, direction: say(WINDS[windOf(bearingDegrees)]), distance })
}

/** The ground a place lies on, largest first: 土岭底村 第二网格; where no area is touched, that it is outside, or unknown. */
export function groundSaid(ground: readonly string[], isKnown: boolean, say: Say): string {
  return ground.length > 0 ? ground.join(' ') : say(isKnown ? 'place_outside' : 'place_unknown')
}
