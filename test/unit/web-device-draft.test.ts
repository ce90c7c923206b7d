import { describe, expect, it } from 'vitest'
import { type Device, deviceBodySchema } from '#shared/device.ts'
import { bodyOf, draftOf, endsNextDay, nightly } from '../../web/src/lib/desk/device-draft.ts'

const device: Device = {
  id: 'd1',
  name: '瞭望塔',
  kind: 'camera',
  addresses: [{ source: 'frigate', externalId: 'tower' }],
  location: [112.2, 36.6],
  statedLocation: { location: [112.206, 36.601], datum: 'GCJ-02' },
  elevation: 1300,
  expectedIntervalSeconds: 600,
  camera: { mastHeightMetres: 18, bearingDegrees: 95.2, fieldOfViewDegrees: 60, bearingSigmaDegrees: 0.4 },
  armed: true,
  armedSchedule: [{ days: [6, 7], from: '22:00', to: '06:00', firstDate: '2026-03-01', lastDate: null }],
  limits: [{ value: 'temperatureCelsius', above: 60, kind: 'heat', hysteresis: 5, forSeconds: 120 }],
  maintenance: false,
  maintenanceUntil: null,
  registered: true,
}
const sent = (changed: Partial<ReturnType<typeof draftOf>> = {}) =>
  deviceBodySchema.parse(bodyOf(device, { ...draftOf(device), ...changed }, device.location, 'WGS-84'))

describe('the form of a device', () => {
  it('that nobody touched says what is registered, and no datum for a position that was not moved', () => {
    const { addresses, name, kind, location, elevation, expectedIntervalSeconds, camera, armed, limits } = device
    expect(sent()).toMatchObject({ addresses, name, kind, location, elevation, expectedIntervalSeconds, camera, armed })
    expect(sent()).toMatchObject({ armedSchedule: device.armedSchedule, limits })
    expect(sent()).not.toHaveProperty('datum')
  })

  it('registers no bearing of a camera that pans, and no camera of what is none', () => {
    expect(sent({ camera: { ...device.camera, isPtz: true } }).camera).toMatchObject({ bearingDegrees: null })
    expect(sent({ kind: 'motion' }).camera).toBeNull()
    expect(sent({ camera: {} }).camera).toBeNull()
    expect(sent({ camera: { fieldOfViewDegrees: 40 } }).camera).toEqual({
      mastHeightMetres: 0,
      fieldOfViewDegrees: 40,
    })
  })

  it('sends a limit that is not whole, for the server to name its field', () => {
    const half = {
      value: ' level ',
      side: 'below',
      bound: null,
      kind: 'flood',
      hysteresis: null,
      forSeconds: null,
    } as const
    const read = deviceBodySchema.safeParse(bodyOf(device, { ...draftOf(device), limits: [half] }, null, 'GCJ-02'))
    expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual(['limits.0.above'])
  })

  it('tells which hours end on the next day', () => {
    expect(endsNextDay(nightly())).toBe(true)
    expect(endsNextDay({ ...nightly(), from: '08:00', to: '24:00' })).toBe(false)
    expect(endsNextDay({ ...nightly(), to: '6' })).toBe(false)
  })
})
