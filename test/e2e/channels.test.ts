import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''

describe.skipIf(browserPath === null)(`the page of channels${skipped}`, () => {
  let app: RunningApp
  let gateway: Server
  let browser: Awaited<ReturnType<typeof startBrowser>>
  const texts: string[] = []
  let status = 200
  beforeAll(async () => {
    gateway = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        if (body !== '') texts.push(body)
        response.writeHead(body === '' ? 200 : status).end('{}')
      })
    })
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    gateway?.close()
  })

  it('sets up a gateway, tries it, puts it in front, shows when it fails, and asks twice before a siren sounds', async () => {
    const url = `${app.url()}/channels`
    const desk = await signInAt(await openDevice(browser, [1366, 768]), url, 'admin', DEMO_PASSWORD)
    desk.setDefaultTimeout(30_000)
    await desk.getByText('这些通道都不响铃').waitFor()
    await desk.getByText('还没有设置能响铃的通道').waitFor()
    await keepPicture(desk, 'channels-begin')

    await desk.getByRole('button', { name: '添加通道' }).click()
    const { port } = gateway.address() as AddressInfo
    const form = desk.getByRole('form', { name: '添加通道' })
    await form.getByLabel('名称').fill('短信网关')
    await form.getByLabel('地址').fill('somewhere')
    await form.getByLabel('用户名').fill('sms')
    await form.getByLabel('口令').fill('geheim-77')
    await form.getByRole('button', { name: '保存' }).click()
    await form.getByText('不正确：').waitFor()
    await keepPicture(desk, 'channels-faults')
    await form.getByLabel('地址').fill(`http://127.0.0.1:${port}/messages`)
    await form.getByRole('button', { name: '保存' }).click()
    await desk.getByText('已保存：短信网关').waitFor()

    const row = desk.locator('ol.list > li', { hasText: '短信网关' })
    await row.locator('button.row').click()
    await desk.getByText('已保存，不显示').first().waitFor()
    expect(await desk.content()).not.toContain('geheim-77')
    await row.getByLabel('试发到哪个号码').fill('13800138000')
    await row.getByRole('button', { name: '试发' }).click()
    await row.getByText('已交给通道').waitFor()
    expect(texts.at(-1)).toContain('+8613800138000')
    await row.getByText('正常').waitFor()

    await row.getByRole('button', { name: '短信网关上移' }).press('Enter')
    await expect.poll(() => desk.locator('ol.list > li').nth(1).textContent()).toContain('短信网关')
    await keepPicture(desk, 'channels-set-up')

    status = 401
    await row.getByRole('button', { name: '试发' }).click()
    await row.getByText('密钥、口令或签名不对').first().waitFor()
    await row.getByText(/起不可用：密钥/).waitFor()
    await desk
      .locator('.strips')
      .getByText(/短信网关 \d\d:\d\d 起不可用/)
      .waitFor()

    const siren = desk.locator('ol.list > li', { hasText: '警报器' })
    await siren.locator('button.row').click()
    await siren.getByRole('button', { name: '试发' }).click()
    await desk.getByText('cmnd/tulingdi-siren/POWER 会真的响 10 秒').waitFor()
    await keepPicture(desk, 'channels-siren')
    await desk.getByRole('button', { name: '让它响' }).click()
    await siren.getByText('已交给通道').waitFor()
    await keepPicture(desk, 'channels-ill')

    const edit = desk.getByRole('form', { name: '土岭底村警报器（演示）' })
    await edit.getByRole('group', { name: '哪些类别' }).getByText('洪水内涝').click()
    await edit.getByRole('group', { name: '管哪些地方' }).getByText('土岭底村').click()
    await keepPicture(desk, 'channels-reach')
    await edit.getByRole('button', { name: '保存' }).click()
    await desk.getByText('已保存：土岭底村警报器（演示）').waitFor()
    const { items } = (await (await desk.request.get(`${app.url()}/api/channels`)).json()) as {
      items: { id: string; areaIds: string[]; kinds: string[] | null }[]
    }
    expect(items.find(({ id }) => id === 'demo-siren')).toMatchObject({ areaIds: [], kinds: ['flood'] })
    await desk.context().close()
  })

  it('sounds a siren from the desk after a second press that names it', async () => {
    const desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/`, 'duty', DEMO_PASSWORD)
    desk.setDefaultTimeout(30_000)
    const report = {
      id: crypto.randomUUID(),
      kind: 'flood',
      description: '水漫桥',
      location: [112.196, 36.604],
      accuracyMetres: 20,
    }
    const { incidentId } = (await (
      await desk.request.post(`${app.url()}/api/reports`, { data: report, headers: { origin: app.url() } })
    ).json()) as { incidentId: string }
    await desk.goto(`${app.url()}/?incident=${incidentId}`)
    const sirens = desk.locator('section', { hasText: '警笛' })
    await sirens.getByText('土岭底村警报器（演示）').waitFor()
    await keepPicture(desk, 'channels-siren-desk')
    await sirens.getByRole('button', { name: '鸣警笛…' }).click()
    await sirens.getByText('将立即鸣响：土岭底村警报器（演示）').waitFor()
    await keepPicture(desk, 'channels-siren-sure')
    await sirens.getByRole('button', { name: '立即鸣响' }).click()
    await desk.getByText('鸣警笛', { exact: true }).first().waitFor()
    await desk.context().close()
  })

  it('reads in English and in the dark, and a wall says what is ill', async () => {
    const device = await openDevice(browser, [1366, 768], 'en')
    await device.addInitScript(() => localStorage.setItem('theme', 'dark'))
    const desk = await signInAt(device, `${app.url()}/channels`, 'admin', DEMO_PASSWORD)
    await desk.getByText('Out of use since').first().waitFor()
    await desk.locator('ol.list > li button.row').first().click()
    await keepPicture(desk, 'channels-dark-en')
    await device.close()
    const wall = await signInAt(await openDevice(browser, [1920, 1080]), `${app.url()}/wall`, 'wall', DEMO_PASSWORD)
    await wall.getByText(/短信网关 \d\d:\d\d 起不可用/).waitFor()
    await keepPicture(wall, 'channels-wall')
    await wall.context().close()
  })
})
