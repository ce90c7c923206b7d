import { describe, expect, it } from 'vitest'
import type { Change } from '#shared/change.ts'
import { upcast } from '../../server/store/upcast.ts'
import { deviceNamed } from '../support/heard-devices.ts'

describe('a kept change of a device', () => {
  it('from before maintenance had an end is told without one, a later one as it was', () => {
    const { maintenanceUntil: _unsaid, ...older } = deviceNamed('a', { maintenance: true })
    // As it was kept then; the type of today asks for more.
    const kept = { type: 'device', device: older } as Change
    expect(upcast(2, kept)).toEqual({ type: 'device', device: deviceNamed('a', { maintenance: true }) })
    const device = deviceNamed('a', { maintenance: true, maintenanceUntil: '2026-05-01T08:00:00.000Z' })
    expect(upcast(2, { type: 'device', device })).toEqual({ type: 'device', device })
  })
})
