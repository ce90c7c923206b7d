import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, startBrowser } from '../support/browser.ts'
import { aFire, closed, madeUpScreen } from '../support/made-up-screen.ts'
import { type StandIn, startStandIn } from '../support/stand-in-server.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const patience = { timeout: 60_000, interval: 100 }
const MANY = 500
/** Twenty minutes of arc from five metres, on a wall of 65 inches that is 1920 wide. */
const LEAST_PIXELS = 42

describe.skipIf(browserPath === null)(`five hundred incidents at once${skipped}`, () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>
  const nowMs = Date.now()
  const madeUp = madeUpScreen({ columns: 5, rows: 5, grids: 2, devices: 1000 }, nowMs)
  const grids = madeUp.areas.features.filter(({ properties }) => properties?.['level'] === 'grid')
  const fireAt = (n: number) => {
    const [device, grid] = [madeUp.devices[n], grids[n % grids.length]]
    if (device === undefined || grid === undefined) throw new Error('there is nothing in this township')
    return aFire(n, device, grid, nowMs, n % 50 === 0 ? { kind: 'fire', severity: 'extreme' } : {})
  }
  const openAll = (standIn: StandIn) => {
    for (let n = 0; n < MANY; n++) standIn.change({ type: 'incident', incident: fireAt(n) })
  }

  beforeAll(async () => {
    browser = await startBrowser(browserPath ?? '')
  })
  afterAll(() => browser?.close())

  it('the wall shows the worst in words that can be read, how many more there are, and goes on painting', async () => {
    const standIn = await startStandIn(madeUp)
    const page = await (await openDevice(browser, [1920, 1080])).newPage()
    const thrown = thrownBy(page)
    await page.goto(`${standIn.url}/wall`)
    await page.locator('.calm').waitFor()
    openAll(standIn)
    await expect.poll(() => page.locator('.attention .count').textContent(), patience).toBe(String(MANY))
    await expect.poll(() => standIn.drawn(), patience).toBe(MANY + 1)
    const { cards, lines, more, smallest, cut } = await seen(page)
    await keepPicture(page, 'wall-five-hundred')
    expect(cards + lines + more).toBe(MANY)
    expect(cards).toBeGreaterThanOrEqual(1)
    expect(smallest).toBeGreaterThanOrEqual(LEAST_PIXELS - 0.5)
    expect(cut).toEqual([])
    expect(await page.locator('.card').first().textContent()).toContain('火情')
    const beganMs = Date.now()
    for (let n = 0; n < MANY; n += 50) standIn.change({ type: 'incident', incident: closed(fireAt(n), nowMs) })
    await expect.poll(() => page.locator('.attention .count').textContent(), patience).toBe(String(MANY - 10))
    console.info(`the wall shows that ten of ${MANY} are over after ${Date.now() - beganMs} ms`)
    await expect.poll(() => page.locator('.card').first().textContent(), patience).toContain('烟雾')
    expect(thrown).toEqual([])
    await page.context().close()
    await standIn.stop()
  })

  it('the desk stands in groups, is gone through by key, narrowed and searched', async () => {
    const standIn = await startStandIn(madeUp, { viewer: { personId: 'p0', name: '张0', roles: ['duty'] } })
    const page = await (await openDevice(browser, [1366, 768])).newPage()
    const thrown = thrownBy(page)
    await page.goto(`${standIn.url}/`)
    await page.locator('section.list').waitFor()
    openAll(standIn)
    const count = page.locator('section.list h1 .count')
    await expect.poll(() => count.textContent(), patience).toBe(String(MANY))
    await page.locator('article').waitFor()
    await keepPicture(page, 'desk-five-hundred')
    const chosen = () => new URL(page.url()).searchParams.get('incident')
    const gone = new Set<string | null>()
    const beganMs = Date.now()
    for (let n = 0; n < 10; n++) {
      const before = chosen()
      await page.keyboard.press('ArrowDown')
      await expect.poll(chosen, patience).not.toBe(before)
      gone.add(chosen())
    }
    console.info(`ten incidents by key among ${MANY}: ${Date.now() - beganMs} ms`)
    expect(gone.size).toBe(10)
    await page.getByRole('combobox', { name: '按类别筛选' }).selectOption('fire')
    await expect.poll(() => count.textContent(), patience).toBe('10')
    await page.getByText(`筛选之外还有 ${MANY - 10} 件无人应答`).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').fill('huoqing')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('article', { name: /火情/ }).waitFor()
    expect(thrown).toEqual([])
    await page.context().close()
    await standIn.stop()
  })
})

function thrownBy(page: Page): string[] {
  const thrown: string[] = []
  page.on('pageerror', (error) => thrown.push(error.stack ?? error.message))
  return thrown
}

/** How many cards and lines can be seen whole, how many are said to be missing, the smallest word in pixels, and what is cut off. */
function seen(page: Page): Promise<{ cards: number; lines: number; more: number; smallest: number; cut: string[] }> {
  return page.evaluate(() => {
    const isSeen = (element: Element) => getComputedStyle(element).visibility === 'visible'
    const cards = [...document.querySelectorAll('.card')].filter(isSeen)
    const words = [...document.querySelectorAll('.attention *')].filter(
      (element) =>
        isSeen(element) && [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim()),
    )
    const sizes = words.map((element) => Number.parseFloat(getComputedStyle(element).fontSize))
    return {
      cards: cards.length,
      lines: document.querySelectorAll('.lines li').length,
      more: Number(document.querySelector('.more strong')?.textContent ?? '0'),
      smallest: Math.min(...sizes),
      cut: cards
        .filter((card) => card.scrollHeight > card.clientHeight + 1 || card.scrollWidth > card.clientWidth + 1)
        .map((card) => card.textContent ?? ''),
    }
  })
}
