import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Gap } from '../../shared/coverage.ts'
import type { Person } from '../../shared/person.ts'
import type { DatedResponsibility } from '../../shared/responsibility.ts'
import { dayAfter, dayIn, momentIn } from '../../shared/township-day.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const ZONE = 'Asia/Shanghai'
const AREA = 'tulingdi-g1-z1'

describe.skipIf(browserPath === null)(`who answers for what, at the desk${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let admin: string
  let desk: Page
  let people: Person[]
  let today: string
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    admin = await app.signIn('admin')
    people = ((await app.get('/api/people', admin)).body as { items: Person[] }).items
    const { at } = (await app.get('/api/snapshot', admin)).body as { at: string }
    today = dayIn(ZONE, new Date(at))
    desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/coverage`, 'admin', DEMO_PASSWORD)
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  const heldAt = async (at?: string) => {
    const { body } = await app.get(`/api/responsibilities${at === undefined ? '' : `?at=${at}`}`, admin)
    return (body as { items: DatedResponsibility[] }).items
  }
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? ''

  it('nothing is wrong: a sentence says what was checked, and when', async () => {
    await desk.getByText(/查了 \d+ 个区域、\d+ 人/).waitFor()
    await keepPicture(desk, 'desk-coverage-calm')
  })

  it('holes stand in alarm colour with where, what and why, and lead to where they are mended', async () => {
    const from = momentIn(ZONE, dayAfter(today, -3)).toISOString()
    const hole = { areaId: AREA, planId: 'plan-fire', duty: 'household', post: null, why: 'nobody-holds' } as const
    const rest = { personIds: [], households: 7, from, until: null, statutoryDay: null }
    const holiday = { from: momentIn(ZONE, dayAfter(today, 9)).toISOString(), statutoryDay: '元旦' }
    const gaps: Gap[] = [
      { ...hole, ...rest },
      { ...hole, ...rest, ...holiday, areaId: 'liuwan', duty: 'village', why: 'absent', personIds: ['leader'] },
    ]
    const heavy = [{ areaId: AREA, level: 'zone', households: 14, least: 5, most: 10 }]
    await desk.route('**/api/coverage', async (route) => {
      const answer = (await (await route.fetch()).json()) as object
      const until = momentIn(ZONE, dayAfter(today, 30)).toISOString()
      await route.fulfill({ json: { ...answer, from, until, gaps, heavy, cannotBeRung: ['member'] } })
    })
    await desk.getByRole('button', { name: '再查一次' }).click()
    const now = desk.getByRole('region', { name: /^现在/ })
    await now.getByText('无人担任').waitFor()
    await desk.getByText('现在有 1 处出了事叫不到人').waitFor()
    const ahead = desk.getByRole('region', { name: '今后三十天' })
    await ahead.getByText('元旦').waitFor()
    await ahead.getByText(`${nameOf('leader')}请假，无人代`).waitFor()
    await desk.getByText('14 户，片区以 5–10 户为宜').waitFor()
    await keepPicture(desk, 'desk-coverage-holes')
    await now.getByRole('link', { name: '去补上' }).click()
    await desk.waitForURL(/\/duties\?area=tulingdi-g1-z1/)
    const row = desk.locator('.rows > .sought')
    await row.getByText('包户党员 · 无人担任').waitFor()
    await keepPicture(desk, 'desk-duties-hole')
    await row.getByRole('button', { name: '补上' }).click()
  })

  it('a hole is filled with somebody found by name, until a day that is counted whole', async () => {
    const form = desk.getByRole('form', { name: '新增责任' })
    await form.getByRole('button', { name: '保存' }).click()
    await form.getByText('请选一个人').waitFor()
    await form.getByLabel('谁').fill(nameOf('cadre'))
    await form
      .getByRole('button', { name: nameOf('cadre') })
      .first()
      .click()
    await form.getByLabel('到哪天为止').fill(dayAfter(today, 30))
    await form.getByRole('button', { name: '保存' }).click()
    await desk.getByText(`${nameOf('cadre')}的包户党员已保存`).waitFor()
    const added = (await heldAt()).find(
      ({ personId, areaId, duty }) => personId === 'cadre' && areaId === AREA && duty === 'household',
    )
    expect(added).toMatchObject({ rank: 'primary' })
    expect(added?.until).toBe(momentIn(ZONE, dayAfter(today, 31)).toISOString())
  })

  it('an area gets another code, and then a last day, and keeps its boundary', async () => {
    const areaAt = async (at = '') => app.get(`/api/areas/${AREA}${at}`, admin)
    const before = (await areaAt()).body as { geometry: object }
    const sought = desk.locator('.rows > .sought .name')
    const form = desk.getByRole('form', { name: '修改区域' })
    await sought.click()
    await form.getByLabel('编号').fill('tld-0101')
    await form.getByRole('button', { name: '保存' }).click()
    await desk.getByText(/已保存。$/).waitFor()
    await sought.click()
    await form.getByLabel('到哪天为止').fill(dayAfter(today, 400))
    await form.getByText('含这一天，过后停用').waitFor()
    await form.getByLabel('编号').fill('other')
    await form.getByText('过后恢复这次改动之前的内容').waitFor()
    await form.getByLabel('编号').fill('tld-0101')
    await form.getByRole('button', { name: '保存' }).click()
    await form.waitFor({ state: 'detached' })
    const dayOf = (days: number) => `?at=${momentIn(ZONE, dayAfter(today, days), '12:00').toISOString()}`
    expect((await areaAt(dayOf(400))).body).toMatchObject({
      geometry: before.geometry,
      properties: { code: 'tld-0101' },
    })
    expect((await areaAt(dayOf(401))).status).toBe(404)
  })

  it('everything of one person goes to another from a day on, and the day shows it', async () => {
    const day = dayAfter(today, 5)
    const theirs = (await heldAt(momentIn(ZONE, day).toISOString())).filter(({ personId }) => personId === 'member')
    await desk.getByRole('button', { name: '责任交接' }).click()
    const form = desk.getByRole('form', { name: '责任交接' })
    await form.getByLabel('谁交出').fill(nameOf('member'))
    await form
      .getByRole('button', { name: nameOf('member') })
      .first()
      .click()
    await form.getByLabel('交给谁').fill(nameOf('leader'))
    await form
      .getByRole('button', { name: nameOf('leader') })
      .first()
      .click()
    await form.getByLabel('从哪天起').fill(day)
    await form.getByText(`交出 ${theirs.length} 项`).waitFor()
    await keepPicture(desk, 'desk-hand-over')
    await form.getByRole('button', { name: '交接' }).click()
    await desk.getByText(`${nameOf('member')}的 ${theirs.length} 项责任已交给${nameOf('leader')}`).waitFor()
    const [moved] = theirs
    await desk.goto(`${app.url()}/duties?area=${moved?.areaId}`)
    const sought = desk.locator('.rows > .sought')
    await sought.getByText(nameOf('member')).first().waitFor()
    await desk.getByLabel('看哪一天').fill(day)
    await sought.getByText(nameOf('leader')).first().waitFor()
    expect(await sought.getByText(nameOf('member')).count()).toBe(0)
  })

  it('the printed list renews itself while it is open, under a new edition', async () => {
    const paper = await desk.context().newPage()
    await paper.goto(`${app.url()}/print/contacts`)
    const edition = paper.getByText(/^第 \d+ 版$/).first()
    const numberOf = async () => Number(/\d+/.exec((await edition.textContent()) ?? '')?.[0])
    const before = await numberOf()
    const person = people.find(({ id }) => id === 'duty')
    const headers = { cookie: admin, 'content-type': 'application/json' }
    const body = JSON.stringify({ ...person, phone: '13900009999' })
    await fetch(`${app.url()}/api/people/duty`, { method: 'PUT', headers, body })
    await paper.getByText('13900009999').first().waitFor()
    await paper.getByText('已更新').waitFor()
    expect(await numberOf()).toBe(before + 1)
    await keepPicture(paper, 'print-contacts')
    await paper.close()
  })

  it('the menu of the desk opens by key, closes by Escape, and shows the holes', async () => {
    const menu = desk.locator('summary', { hasText: '设置' })
    await desk.goto(`${app.url()}/coverage`)
    await menu.getByText('1', { exact: true }).waitFor()
    await menu.focus()
    await desk.keyboard.press('Enter')
    const item = desk.getByRole('link', { name: /^预案/ })
    await item.waitFor()
    await desk.keyboard.press('Escape')
    await item.waitFor({ state: 'hidden' })
    expect(await menu.evaluate((element) => element === document.activeElement)).toBe(true)
  })
})
