import { describe, expect, it } from 'vitest'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import { knowsAbsence, mayRecordAbsence, readsDutyRoom } from '../../server/domain/duty-ground.ts'
import { holds, sits, township } from '../support/made-up-township.ts'

const NOW = new Date('2026-11-28T04:00:00Z')
const before = new Date('2026-11-27T04:00:00Z')
const after = new Date('2026-11-29T04:00:00Z')

function viewer(roles: Role[], areaIds: string[] | null, personId = 'l'): Viewer {
  return { personId, name: personId, roles, duties: [], areaIds }
}
const villageLeader = viewer(['leader'], ['v1', 'g1', 'z1', 'z2', 'z3'])
const dutyRoom = viewer(['duty'], ['t', 'v1', 'v2', 'g1', 'g2', 'z1', 'z2', 'z3', 'w1'])

describe('an absence of somebody else', () => {
  const may = (who: Viewer, personId: string, versions = township()) => mayRecordAbsence(who, personId, versions, NOW)

  it('is said by whose ground has all that this person holds', () => {
    expect(may(villageLeader, 'a')).toBe(true)
    expect(may(villageLeader, 'w')).toBe(false)
    expect(may(viewer(['cadre'], null), 'a')).toBe(false)
    expect(may(viewer(['admin'], []), 'w')).toBe(true)
  })

  it('is not said by a village leader for who holds the township too, and is heard of', () => {
    // 包村: a leader of the township who also answers for a village.
    const held = [...township().responsibilities, holds('s', 'village', 'v1'), holds('s', 'police', 't')]
    const versions = township({ responsibilities: held })
    expect(may(villageLeader, 's', versions)).toBe(false)
    expect(knowsAbsence(villageLeader, 's', versions, NOW)).toBe(true)
    expect(may(dutyRoom, 's', versions)).toBe(true)
  })

  it('is judged by shifts too, those to come as well and none that is over', () => {
    const sitsAt = (validFrom: Date, validUntil: Date | null) =>
      township({
        shifts: [sits('a', 'officer', { validFrom, validUntil }), sits('o', 'officer', { validFrom, validUntil })],
      })
    expect(may(villageLeader, 'a', sitsAt(after, null))).toBe(false)
    expect(may(villageLeader, 'a', sitsAt(before, NOW))).toBe(true)
    expect(may(dutyRoom, 'o', sitsAt(after, null))).toBe(true)
    expect(may(dutyRoom, 'o')).toBe(false)
  })
})

describe('the notes of a duty room', () => {
  it('are read by who has the whole township or has sat there, not by who has a village of it', () => {
    const reads = (who: Viewer) => readsDutyRoom(who, 't', [sits('o', 'officer')])
    expect(reads(dutyRoom)).toBe(true)
    expect(reads(viewer(['member'], [], 'o'))).toBe(true)
    expect(reads(viewer(['reviewer'], null))).toBe(true)
    expect(reads(viewer(['reviewer'], ['v1']))).toBe(false)
    expect(reads(villageLeader)).toBe(false)
    expect(reads(viewer(['wall'], null))).toBe(false)
  })
})
