/** A colour as `#rrggbb`. */
type Rgb = readonly [number, number, number]

/** Red, green and blue of `#rrggbb`, as light: 0 to 1 and linear. */
export function linear(hex: string): Rgb {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return [r, g, b]
}

/** The contrast of two colours, 1 to 21, as WCAG 2 measures it. */
export function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = linear(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/**
 * What is seen with one kind of cone missing, by Machado, Oliveira and Fernandes (2009), severity 1: linear light to
 * linear light.
 */
const SEEN = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const
export type Sight = 'all cones' | keyof typeof SEEN
export const SIGHTS: readonly Sight[] = ['all cones', 'protanopia', 'deuteranopia', 'tritanopia']

/** How different two colours are to somebody, as ΔE of CIELAB (1976) under D65: 2 is just to be noticed, 10 at a glance. */
export function difference(one: string, other: string, sight: Sight): number {
  const [a, b] = [one, other].map((hex) => lab(seen(linear(hex), sight)))
  return Math.hypot(...[0, 1, 2].map((at) => (a?.[at] ?? 0) - (b?.[at] ?? 0)))
}

function seen(light: Rgb, sight: Sight): Rgb {
  if (sight === 'all cones') return light
  const [r = 0, g = 0, b = 0] = SEEN[sight].map((row) =>
    Math.min(1, Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2])),
  )
  return [r, g, b]
}

function lab([r, g, b]: Rgb): Rgb {
  const [x = 0, y = 0, z = 0] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
  ].map((share) => (share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116))
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
