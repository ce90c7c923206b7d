import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import express from 'express'
import { openDevice } from '../support/browser.ts'
import { aFire, madeUpScreen } from '../support/made-up-screen.ts'
import { startStandIn, type StandIn, type StandInOptions } from '../support/stand-in-server.ts'

/** The size of both windows. */
export const WINDOW = [1920, 1080] as const
/** What a page needs until everything that is made once is made. */
export const WARM_MS = 4000

/** A wall of five thousand devices and three hundred outlines, and the map beside it that shows the same and nothing else. */
export type BesideBareMap = {
  standIn: StandIn
  madeUp: ReturnType<typeof madeUpScreen>
  pages: readonly { name: 'wall' | 'bare'; url: string; /** Is there once the map is. */ ready: string }[]
}

/** Starts the server of both pages; the bare map gets the room and the ground that the wall's has. */
export async function besideBareMap(
  browser: Browser,
  { now = Date.now, ...options }: StandInOptions = {},
): Promise<BesideBareMap> {
  const madeUp = madeUpScreen({ columns: 6, rows: 5, grids: 3, devices: 5000 }, now())
  const standIn = await startStandIn(madeUp, { ...options, now, pages: serveBareMap })
  standIn.change({ type: 'incident', incident: seenFromAfar(madeUp, now()) })
  const wall = `${standIn.url}/wall`
  const bare = `${standIn.url}/bare/map?${await roomOfMap(browser, wall)}`
  const pages = [
    { name: 'wall', url: wall, ready: '.map-canvas canvas' },
    { name: 'bare', url: bare, ready: '[data-ready]' },
  ] as const
  return { standIn, madeUp, pages }
}

/** A fire of which one camera knows only the direction: it goes on all the while, and has the whole township on the map. */
function seenFromAfar(madeUp: ReturnType<typeof madeUpScreen>, nowMs: number) {
  const [camera] = madeUp.devices
  const grid = madeUp.areas.features.at(-1)
  if (camera === undefined || grid === undefined) throw new Error('there is nothing in this township')
  const place = { type: 'sector', apex: [112.09, 36.57], bearingDegrees: 0, halfAngleDegrees: 180, rangeMetres: 8000 }
  return aFire(-1, camera, grid, nowMs, { kind: 'fire', severity: 'extreme', place: place as never })
}

/** How large the map of the wall is, and which ground it shows. */
async function roomOfMap(browser: Browser, wall: string): Promise<string> {
  const context = await openDevice(browser, WINDOW)
  const page = await context.newPage()
  await page.goto(wall)
  await page.locator('.map-canvas canvas').waitFor()
  await delay(WARM_MS)
  const room = await page.evaluate(() => {
    const element = document.querySelector('.map-canvas') as HTMLElement & {
      map: { getBounds(): { toArray(): number[][] } }
    }
    const bounds = element.map.getBounds().toArray().flat().join()
    return { width: element.clientWidth, height: element.clientHeight, bounds }
  })
  await context.close()
  return new URLSearchParams({ ...room, width: `${room.width}`, height: `${room.height}` }).toString()
}

function serveBareMap(app: express.Express): void {
  for (const library of ['maplibre-gl', 'socket.io-client'])
    app.use(`/bare/${library}`, express.static(join(import.meta.dirname, '../../node_modules', library)))
  app.get('/bare/map', (_request, response) => response.sendFile(join(import.meta.dirname, 'peers/bare-map.html')))
}
