import { describe, expect, it } from 'vitest'
import { KINDS } from '#shared/kinds.ts'
import { demoTownship, type Township } from '../../server/demo/township.ts'
import type { ArrangedVersions } from '../../server/domain/arrangement.ts'
import { ringsOf } from '../../server/domain/rings.ts'
import { coverageOf } from '../../server/domain/coverage.ts'

const TOWNSHIP = demoTownship()

/** The coverage of the demo township after something was taken out of it or put in. */
function coverage(change: Partial<Township> = {}) {
  const township = { ...TOWNSHIP, ...change }
  const version = <T extends { id: string }>(row: T) => {
    return { ...row, versionId: row.id, validFrom: null, validUntil: null }
  }
  const versions: ArrangedVersions = {
    areas: township.areas.map(version),
    people: township.people.map(({ id, roles, phone }) => version({ id, roles, rings: ringsOf(phone) })),
    households: township.households.map(version),
    placeNames: township.placeNames.map(version),
    responsibilities: township.responsibilities.map(version),
    absences: [],
    shifts: [],
    plans: township.plans.map(version),
    sources: township.sources.map(version),
    devices: township.devices.map(version),
    fireDangers: [],
    fireEstimates: [],
    verificationPauses: [],
    permits: [],
    fireBans: [],
  }
  const from = new Date('2026-05-04T00:00:00Z')
  return coverageOf(versions, { from, until: new Date('2026-05-05T00:00:00Z'), timeZone: 'Asia/Shanghai' })
}

const without = (duty: string, areaId?: string) =>
  TOWNSHIP.responsibilities.filter((held) => held.duty !== duty || (areaId !== undefined && held.areaId !== areaId))

describe('the coverage of the demo township', () => {
  it('has no hole', () => {
    const { counts, from: _from, until: _until, ...holes } = coverage()
    expect(holes).toEqual({
      gaps: [],
      heavy: [],
      cannotBeRung: [],
      areasWithoutHolder: [],
      kindsWithoutPlan: [],
      withoutPlan: [],
      devicesWithoutPlace: [],
      devicesOutsideAreas: expect.any(Array),
      unregisteredDevices: [],
      peopleWithoutPhone: [],
      dutyRoomMissing: false,
    })
    expect(counts).toEqual({
      areas: TOWNSHIP.areas.length,
      people: TOWNSHIP.people.length,
      responsibilities: TOWNSHIP.responsibilities.length,
      devices: TOWNSHIP.devices.length,
      plans: TOWNSHIP.plans.length,
    })
  })
})

describe('a hole in the coverage', () => {
  it('is a zone whose households nobody answers for', () => {
    const { areasWithoutHolder } = coverage({ responsibilities: without('household', 'tulingdi-g1-z1') })
    expect(areasWithoutHolder).toEqual([{ areaId: 'tulingdi-g1-z1', duty: 'household' }])
  })

  it('is not a duty that somebody holds for the area above', () => {
    const above = {
      id: 'x',
      personId: 'cadre',
      duty: 'household',
      areaId: 'tulingdi',
      kinds: null,
      rank: 'primary',
      hours: null,
      onStatutoryDays: true,
    } as const
    const responsibilities = [...without('household', 'tulingdi-g1-z1'), above]
    expect(coverage({ responsibilities }).areasWithoutHolder).toEqual([])
  })

  it('is a duty whose only holder is no longer there', () => {
    const gone = TOWNSHIP.responsibilities.filter(({ duty, areaId }) => duty === 'village' && areaId === 'tulingdi')
    const people = TOWNSHIP.people.filter(({ id }) => !gone.some(({ personId }) => personId === id))
    expect(coverage({ people }).areasWithoutHolder).toContainEqual({ areaId: 'tulingdi', duty: 'village' })
  })

  it('is forest without a ranger, but only while a plan calls one', () => {
    const responsibilities = without('ranger')
    const blocks = TOWNSHIP.areas.filter(({ level }) => level === 'forest-block').map(({ id }) => id)
    const { areasWithoutHolder } = coverage({ responsibilities })
    expect(areasWithoutHolder.map(({ areaId }) => areaId)).toEqual(blocks)
    const plans = TOWNSHIP.plans.map((plan) => ({ ...plan, outsideZones: null }))
    expect(coverage({ responsibilities, plans }).areasWithoutHolder).toEqual([])
  })

  it('is a kind without a plan', () => {
    expect(coverage({ plans: TOWNSHIP.plans.filter(({ kinds }) => !kinds.includes('gas')) }).kindsWithoutPlan).toEqual([
      'gas',
    ])
    expect(coverage({ plans: [] }).kindsWithoutPlan).toEqual([...KINDS])
  })

  it('is a duty room that nobody holds', () => {
    expect(coverage({ responsibilities: without('duty-room') }).dutyRoomMissing).toBe(true)
  })

  it('is a device without a place, outside every area, or not registered', () => {
    const [first, second, third] = TOWNSHIP.devices
    if (first === undefined || second === undefined || third === undefined) throw new Error('the demo has devices')
    const devices = [
      { ...first, location: null },
      { ...second, location: [0, 0] as [number, number] },
      { ...third, registered: false, location: null },
    ]
    const { devicesWithoutPlace, devicesOutsideAreas, unregisteredDevices, counts } = coverage({ devices })
    expect([devicesWithoutPlace, devicesOutsideAreas, unregisteredDevices]).toEqual([
      [first.id],
      [second.id],
      [third.id],
    ])
    expect(counts.devices).toBe(2)
  })

  it('is somebody with a duty and no number, but not somebody without a duty', () => {
    const people = TOWNSHIP.people.map((person) =>
      person.id === 'member' || person.id === 'reviewer' ? { ...person, phone: null } : person,
    )
    expect(coverage({ people }).peopleWithoutPhone).toEqual(['member'])
  })
})
