import { describe, expect, it } from 'vitest'
import type { Severity } from '#shared/kinds.ts'
import { arrangementAt, type ArrangedVersions } from '../../server/domain/arrangement.ts'
import { tryAt, withPlan } from '../../server/domain/plan-trial.ts'
import { middleOf, planned, sits, township } from '../support/made-up-township.ts'

const NOON = new Date('2026-12-16T12:00:00+08:00')
const NIGHT = new Date('2026-12-16T23:30:00+08:00')

function tried(change: Partial<ArrangedVersions>, at = NOON, severity: Severity = 'minor') {
  const kind = 'dispute'
  const plans = [planned({ kinds: [kind] })]
  const arrangement = arrangementAt(township({ plans, ...change }), at)
  return tryAt(arrangement, { kind, severity, location: middleOf('z1'), at, timeZone: 'Asia/Shanghai' })
}
const turns = ({ tiers }: ReturnType<typeof tried>) => tiers.map(({ afterSeconds }) => afterSeconds)
const plansOf = (change: Parameters<typeof planned>[0]) => [planned({ kinds: ['dispute'], ...change })]

describe('a plan that is tried', () => {
  it('has each tier in its turn, and the leader of the shift after the officer', () => {
    expect(turns(tried({}))).toEqual([0, 60, 120, 180])
    expect(turns(tried({ shifts: [sits('o', 'officer'), sits('l', 'leader')] }))).toEqual([0, 60, 120, 180, 240])
  })
  it('calls several tiers at once where it says so, and at once what follows a tier with nobody', () => {
    expect(turns(tried({ plans: plansOf({ tiersAtOnce: 2 }) }))).toEqual([0, 0, 60, 120])
    const responsibilities = township().responsibilities.filter(({ duty }) => duty !== 'zone')
    expect(turns(tried({ responsibilities }))).toEqual([0, 60, 60, 120])
  })
  it('says that nobody is called before morning where it lets the night pass, and not of what is severe', () => {
    const plans = plansOf({ nightRest: { from: '22:00', until: '06:30' } })
    const resting = tried({ plans }, NIGHT)
    expect(resting.restsUntil).toBe('2026-12-16T22:30:00.000Z')
    expect(turns(resting)[0]).toBe(7 * 3600)
    expect(tried({ plans }, NIGHT, 'severe')).toMatchObject({ restsUntil: null })
  })
  it('stands in the place of the saved one with its id, or beside the others', () => {
    const arrangement = arrangementAt(township(), NOON)
    expect(withPlan(arrangement, planned({ respondersNeeded: 5 })).plans).toMatchObject([{ respondersNeeded: 5 }])
    expect(withPlan(arrangement, planned({ id: 'other' })).plans.map(({ id }) => id)).toEqual(['other', 'plan'])
  })
})
