import { describe, expect, it } from 'vitest'
import type { Device } from '#shared/device.ts'
import type { Incident } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import type { Viewer } from '#shared/session.ts'
import { createAreaIndex } from '../../server/domain/area-index.ts'
import { masked } from '../../server/domain/household.ts'
import { isIndoor } from '../../server/domain/indoor.ts'
import { shownObservation, shownTo } from '../../server/domain/shown.ts'
import { anIncident } from '../support/an-incident.ts'

const geometry = {
  type: 'Polygon' as const,
  coordinates: [
    [
      [112, 36],
      [112.1, 36],
      [112.1, 36.1],
      [112, 36],
    ] as [number, number][],
  ],
}
const zone = { id: 'z', level: 'zone' as const, parentId: 'v', code: 'z', name: 'z', geometry }
const village = { ...zone, id: 'v', level: 'village' as const, parentId: null }
const devices = new Map([['camera', { id: 'camera', kind: 'camera' } as Device]])
const arrangement = {
  areas: createAreaIndex([zone, village]),
  lineage: (id: string) => (id === 'z' ? [zone, village] : [village]),
  devices,
}
const touched = [
  { areaId: 'z', level: 'zone' as const, share: 0.7 },
  { areaId: 'f', level: 'forest-block' as const, share: 0.3 },
]
const incident = (kind: Incident['kind']): Incident => ({
  ...anIncident('i', '2026-11-28T00:00:00.000Z'),
  kind,
  place: { type: 'point', location: [112.0123, 36.0456], radiusMetres: 10 },
  areas: touched,
  near: { name: '南沟', distanceMetres: 30, bearingDegrees: 10 },
  deviceIds: ['camera'],
  reporterIds: ['reporter'],
})
const viewer = (role: Viewer['roles'][number], personId = 'p'): Viewer => {
  return { personId, name: '', roles: [role], duties: [{ duty: 'village', areaId: 'v' }], areaIds: ['z', 'v'] }
}

describe('a private affair', () => {
  it('has for its leader the smallest area it touches, and nothing that tells more', () => {
    const shown = shownTo(viewer('leader'), incident('dispute'), arrangement)
    expect(shown).toMatchObject({ place: { type: 'polygon', geometry }, near: null, fix: null, deviceIds: [] })
    expect(shown.areas).toEqual([{ areaId: 'z', level: 'zone', share: 1 }])
    expect(JSON.stringify(shown)).not.toContain('112.0123')
  })

  it('is shown whole to whoever reported it, as everything is that is no private affair', () => {
    const dispute = incident('dispute')
    expect(shownTo(viewer('member', 'reporter'), dispute, arrangement)).toBe(dispute)
    const fire = incident('fire')
    expect(shownTo(viewer('leader'), fire, arrangement)).toBe(fire)
  })

  it('outside every area has no place at all', () => {
    const shown = shownTo(viewer('duty'), { ...incident('dispute'), areas: [] }, arrangement)
    expect(shown.place).toEqual({ type: 'unknown' })
  })

  it('has evidence without point, device and measurements', () => {
    const observation = { id: 'o', deviceId: 'camera', place: incident('fire').place, values: { lng: 112.0123 } }
    const told = shownObservation(
      viewer('leader'),
      observation as unknown as Observation,
      incident('dispute'),
      arrangement,
    )
    expect(told).toMatchObject({ deviceId: null, values: {}, place: { type: 'polygon' } })
  })
})

describe('a wall', () => {
  const seen = (deviceId: string | null) => {
    const observation = { id: 'o', deviceId, place: null, values: {}, mediaIds: ['photo'], media: [{ id: 'm' }] }
    return shownObservation(viewer('wall'), observation as unknown as Observation, incident('fire'), arrangement)
  }

  it('shows what a camera outside saw, no photo of people, and nothing of a device nobody knows', () => {
    expect(seen('camera')).toMatchObject({ mediaIds: [], media: [{ id: 'm' }] })
    expect(seen(null)).toMatchObject({ mediaIds: [], media: [] })
    expect(seen('gone')).toMatchObject({ mediaIds: [], media: [] })
  })

  it('takes a device for one in a home as its registry says, else by its kind', () => {
    expect(isIndoor({ kind: 'camera', indoor: null })).toBe(false)
    expect(isIndoor({ kind: 'camera', indoor: true })).toBe(true)
    expect(isIndoor({ kind: 'smoke', indoor: null })).toBe(true)
    expect(isIndoor({ kind: 'motion', indoor: false })).toBe(false)
    expect(isIndoor({ kind: 'other' })).toBe(true)
  })
})

describe('a covered household', () => {
  it.each([
    ['王建国', '13812341234', '王**', '138****1234'],
    ['𠮷田', null, '𠮷**', null],
    ['李四', '8226110', '李**', '****'],
  ])('%s with %s is %s with %s', (head, phone, coveredHead, coveredPhone) => {
    expect(masked({ head, phone })).toEqual({ head: coveredHead, phone: coveredPhone, masked: true })
  })
})
