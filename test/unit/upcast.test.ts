import { describe, expect, it } from 'vitest'
import { type Change, changeSchema } from '#shared/change.ts'
import { linkOfToday, upcast } from '../../server/store/upcast.ts'
import { anIncident } from '../support/an-incident.ts'
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

describe('a kept change of an incident', () => {
  const link = {
    duty: 'village',
    areaId: 'v',
    personId: 'p',
    rank: 'primary',
    order: 0,
    reason: 'next-area',
    called: true,
    reachable: true,
  } as const

  it('from before plans said what sounds, rests and is told, is shown as it was meant', () => {
    const {
      informed: _a,
      restsUntil: _b,
      sound: _c,
      checklist: _d,
      clocks: _e,
      ...older
    } = anIncident('i', '2026-05-01T08:00:00.000Z')
    // As it was kept then; the type of today asks for more.
    const kept = { type: 'incident', incident: { ...older, chain: [link] } } as unknown as Change
    const told = upcast(3, kept)
    expect(told).toEqual({
      type: 'incident',
      incident: {
        ...anIncident('i', '2026-05-01T08:00:00.000Z'),
        chain: [{ ...link, inPlaceOf: null, until: null, rings: ['voice'] }],
      },
    })
    expect(changeSchema.safeParse(told).success).toBe(true)
  })

  it('from before anybody was waited for on the way has calls that say nothing of it', () => {
    const call = {
      id: 'a',
      incidentId: 'i',
      personId: 'p',
      duty: 'village',
      areaId: 'v',
      tier: 0,
      state: 'accepted',
      sentAt: '2026-05-01T08:00:00.000Z',
      deliveredAt: null,
      seenAt: null,
      answeredAt: null,
    }
    const { due: _due, ringing: _ringing, ...older } = anIncident('i', '2026-05-01T08:00:00.000Z')
    // As it was kept then; the type of today asks for more.
    const told = upcast(4, { type: 'incident', incident: { ...older, alerts: [call] } } as unknown as Change)
    expect(told).toMatchObject({ incident: { due: [], ringing: null, alerts: [{ ...call, stalledAt: null }] } })
    expect(changeSchema.safeParse(told).success).toBe(true)
  })

  it('from before the county had clocks of its own has none of them', () => {
    const { timing: _timing, ...older } = anIncident('i', '2026-05-01T08:00:00.000Z')
    const clocks = { arriveSeconds: 600, handleSeconds: null, closeSeconds: null }
    // As it was kept then; the type of today asks for more.
    const told = upcast(4, { type: 'incident', incident: { ...older, clocks } } as unknown as Change)
    expect(told).toMatchObject({ incident: { clocks: { ...clocks, reportSeconds: null }, timing: { since: null } } })
    expect(changeSchema.safeParse(told).success).toBe(true)
  })

  it('keeps what a link of today says', () => {
    const today = { ...link, reason: 'stand-in', inPlaceOf: 'q', until: null, rings: ['sms'] } as const
    expect(linkOfToday({ ...today, rings: [...today.rings] })).toEqual(today)
  })
})
