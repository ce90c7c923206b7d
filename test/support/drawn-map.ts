import type { Page } from 'playwright-core'
import sharp from 'sharp'
import type { LngLat } from '#shared/geo.ts'

/** What tests ask the map that the page keeps on its element. */
export type MapElement = HTMLElement & {
  map?: {
    getStyle(): { layers: { id: string }[] }
    getLayer(id: string): object | undefined
    getPaintProperty(id: string, name: string): unknown
    queryRenderedFeatures(options: { layers: string[] }): unknown[]
    getSource(id: string): {
      serialize(): { data: { features: { properties: { id: string }; geometry: { coordinates: [number, number] } }[] } }
    }
    isSourceLoaded(id: string): boolean
    jumpTo(to: { center: [number, number]; zoom: number }): void
    project(at: [number, number]): { x: number; y: number }
  }
}

/** The layers of the map, bottom first. */
export function layerIds(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      document
        .querySelector<MapElement>('.map-canvas')
        ?.map?.getStyle()
        .layers.map(({ id }) => id) ?? [],
  )
}

/** How many features of a layer are drawn. */
export function count(page: Page, layer: string): Promise<number> {
  return page.evaluate((id) => {
    const map = document.querySelector<MapElement>('.map-canvas')?.map
    return map?.getLayer(id) === undefined ? 0 : map.queryRenderedFeatures({ layers: [id] }).length
  }, layer)
}

/** Whether our outlines are there, and our ground hides what is not. */
export function oursIsDrawn(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const map = document.querySelector<MapElement>('.map-canvas')?.map
    if (map?.getLayer('area-village-line') === undefined) return false
    const isSolid = map.getPaintProperty('area-fill', 'fill-opacity') === 1
    return isSolid && map.queryRenderedFeatures({ layers: ['area-village-line'] }).length > 0
  })
}

/** Where a device is drawn, in degrees of the map. */
export function drawnAt(page: Page, deviceId: string): Promise<LngLat> {
  return page.evaluate((id) => {
    const map = document.querySelector<MapElement>('.map-canvas')?.map
    const features = map?.getLayer('device') === undefined ? [] : map.getSource('devices').serialize().data.features
    return features.find(({ properties }) => properties.id === id)?.geometry.coordinates ?? [0, 0]
  }, deviceId)
}

/** The colour that most of the map has, as it is seen. */
export async function commonColour(page: Page): Promise<readonly number[]> {
  const png = await page.locator('.map-canvas').screenshot({ timeout: 60_000 })
  const pixels = await sharp(png).removeAlpha().raw().toBuffer()
  const counts = new Map<number, number>()
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = pixels.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const [most = 0] = [...counts.entries()].toSorted(([, one], [, other]) => other - one)[0] ?? []
  return [most >> 16, (most >> 8) & 255, most & 255]
}

/** How colourful a colour is: 0 is grey. */
export function spread(colour: readonly number[]): number {
  return Math.max(...colour) - Math.min(...colour)
}

/** A colour of the design, as the theme that shows has it. */
export async function token(page: Page, name: string): Promise<readonly number[]> {
  const hex = await page.evaluate((of) => getComputedStyle(document.documentElement).getPropertyValue(of).trim(), name)
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
}

/** Whether words are on the screen with nothing before them. */
export function isUncovered(page: Page, words: string): Promise<boolean> {
  return page.getByText(words).evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const isOnScreen = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
    const points = [0.05, 0.5, 0.95].map((share) => [left + share * (right - left), (top + bottom) / 2] as const)
    return isOnScreen && points.every(([x, y]) => element.contains(document.elementFromPoint(x, y)))
  })
}

/** Takes the map's graphics away, as a driver does, and gives them back. */
export async function loseGraphics(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const canvas = document.querySelector<HTMLCanvasElement>('.map-canvas canvas')
    const extension = canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context')
    const lost = new Promise((resolve) => canvas?.addEventListener('webglcontextlost', resolve, { once: true }))
    const back = new Promise((resolve) => canvas?.addEventListener('webglcontextrestored', resolve, { once: true }))
    extension?.loseContext()
    await lost
    // The browser says so first, and gives nothing back while it does.
    await new Promise((resolve) => setTimeout(resolve))
    extension?.restoreContext()
    await back
  })
}
