import { describe, expect, it } from 'vitest'
import type { Responsibility } from '#shared/responsibility.ts'
import type { Viewer } from '#shared/session.ts'
import type { Shift } from '#shared/shift.ts'
import { dutyRoomOf } from '../../server/domain/duty-room.ts'

// Two townships, each with a duty room; village v lies in t1.
const parents: Record<string, string[]> = { t1: ['t1'], t2: ['t2'], v: ['v', 't1'] }
type Arranged = Parameters<typeof dutyRoomOf>[1]

function arrangement(absent: string[] = [], onShift: Arranged['shifts'] = []): Arranged {
  const holds = (personId: string, areaId: string, rank: Responsibility['rank']): Responsibility => {
    const always = { kinds: null, hours: null, onStatutoryDays: true }
    return { id: personId, personId, duty: 'duty-room', areaId, rank, ...always }
  }
  return {
    // Only ids of the lineage are read.
    lineage: (areaId) => (parents[areaId] ?? []).map((id) => ({ id })) as ReturnType<Arranged['lineage']>,
    responsibilities: [
      holds('deputy', 't1', 'deputy'),
      holds('officer', 't1', 'primary'),
      holds('elsewhere', 't2', 'primary'),
    ],
    shifts: onShift,
    absences: new Map(
      absent.map((id) => {
        const absence = { id, personId: id, deputyId: null, versionId: id, validFrom: null, validUntil: null }
        return [id, absence]
      }),
    ),
  }
}

const viewer = (...areaIds: string[]): Viewer => ({
  personId: 'p',
  name: '甲',
  roles: ['member'],
  duties: areaIds.map((areaId) => ({ duty: 'household', areaId })),
  areaIds,
})
const callTo = (areaIds: string[], personId = 'p') => {
  // Only who is called and where is read.
  return { areaIds, alerts: [{ personId }] } as Parameters<typeof dutyRoomOf>[2] extends Iterable<infer One>
    ? One
    : never
}

describe('whom somebody rings at the duty room', () => {
  it('is the officer of the township they hold a duty in, then the deputy', () => {
    expect(dutyRoomOf(viewer('v'), arrangement(), [])).toEqual(['officer', 'deputy'])
  })

  it('is the deputy first while the officer is absent', () => {
    expect(dutyRoomOf(viewer('v'), arrangement(['officer']), [])).toEqual(['deputy', 'officer'])
  })

  it('is whoever is on shift now, the officer before the leader, then who holds the room', () => {
    const shift = (personId: string, post: Shift['post'], areaId = 't1') => {
      return { id: personId, personId, post, areaId, versionId: personId, validFrom: null, validUntil: null }
    }
    const shifts = [shift('boss', 'leader'), shift('night-officer', 'officer'), shift('other', 'officer', 't2')]
    expect(dutyRoomOf(viewer('v'), arrangement([], shifts), [])).toEqual(['night-officer', 'boss', 'officer', 'deputy'])
    expect(dutyRoomOf(viewer('v'), arrangement(['night-officer'], shifts), [])).toEqual([
      'boss',
      'officer',
      'deputy',
      'night-officer',
    ])
  })

  it('is, for somebody without a duty, that of the incident they are called to', () => {
    expect(dutyRoomOf(viewer(), arrangement(), [callTo(['t2'])])).toEqual(['elsewhere'])
  })

  it('is every duty room where the incident lies outside every area', () => {
    expect(dutyRoomOf(viewer(), arrangement(), [callTo([])])).toHaveLength(3)
  })

  it('is nobody for those who hold no duty and are called to nothing', () => {
    expect(dutyRoomOf(viewer(), arrangement(), [callTo(['v'], 'somebody-else')])).toEqual([])
  })
})
