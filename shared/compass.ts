/** The eight winds, clockwise from north. */
export const WINDS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
export type Wind = (typeof WINDS)[number]

/** The wind a bearing falls in, each 45° wide and centred on its direction. */
export function windOf(bearingDegrees: number): Wind {
  const turned = ((bearingDegrees % 360) + 360) % 360
  return WINDS[Math.round(turned / 45) % 8] ?? 'n'
}

/** A distance as a person would say it: to 10 m below 1 km, to 100 m below 10 km, else whole kilometres. */
export function spokenDistance(metres: number): { unit: 'metres' | 'kilometres'; n: number } {
  if (metres < 995) return { unit: 'metres', n: Math.max(10, Math.round(metres / 10) * 10) }
  if (metres < 9950) return { unit: 'kilometres', n: Math.round(metres / 100) / 10 }
  return { unit: 'kilometres', n: Math.round(metres / 1000) }
}
