import type { Device } from '#shared/device.ts'
import { bearingDegrees, distanceMetres, type Point, pointAt, toPoint } from './plane.ts'
import { NANGOU_FIRE } from './place-names.ts'
import { between, seededRandom } from './random.ts'
import { groundElevationMetres } from './terrain.ts'

// What a camera of the demo would see: the ridges of the made-up hills as they stand before it, and what burns there.

export const PICTURE = { width: 1280, height: 720 } as const
const { width: W, height: H } = PICTURE
/** Where the horizon stands in the picture: a watch camera looks down a little. */
const HORIZON = H * 0.3
const STEP_PIXELS = 8
/** Each ridge is the outline of the ground up to one of these, the farthest drawn first. */
const REACHES_METRES = [9000, 7000, 5400, 4200, 3200, 2400, 1800, 1300, 900, 600, 380, 220, 120]
const MARCH = 1.045

/** What is seen: smoke or fire, where in the picture (0 is its left edge, 1 its right), and how surely. */
export type Seen = { label: string; across: number; score: number }

/** Daylight, or what such a camera gives by night: grey. From far to near. */
const DAY = { sky: ['#b9cbd8', '#e4e3d8'], far: [176, 190, 198], near: [58, 70, 44], smoke: '#dcdcd8' }
const NIGHT = { sky: ['#0d0f12', '#2b2e33'], far: [62, 66, 71], near: [18, 19, 21], smoke: '#9a9a9a' }

/** The picture as SVG. `clock` is what stands in its corner, in ASCII: a machine may have no other letters to draw with. */
export function viewOf(
  camera: Device,
  seen: readonly Seen[],
  { clock, hour }: { clock: string; hour: number },
): string {
  const look = hour >= 7 && hour < 18 ? DAY : NIGHT
  const view = standingAt(camera)
  const ridges = REACHES_METRES.map((reach, at) => {
    const tops = Array.from({ length: W / STEP_PIXELS + 1 }, (_, n) => {
      const x = n * STEP_PIXELS
      return `${x},${view.top(x, REACHES_METRES[at + 1] ?? 30, reach).toFixed(1)}`
    })
    const share = at / (REACHES_METRES.length - 1)
    const tone = look.far.map((far, n) => Math.round(far + ((look.near[n] ?? 0) - far) * share ** 0.7))
    return `<polygon fill="rgb(${tone.join()})" points="0,${H} ${tops.join(' ')} ${W},${H}"/>`
  })
  const burning = seen.map((one) => burningAt(one, view, look))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${H}">`,
    '<defs><filter id="soft" x="-100%" y="-100%" width="300%" height="300%"><feGaussianBlur stdDeviation="9"/></filter>',
    `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${look.sky[0]}"/>`,
    `<stop offset="0.5" stop-color="${look.sky[1]}"/></linearGradient></defs>`,
    `<rect width="${W}" height="${H}" fill="url(#sky)"/>`,
    ...ridges,
    ...burning,
    '<g font-family="monospace" font-size="26" fill="#fff" stroke="#000" stroke-width="4" paint-order="stroke">',
    `<text x="24" y="44">${clock}</text><text x="${W - 24}" y="44" text-anchor="end">${camera.addresses[0]?.externalId ?? ''}</text>`,
    `<text x="${W - 24}" y="${H - 24}" text-anchor="end">SIMULATED</text></g></svg>`,
  ].join('')
}

type View = ReturnType<typeof standingAt>

function standingAt({ location, elevation, camera }: Device) {
  const at: Point = location === null ? [0, 0] : toPoint(location)
  const eye = (elevation ?? groundElevationMetres(at)) + (camera?.mastHeightMetres ?? 5)
  const [bearing, field] = [camera?.bearingDegrees ?? 0, camera?.fieldOfViewDegrees ?? 60]
  const pixels = W / 2 / Math.tan((field / 2) * (Math.PI / 180))
  const towards = (x: number) => bearing + (Math.atan((x - W / 2) / pixels) * 180) / Math.PI
  const heightOf = (x: number, metres: number) => {
    const rise = groundElevationMetres(pointAt(at, towards(x), metres)) - eye
    return HORIZON - (rise / metres) * pixels
  }
  return {
    at,
    heightOf,
    /** How high in the picture the ground between two distances reaches, in pixels from its top. */
    top(x: number, from: number, to: number): number {
      let least: number = H
      for (let metres = from; metres <= to; metres *= MARCH) least = Math.min(least, heightOf(x, metres))
      return Math.max(0, least)
    },
    towards,
  }
}

/** Where it burns: at 南沟 where the camera looks that way, else on the slope before it. */
function burningAt({ label, across, score }: Seen, view: View, look: typeof DAY): string {
  const x = across * W
  const off = Math.abs(((view.towards(x) - bearingDegrees(view.at, NANGOU_FIRE) + 540) % 360) - 180)
  const metres = off < 6 ? distanceMetres(view.at, NANGOU_FIRE) : 1500
  const y = Math.min(H - 40, view.heightOf(x, metres))
  // The same fire has the same smoke in each picture of it, and more of it the surer it is.
  const random = seededRandom(Math.round(across * 1000))
  const size = 10 + 42 * score
  const puffs = Array.from({ length: 12 }, (_, n) => {
    const [cx, cy] = [x + n * size * between(random, 0.12, 0.3), y - n * size * between(random, 0.28, 0.4)]
    const [rx, ry] = [size * (0.3 + n * 0.1), size * (0.26 + n * 0.07)]
    return `<ellipse cx="${cx.toFixed(0)}" cy="${cy.toFixed(0)}" rx="${rx.toFixed(0)}" ry="${ry.toFixed(0)}" opacity="${(0.75 - n * 0.05).toFixed(2)}"/>`
  })
  const flames = `<g filter="url(#soft)"><ellipse cx="${x}" cy="${y}" rx="${size}" ry="${size * 0.5}" fill="#ff7a1a"/><ellipse cx="${x}" cy="${y}" rx="${size * 0.5}" ry="${size * 0.35}" fill="#ffe27a"/></g>`
  const [left, top, wide, high] = [x - size * 1.2, y - size * 4.2, size * 4.6, size * 5]
  return [
    label === 'fire' ? flames : '',
    `<g filter="url(#soft)" fill="${look.smoke}">${puffs.join('')}</g>`,
    `<rect x="${left.toFixed(0)}" y="${top.toFixed(0)}" width="${wide.toFixed(0)}" height="${high.toFixed(0)}" fill="none" stroke="#e53935" stroke-width="4"/>`,
    `<text x="${left.toFixed(0)}" y="${(top - 10).toFixed(0)}" font-family="monospace" font-size="26" fill="#fff" stroke="#e53935" stroke-width="6" paint-order="stroke">${label} ${Math.round(score * 100)}%</text>`,
  ].join('')
}
