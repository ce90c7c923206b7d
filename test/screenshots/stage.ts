import type { Device } from '#shared/device.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { addressOf, smokeAlarmIn } from '../support/demo-alarms.ts'
import type { RunningApp } from '../support/running-app.ts'
import { visitor } from '../support/visitor.ts'

/** The states of surfaces in the order in which they are brought about, each upon the one before. */
export const STATES = [
  'empty',
  'unanswered',
  'answered',
  'attended',
  'cleared',
  'postponed',
  'covered',
  'maintenance',
  'drill',
  'overfull',
] as const
export type State = (typeof STATES)[number]

const township = demoTownship()
const villages = township.areas.filter(({ level }) => level === 'village')
const LONG_NAME = '社会主义新农村建设示范村'

/** Brings the demo township into each state, by the doors that devices and people have. */
export function createStage(app: RunningApp): Record<State, () => Promise<void>> {
  const as = async (username: string) => visitor(app, await app.signIn(username))
  async function ok(answer: Promise<Response>): Promise<unknown> {
    const got = await answer
    const said = await got.text()
    if (!got.ok) throw new Error(`${got.url} answered ${got.status}: ${said}`)
    return said === '' ? null : JSON.parse(said)
  }
  const post = async (username: string, path: string, json: unknown) =>
    ok((await as(username))(path, { method: 'POST', json }))
  const put = async (path: string, json: unknown) => ok((await as('admin'))(path, { method: 'PUT', json }))
  const act = (id: string, body: object) =>
    post('duty', `/api/incidents/${id}/actions`, { id: crypto.randomUUID(), ...body }) as Promise<{
      incident: { alerts: { personId: string }[] }
    }>
  const report = async (kind: string, location: readonly number[] | null) => {
    const body = { id: crypto.randomUUID(), kind, description: '', location }
    return ((await post('duty', '/api/reports', body)) as { incidentId: string }).incidentId
  }
  const alarm = (device: Device, isOn: boolean) =>
    post('admin', `/api/ingest/zigbee2mqtt?topic=zigbee2mqtt/${encodeURIComponent(addressOf(device))}`, {
      smoke: isOn,
      battery: 97,
      linkquality: 92,
    })
  const own = smokeAlarmIn('tulingdi-g1-z1')
  let fire = ''

  return {
    async empty() {},
    async unanswered() {
      fire = await report('fire', own.location)
      await alarm(smokeAlarmIn('liuwan-g1-z1'), true)
    },
    answered: async () => void (await act(fire, { action: 'answer' })),
    async attended() {
      const { incident } = await act(fire, { action: 'note', note: '已打电话' })
      const called = new Set(['member', ...incident.alerts.map(({ personId }) => personId)])
      for (const onBehalfOf of [...called].slice(0, 2)) await act(fire, { action: 'acknowledge', onBehalfOf })
    },
    cleared: async () => void (await alarm(smokeAlarmIn('liuwan-g1-z1'), false)),
    async postponed() {
      const id = await report('infrastructure', [112.22, 36.59])
      await act(id, {
        action: 'postpone',
        note: '等天亮再修',
        until: new Date(Date.now() + 6 * 3600_000).toISOString(),
      })
    },
    async covered() {
      const location = smokeAlarmIn('qingshuiquan-g1-z1').location ?? [0, 0]
      const day = 86_400_000
      await put('/api/permits/grave', {
        use: 'grave-offering',
        areaId: township.areas.find(({ level }) => level === 'township')?.id,
        approvalNumber: '报〔2026〕17号',
        name: '张家祖坟',
        guardName: '看守甲',
        guardPhone: '13900001234',
        place: { type: 'point', location, radiusMetres: 400 },
        validFrom: new Date(Date.now() - day).toISOString(),
        validUntil: new Date(Date.now() + day).toISOString(),
      })
      const addresses = [{ source: 'native', externalId: 'edge' }]
      await put('/api/devices/edge', { name: '林边烟感', kind: 'smoke', indoor: false, addresses, location })
      await post('admin', '/api/ingest/native', { kind: 'smoke', device: 'edge', id: 'e1', location, radius: 30 })
    },
    async maintenance() {
      const known = (await ok((await as('admin'))(`/api/devices/${own.id}`))) as object
      await put(`/api/devices/${own.id}`, { ...known, maintenance: true, maintenanceUntil: null })
    },
    async drill() {
      const { location } = smokeAlarmIn('shibanping-g1-z1')
      await post('admin', '/api/ingest/native', { kind: 'smoke', device: 'drill', id: 'd1', location, exercise: true })
    },
    async overfull() {
      for (const { id, geometry, ...properties } of villages.slice(0, 2))
        await put(`/api/areas/${id}`, { type: 'Feature', geometry, properties: { ...properties, name: LONG_NAME } })
      for (const device of township.devices.filter(({ kind }) => kind === 'smoke')) await alarm(device, true)
    },
  }
}
