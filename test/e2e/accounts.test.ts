import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium (set CHROMIUM to its path)' : ''
const DESK = [1366, 768] as const
const PHONE = [360, 640] as const
const WALL = [1920, 1080] as const

describe.skipIf(browserPath === null)(`accounts, devices and walls${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let desk: Page

  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
    desk = await signInAt(await openDevice(browser, DESK), `${app.url()}/people`, 'admin', DEMO_PASSWORD)
    desk.on('dialog', (dialog) => void dialog.accept())
    await desk.locator('tbody tr').first().waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  /** The link that the desk shows once. */
  const shownLink = () => desk.locator('textarea.link').inputValue()
  const find = async (name: string) => {
    await desk.fill('input[type=search]', name)
    await desk.getByRole('button', { name, exact: true }).click()
    await desk.locator('#person-title').waitFor()
  }

  it('somebody new is put on the list, invited, and chooses a password on a phone of their own', async () => {
    await desk.getByRole('button', { name: '新增人员' }).click()
    await desk.fill('input[name=name]', '新来的网格员')
    await desk.fill('input[name=phone]', '13800009999')
    await desk.fill('input[name=username]', 'newcomer')
    await desk.getByRole('button', { name: '保存' }).click()
    await desk.getByRole('button', { name: '生成邀请链接' }).click()
    await desk.locator('textarea.link').waitFor()
    await keepPicture(desk, 'people-invited')

    const phone = await (await openDevice(browser, PHONE)).newPage()
    await phone.goto(await shownLink())
    await phone.locator('input[name=username]').waitFor()
    await expect.poll(() => phone.inputValue('input[name=username]')).toBe('newcomer')
    await phone.fill('input[name=password]', 'newcomer22')
    await phone.fill('input[name=repeated]', 'newcomer22')
    await phone.getByRole('button', { name: '设好密码并登录' }).click()
    await phone.getByText('密码里不能有用户名').waitFor()
    await keepPicture(phone, 'invitation-phone')
    for (const name of ['password', 'repeated']) await phone.fill(`input[name=${name}]`, '门前那棵老槐树又开花')
    await phone.getByRole('button', { name: '设好密码并登录' }).click()
    await phone.waitForURL(`${app.url()}/m`)
    expect(await phone.locator('.name').last().textContent()).toBe('新来的网格员')

    await desk.reload()
    await find('新来的网格员')
    await desk.locator('#person-account + p', { hasText: '可登录' }).waitFor()
  })

  it('a phone that is lost is signed out from the desk while it is open, and asks to sign in', async () => {
    const phone = await signInAt(await openDevice(browser, PHONE), `${app.url()}/m`, 'member', DEMO_PASSWORD)
    await phone.getByText('字大小').waitFor()
    const { name } = await phone.evaluate(async () => {
      const answer = (await (await fetch('/api/session')).json()) as { person: { name: string } }
      return answer.person
    })
    await desk.reload()
    await find(name)
    await desk.locator('.session').first().waitFor()
    await keepPicture(desk, 'people-devices')
    await desk.getByRole('button', { name: '退出这台' }).click()
    await phone.getByText('登录已失效').waitFor()
    await keepPicture(phone, 'phone-revoked')
    expect(await phone.evaluate(async () => (await fetch('/api/session')).status)).toBe(401)
    await desk.getByText('没有登录任何设备').waitFor()
  })

  it('a wall is made at the desk, opened once by its link, and shows the township', async () => {
    await desk.getByRole('button', { name: '新增大屏' }).click()
    await desk.fill('input[name=kiosk-name]', '一楼大厅屏')
    await desk.getByRole('button', { name: '建大屏并生成链接' }).click()
    await desk.locator('textarea.link').waitFor()
    const link = await shownLink()
    const wall = await (await openDevice(browser, WALL)).newPage()
    await wall.goto(link)
    await wall.locator('.calm .line').first().waitFor()
    expect(wall.url()).toBe(`${app.url()}/wall`)
    // Its first page is the link, and a power cut starts it again.
    await wall.goto(link)
    await wall.locator('.calm .line').first().waitFor()
    expect(wall.url()).toBe(`${app.url()}/wall`)
    const second = await (await openDevice(browser, WALL)).newPage()
    await second.goto(link)
    await second.getByText('这条大屏链接已经用过').waitFor()
    await keepPicture(second, 'kiosk-used')
  })

  it('a phone lists its own devices, names one, and changes the password', async () => {
    const phone = await signInAt(await openDevice(browser, PHONE), `${app.url()}/m`, 'cadre', DEMO_PASSWORD)
    await phone.getByRole('link', { name: '我的设备' }).click()
    await phone.getByRole('button', { name: '改名' }).click()
    await phone.getByLabel('设备名称').fill('我的红米')
    await phone.getByRole('button', { name: '保存' }).click()
    await phone.locator('.session strong', { hasText: '我的红米' }).waitFor()
    await phone.getByRole('button', { name: '修改密码' }).click()
    await phone.fill('input[name=current]', DEMO_PASSWORD)
    for (const name of ['next', 'repeated']) await phone.fill(`input[name=${name}]`, '村口石桥下有三只鹅呢')
    await keepPicture(phone, 'phone-devices')
    await phone.locator('form button[type=submit]').click()
    await phone.getByText('密码已改').waitFor()
    expect(await phone.evaluate(async () => (await fetch('/api/session')).status)).toBe(200)
  })

  it('nobody is erased while they hold a duty, and the desk says which; without one they are gone for good', async () => {
    await desk.reload()
    await find('新来的网格员')
    await desk.getByRole('button', { name: '永久删除…' }).click()
    await desk.fill('input[name=reason]', '本人调离并要求')
    const doIt = desk.getByRole('button', { name: '永久删除', exact: true })
    expect(await doIt.isDisabled()).toBe(true)
    await desk.fill('input[name=erase-name]', '新来的网格员')
    await keepPicture(desk, 'people-erase')
    await doIt.click()
    await desk.getByText('个人信息已删除').waitFor()
    await desk.fill('input[type=search]', '新来的网格员')
    await desk.getByText('没有找到这样的人').waitFor()
    const holder = await desk.evaluate(async () => {
      const read = async (path: string) => (await (await fetch(path)).json()) as { items: Record<string, string>[] }
      const held = (await read('/api/responsibilities')).items[0]
      return (await read('/api/people')).items.find(({ id }) => id === held?.['personId'])?.['name'] ?? ''
    })
    await find(holder)
    await desk.getByRole('button', { name: '永久删除…' }).click()
    await desk.fill('input[name=reason]', '试一试')
    await desk.fill('input[name=erase-name]', holder)
    await doIt.click()
    await desk.locator('[role=alert] li').first().waitFor()
  })
})
