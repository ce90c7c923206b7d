import { describe, expect, it } from 'vitest'
import { type Directive, isOpen, replyState } from '#shared/directive.ts'
import { calledBy, decideRollCall } from '../../server/domain/roll-call.ts'
import { afterwards, demoFacts, makingAt } from '../support/demo-facts.ts'

const facts = demoFacts()
const { arrangement } = facts
const township = arrangement.areaList.find(({ level }) => level === 'township')
const villages = arrangement.areaList.filter(({ level }) => level === 'village')

function holdersOf(duty: string, areaIds: readonly string[]): string[] {
  const held = arrangement.responsibilities.filter((r) => r.duty === duty && r.rank === 'primary')
  return [...new Set(held.flatMap(({ areaId, personId }) => (areaIds.includes(areaId) ? personId : [])))].toSorted()
}
function rollCall(areaIds: readonly string[], using = facts, id = 'said', severity: 'severe' | 'moderate' = 'severe') {
  const call = {
    id,
    areaIds,
    severity,
    description: '县防汛办：今夜暴雨',
    receivedAt: '2026-11-23T03:58:00Z',
  }
  return decideRollCall(call, 'duty', using, makingAt(using.seq))
}

describe('a roll call', () => {
  it('over the township calls at once whoever the plan for warnings names in each of its villages', () => {
    const { incident } = rollCall([township?.id ?? ''], facts, 'said', 'moderate')
    const { now } = calledBy(incident)
    const all = arrangement.areaList.map(({ id }) => id)
    // Also those whom the plan only informs of an alarm.
    const wanted = ['village', 'village-secretary', 'zone'].flatMap((duty) => holdersOf(duty, all))
    expect(villages.length).toBeGreaterThan(5)
    expect(now.toSorted()).toEqual([...new Set(wanted)].toSorted())
    expect(incident).toMatchObject({ kind: 'warning', severity: 'moderate', exercise: false, condition: 'active' })
  })

  it('that is grave calls the members of every zone as well, by the plan for such', () => {
    const { now } = calledBy(rollCall([villages[0]?.id ?? '']).incident)
    const zones = arrangement.areaList.filter(({ id }) =>
      arrangement.lineage(id).some((above) => above.id === villages[0]?.id),
    )
    const members = holdersOf(
      'household',
      zones.map(({ id }) => id),
    )
    expect(members.length).toBeGreaterThan(5)
    expect(now).toEqual(expect.arrayContaining(members))
  })

  it('over one village calls nobody of another, and ends at the duty room', () => {
    const [one, other] = villages
    const { now, later } = calledBy(rollCall([one?.id ?? '']).incident)
    expect(now).toEqual(expect.arrayContaining(holdersOf('village', [one?.id ?? ''])))
    const only = holdersOf('village', [other?.id ?? '']).filter(
      (id) => !holdersOf('village', [one?.id ?? '']).includes(id),
    )
    expect([...now, ...later].filter((id) => only.includes(id))).toEqual([])
    expect(later).toEqual(expect.arrayContaining(holdersOf('duty-room', [township?.id ?? ''])))
  })

  it('says what was said from above, and is of nothing else: a second one is another incident', () => {
    const first = rollCall([villages[0]?.id ?? ''])
    expect(first.decision.evidence).toMatchObject([{ id: 'said', description: '县防汛办：今夜暴雨', personId: 'duty' }])
    const second = rollCall([villages[0]?.id ?? ''], afterwards(facts, first.decision), 'again')
    expect(second.decision.incidents.map(({ id }) => id)).not.toContain(first.incident.id)
  })

  it('takes ground that is named twice once', () => {
    const [one] = villages
    const { incident } = rollCall([township?.id ?? '', one?.id ?? ''])
    expect(incident.place).toEqual(rollCall([township?.id ?? '']).incident.place)
  })
})

describe('the answer to those above', () => {
  const due = Date.parse('2026-11-23T04:00:00Z')
  const said = (rest: Partial<Directive>) => ({
    replyDueAt: '2026-11-23T04:00:00Z',
    reply: null,
    correctedBy: null,
    ...rest,
  })
  it.each([
    [{}, due - 31 * 60_000, 'waiting'],
    [{}, due - 30 * 60_000, 'soon'],
    [{}, due, 'soon'],
    [{}, due + 1, 'overdue'],
    [{ replyDueAt: null }, due, 'none'],
    [{ correctedBy: 'another' }, due + 1, 'none'],
    [{ reply: { text: '已办', at: '2026-11-23T05:00:00Z', personId: 'duty' } }, due + 1, 'given'],
  ] as const)('%j at %d is %s', (rest, nowMs, state) => {
    expect(replyState(said(rest), nowMs)).toBe(state)
    expect(isOpen(said(rest))).toBe(['waiting', 'soon', 'overdue'].includes(state))
  })
})
