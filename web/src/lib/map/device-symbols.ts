import type { DeviceKind } from '#shared/device.ts'
import type { MapInstance } from './maplibre.ts'

/**
 * The symbol of each kind of device, as an SVG path in a square of 24: what differs, differs by shape. Holes are left by
 * the even-odd rule.
 */
export const DEVICE_SHAPES: Readonly<Record<DeviceKind, string>> = {
  camera: 'M2 7h12v10H2zM15.5 11 22 7v10l-6.5-4z',
  smoke:
    'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20zm0 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
  heat: 'M9 4a3 3 0 0 1 6 0v9.2a5.5 5.5 0 1 1-6 0zm2 1v10h2V5z',
  gas: 'M12 1.5 21 6.7v10.6l-9 5.2-9-5.2V6.7zm0 4.3L6.7 8.9v6.2l5.3 3.1 5.3-3.1V8.9z',
  'water-leak': 'M12 2c4.4 5.5 7 9 7 12.5a7 7 0 0 1-14 0C5 11 7.6 7.5 12 2z',
  'water-level':
    'M2 6c3-3 5-3 7 0s4 3 6 0 5-3 7 0v4c-3-3-5-3-7 0s-4 3-6 0-5-3-7 0zm0 9c3-3 5-3 7 0s4 3 6 0 5-3 7 0v4c-3-3-5-3-7 0s-4 3-6 0-5-3-7 0z',
  contact: 'M3 3h8v18H3zm10 0h8v18h-8zm-5 8v2.5h2V11z',
  motion: 'M12 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 22c0-6.5 3-10 8-10s8 3.5 8 10z',
  sos: 'M9 2h6v7h7v6h-7v7H9v-7H2V9h7z',
  weather: 'M4 2h2.5v1.5H21L16.5 8 21 12.5H6.5V22H4z',
  gateway:
    'M10.8 12h2.4v10h-2.4zM12 2a9 9 0 0 1 8.2 12.7l-2.7-1.2a6 6 0 1 0-11 0l-2.7 1.2A9 9 0 0 1 12 2zm0 5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  tracker: 'M12 2 20 22l-8-5-8 5z',
  feed: 'M12 1.5 22.5 12 12 22.5 1.5 12zm0 5L6.5 12l5.5 5.5 5.5-5.5z',
  other: 'M12 6a6 6 0 1 1 0 12 6 6 0 0 1 0-12z',
}

/** Lies over the symbol of a device that does not speak. */
export const SILENT_SHAPE = 'M3.1 1.7 22.3 20.9l-1.4 1.4L1.7 3.1z'
export const SILENT_IMAGE = 'device-is-silent'

const SIZE = 48
/** The square of the path lies within the picture with room for the soft edge and a halo. */
const MARGIN = 8

/** Gives the map the symbol of every kind as an image `device-camera`, …, and the stroke over those that are silent; coloured by `icon-color`. */
export function addDeviceSymbols(map: MapInstance): void {
  const images = Object.entries(DEVICE_SHAPES).map(([kind, path]) => [`device-${kind}`, path] as const)
  for (const [id, path] of [...images, [SILENT_IMAGE, SILENT_SHAPE] as const])
    if (!map.hasImage(id)) map.addImage(id, picture(path), { sdf: true, pixelRatio: 2 })
}

function picture(path: string): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE
  const pen = canvas.getContext('2d')
  if (pen === null) return new ImageData(SIZE, SIZE)
  // A signed distance field wants soft edges.
  pen.filter = 'blur(1.2px)'
  pen.fillStyle = '#fff'
  pen.translate(MARGIN, MARGIN)
  pen.scale((SIZE - 2 * MARGIN) / 24, (SIZE - 2 * MARGIN) / 24)
  pen.fill(new Path2D(path), 'evenodd')
  return pen.getImageData(0, 0, SIZE, SIZE)
}
