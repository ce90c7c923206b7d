import { describe, expect, it } from 'vitest'
import type { Version } from '../../server/domain/arrangement.ts'
import { handOver } from '../../server/domain/succession.ts'
import type { Responsibility } from '../../shared/responsibility.ts'

const day = (n: number) => new Date(Date.UTC(2027, 0, n))
const held = (rest: Partial<Version<Responsibility>>): Version<Responsibility> => ({
  id: 'zone-1',
  versionId: 'v1',
  personId: 'a',
  duty: 'zone',
  areaId: 'z1',
  kinds: null,
  rank: 'primary',
  hours: null,
  onStatutoryDays: true,
  validFrom: null,
  validUntil: null,
  ...rest,
})
const ids = () => {
  let n = 0
  return () => `new-${n++}`
}
const asked = { fromPersonId: 'a', toPersonId: 'b', from: day(10), only: null }

describe('handing over', () => {
  it('ends what is held on the day and begins it anew with the same end', () => {
    const { rewrite, handedOver } = handOver([held({ validUntil: day(20) })], asked, ids())
    expect(rewrite.supersede).toEqual(['v1'])
    expect(rewrite.append.map(({ row }) => [row.id === 'zone-1', row.personId, row.validFrom, row.validUntil])).toEqual(
      [
        [true, 'a', null, day(10)],
        [false, 'b', day(10), day(20)],
      ],
    )
    expect(handedOver).toEqual([{ endedId: 'zone-1', begunId: rewrite.append[1]?.row.id }])
  })

  it('takes what is to come as well, and leaves what is over', () => {
    const rows = [held({ validUntil: day(5) }), held({ id: 'later', versionId: 'v2', validFrom: day(15) })]
    const { rewrite } = handOver(rows, asked, ids())
    expect(rewrite.supersede).toEqual(['v2'])
    expect(rewrite.append.map(({ row }) => [row.personId, row.validFrom])).toEqual([['b', day(15)]])
  })

  it('begins nothing twice where the other holds the same already', () => {
    const rows = [held({}), held({ id: 'own', versionId: 'v2', personId: 'b' })]
    const { rewrite, handedOver } = handOver(rows, asked, ids())
    expect(rewrite.append.map(({ row }) => row.personId)).toEqual(['a'])
    expect(handedOver).toEqual([{ endedId: 'zone-1', begunId: null }])
    const deputy = [held({}), held({ id: 'own', versionId: 'v2', personId: 'b', rank: 'deputy' })]
    expect(handOver(deputy, asked, ids()).rewrite.append.map(({ row }) => row.personId)).toEqual(['a', 'b'])
  })

  it('takes only what is named', () => {
    const rows = [held({}), held({ id: 'other', versionId: 'v2' })]
    expect(handOver(rows, { ...asked, only: ['other'] }, ids()).rewrite.supersede).toEqual(['v2'])
  })
})
