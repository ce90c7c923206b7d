import { describe, expect, it } from 'vitest'
import type { Device } from '#shared/device.ts'
import { faultsIn } from '../../server/domain/fault.ts'
import type { HeardAt } from '../../server/domain/watched.ts'
import { deviceNamed, everyMinutes, heardAt, minutesAgo, NOW, pictureOf } from '../support/heard-devices.ts'

const AFTER_MS = 10 * 60_000
const faults = (rows: readonly HeardAt[], devices?: readonly Device[]) =>
  faultsIn(pictureOf(rows, devices === undefined ? {} : { devices }), { spans: [], now: NOW, afterMs: AFTER_MS })
const due = (...given: Parameters<typeof faults>) => faults(...given).map(({ key, isDue }) => [key, isDue])
const silent = (minutes: number, told: Partial<HeardAt> = {}) =>
  heardAt('a', { lastSeenAt: minutesAgo(minutes), ...everyMinutes(5), ...told })

describe('a silent device', () => {
  it('is a fault when it is offline, and somebody is called when that lasts', () => {
    expect(faults([silent(14)])).toEqual([])
    expect(due([silent(16)])).toEqual([['fault/a', false]])
    expect(due([silent(26)])).toEqual([['fault/a', true]])
    expect(faults([silent(26)])[0]).toMatchObject({
      deviceId: 'a',
      since: minutesAgo(26),
      place: { type: 'point', location: [112.2, 36.6] },
      values: { silentSince: minutesAgo(26).toISOString() },
    })
  })

  it('is one as long after its last will, however seldom it speaks', () => {
    const gone = (minutes: number) =>
      heardAt('a', { available: false, availableAt: minutesAgo(minutes), lastSeenAt: minutesAgo(99) })
    expect(due([gone(9)])).toEqual([['fault/a', false]])
    expect(due([gone(11)])).toEqual([['fault/a', true]])
  })

  it('calls nobody while it flaps', () => {
    expect(due([silent(60, { turns: [300, 250, 200, 150, 120, 61].map(minutesAgo) })])).toEqual([['fault/a', false]])
  })

  it.each([
    ['nobody has registered', { registered: false }],
    ['is being worked on', { maintenance: true }],
    ['is being worked on for an hour', { maintenance: true, maintenanceUntil: minutesAgo(-60).toISOString() }],
  ])('is none that %s', (_name, device) => {
    expect(faults([silent(60)], [deviceNamed('a', device)])).toEqual([])
  })

  it('counts from when the work on it ended, by itself or by somebody', () => {
    const worked = (minutes: number, maintenance: boolean) =>
      deviceNamed('a', { maintenance, maintenanceUntil: minutesAgo(minutes).toISOString() })
    const isDue = (device: ReturnType<typeof worked>, row: Parameters<typeof faults>[0][number]) =>
      faults([row], [device]).some((fault) => fault.isDue)
    const gone = heardAt('a', { available: false, availableAt: minutesAgo(300), lastSeenAt: minutesAgo(400) })
    for (const maintenance of [true, false]) {
      expect(isDue(worked(1, maintenance), silent(300))).toBe(false)
      expect(isDue(worked(299, maintenance), silent(300))).toBe(true)
      expect(isDue(worked(9, maintenance), gone)).toBe(false)
      expect(isDue(worked(11, maintenance), gone)).toBe(true)
    }
  })

  it('waits for the others behind its gateway to be missed, but not for ever', () => {
    const slow = ['b', 'c', 'd'].map((id) =>
      heardAt(id, { via: 'roof', lastSeenAt: minutesAgo(28), ...everyMinutes(60) }),
    )
    expect(due([silent(27, { via: 'roof' }), ...slow])).toEqual([['fault/a', false]])
    expect(due([silent(27, { via: 'roof' }), ...slow, heardAt('e', { via: 'roof' })])).toEqual([['fault/a', true]])
    expect(due([silent(31, { via: 'roof' }), ...slow.map((row) => ({ ...row, lastSeenAt: minutesAgo(32) }))])).toEqual([
      ['fault/a', true],
    ])
  })
})

describe('a silent gateway', () => {
  const rows = Array.from({ length: 30 }, (_, n) =>
    heardAt(`d${n}`, { via: 'roof', lastSeenAt: minutesAgo(40 + n), ...everyMinutes(10) }),
  )
  const devices = rows.map(({ externalId }, n) => deviceNamed(externalId, { location: [112.2 + n / 1000, 36.6] }))

  it('is one fault and not thirty, on the ground of all that is behind it', () => {
    expect(faults(rows, devices)).toMatchObject([
      {
        key: 'fault/lora/roof',
        deviceId: null,
        isDue: true,
        since: minutesAgo(40),
        values: { gateway: 'roof', silentDevices: 30 },
        place: {
          type: 'point',
          location: [expect.closeTo(112.2145, 6), expect.closeTo(36.6, 6)],
          radiusMetres: expect.closeTo(1296, -1),
        },
      },
    ])
  })

  it('stands where it is registered, under its own name', () => {
    const roof = deviceNamed('roof', { kind: 'gateway', location: [112.3, 36.7] })
    expect(faults(rows, [...devices, roof])).toMatchObject([
      { key: 'fault/roof', deviceId: 'roof', place: { location: [112.3, 36.7] } },
    ])
  })

  it('is none while it is being worked on, and neither is anything behind it', () => {
    const roof = deviceNamed('roof', { kind: 'gateway', maintenance: true })
    expect(faults(rows, [...devices, roof])).toEqual([])
  })

  it('is nobody’s duty where nothing behind it is registered', () => {
    expect(
      faults(
        rows,
        devices.map((device) => ({ ...device, registered: false })),
      ),
    ).toEqual([])
  })

  it('calls somebody when it has lasted', () => {
    const lately = rows.map((row) => ({ ...row, lastSeenAt: minutesAgo(20) }))
    expect(due(lately, devices)).toEqual([['fault/lora/roof', false]])
  })
})
