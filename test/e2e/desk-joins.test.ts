import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import { browserPath, keepPicture, openDevice, signInAt, startBrowser } from '../support/browser.ts'
import { DEMO_PASSWORD, type RunningApp, startApp } from '../support/running-app.ts'

const skipped = browserPath === null ? ', SKIPPED: this machine has no Chromium' : ''
const { toLngLat } = createTangentPlane([112.196, 36.604])

describe.skipIf(browserPath === null)(`two incidents at the desk that are one${skipped}`, () => {
  let app: RunningApp
  let browser: Awaited<ReturnType<typeof startBrowser>>
  beforeAll(async () => {
    app = await startApp({ env: { DATABASE_URL: '' } })
    browser = await startBrowser(browserPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  it('are merged, parted again and split there, and the list follows', async () => {
    const duty = await app.signIn('duty')
    const tell = (kind: string, east: number, description: string) =>
      app.post('/api/reports', duty, {
        id: randomUUID(),
        kind,
        description,
        location: toLngLat([east, 0]),
        accuracyMetres: 20,
      })
    await tell('fire', 0, '南沟口冒烟')
    await tell('smoke', 300, '坡上也有烟')
    await tell('smoke', 2000, '北坡有烟')
    const desk = await signInAt(await openDevice(browser, [1366, 768]), `${app.url()}/`, 'duty', DEMO_PASSWORD)
    const rows = desk.locator('li button.row')
    await rows.first().waitFor()
    expect(await rows.count()).toBe(2)
    await rows.filter({ hasText: '火情' }).click()
    await desk.getByRole('button', { name: '并为一件' }).click()
    await desk.getByLabel('与哪一件是同一件事').selectOption({ index: 1 })
    await keepPicture(desk, 'desk-merging')
    await desk
      .getByRole('button', { name: /^提交|并为一件$/ })
      .last()
      .click()
    await expect.poll(() => rows.count()).toBe(1)
    await desk.getByText('已并入', { exact: true }).waitFor()
    await keepPicture(desk, 'desk-merged')

    await desk.getByRole('button', { name: '撤销合并或拆分' }).click()
    await desk.locator('form.form button[type=submit]').click()
    await expect.poll(() => rows.count()).toBe(2)

    await desk.getByRole('button', { name: '拆为另一件' }).click()
    await desk.locator('form.form label', { hasText: '坡上也有烟' }).locator('input').check()
    await keepPicture(desk, 'desk-splitting')
    await desk.locator('form.form button[type=submit]').click()
    await expect.poll(() => rows.count()).toBe(3)
    await desk.context().close()
  })
})
