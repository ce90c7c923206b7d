import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIRE_RULE } from '#shared/plan.ts'
import { KINDS } from '#shared/kinds.ts'
import { linesFor } from '../../server/domain/usual-checklists.ts'
import { carriedTicks } from '../../server/domain/ticking.ts'
import { aResponse } from '../support/a-response.ts'
import { planned } from '../support/made-up-township.ts'

const gasPlan = planned({ kinds: ['gas'], checklist: ['开窗', '关阀', '撤人'] })
const begun = () => aResponse({ plans: [gasPlan] }, 'gas')

describe('the checklist of an incident', () => {
  it('keeps who ticked a line and when', () => {
    const story = begun()
    story.jump(60)
    expect(story.tap('a', 'tick', { line: 1 })).toBeNull()
    expect(story.incident.ticks).toEqual([{ line: 1, at: new Date(story.nowMs).toISOString(), personId: 'a' }])
    expect(story.enter('tick', { line: 0, onBehalfOf: 'b' })).toBeNull()
    expect(story.incident.ticks.map(({ line, personId }) => [line, personId])).toEqual([
      [0, 'b'],
      [1, 'a'],
    ])
  })

  it('is ticked once however often, and each time stands in the log with the words of the line', () => {
    const story = begun()
    story.tap('a', 'tick', { line: 2 })
    story.tap('b', 'tick', { line: 2 })
    expect(story.incident.ticks).toHaveLength(1)
    expect(story.incident.ticks[0]?.personId).toBe('a')
    const ticks = story.log.filter(({ action }) => action === 'tick')
    expect(ticks.map(({ actorId, detail }) => [actorId, detail['line'], detail['lineWords']])).toEqual([
      ['a', 2, '撤人'],
      ['b', 2, '撤人'],
    ])
    story.tap('b', 'untick', { line: 2 })
    story.tap('b', 'untick', { line: 2 })
    expect(story.incident.ticks).toEqual([])
  })

  it('was done when a phone without signal says it was, but not before it began, nor after now', () => {
    const story = begun()
    story.jump(600)
    const at = (seconds: number) => new Date(story.nowMs + seconds * 1000).toISOString()
    story.tap('a', 'tick', { line: 0, at: at(-120) })
    story.tap('a', 'tick', { line: 1, at: at(-9000) })
    story.tap('a', 'tick', { line: 2, at: at(9000) })
    expect(story.incident.ticks.map((tick) => tick.at)).toEqual([at(-120), at(0), at(0)])
  })

  it('has no line beyond its end, and the rule of a fire is none to be ticked', () => {
    expect(begun().tap('a', 'tick', { line: 3 })).toMatchObject({ reason: 'invalid', field: 'line' })
    const fire = aResponse({ plans: [planned({ checklist: ['带风力灭火机'] })] })
    expect(fire.incident.checklist[0]).toBe(FIRE_RULE)
    expect(fire.tap('a', 'tick', { line: 0 })).toMatchObject({ reason: 'invalid', field: 'line' })
    expect(fire.tap('a', 'tick', { line: 1 })).toBeNull()
  })

  it('keeps what is said in the same words when the kind is raised; the rest is in the log alone', () => {
    const plans = [
      planned({ kinds: ['smoke'], checklist: ['看风向', '断电'] }),
      planned({ id: 'f', checklist: ['断电'] }),
    ]
    const story = aResponse({ plans }, 'smoke')
    story.tap('a', 'tick', { line: 0 })
    story.tap('a', 'tick', { line: 1 })
    story.hear('p', 'fire')
    expect(story.incident.checklist).toEqual([FIRE_RULE, '断电'])
    expect(story.incident.ticks.map(({ line, personId }) => [line, personId])).toEqual([[1, 'a']])
    expect(story.log.filter(({ action }) => action === 'tick')).toHaveLength(2)
  })

  it('is meant by its words where it has become another since: what waited in a phone ticks no wrong line', () => {
    const story = begun()
    story.tap('a', 'tick', { line: 0, lineWords: '撤人' })
    expect(story.incident.ticks.map(({ line }) => line)).toEqual([2])
    expect(story.tap('a', 'tick', { line: 0, lineWords: '那时的一行' })).toBeNull()
    expect(story.incident.ticks.map(({ line }) => line)).toEqual([2])
    expect(story.log.at(-1)?.detail['lineWords']).toBe('那时的一行')
  })

  it('of two incidents that turn out to be one holds what was done of either', () => {
    const [into, from] = [begun(), aResponse({ plans: [gasPlan] }, 'gas', 'other')]
    into.tap('a', 'tick', { line: 0 })
    from.tap('b', 'tick', { line: 0 })
    from.tap('b', 'tick', { line: 2 })
    into.join(from.incident)
    expect(into.incident.ticks.map(({ line, personId }) => [line, personId])).toEqual([
      [0, 'a'],
      [2, 'b'],
    ])
  })

  it('loses no tick of a line that stays, and gains none, whatever lines it gets', () => {
    const lines = fc.uniqueArray(fc.constantFrom('一', '二', '三', '四', '五'), { maxLength: 5 })
    fc.assert(
      fc.property(lines, lines, fc.array(fc.nat(4)), (before, after, done) => {
        const ticked = [...new Set(done)].filter((line) => line < before.length)
        const ticks = ticked.map((line) => ({ line, at: '2026-12-16T04:00:00.000Z', personId: 'a' }))
        const words = carriedTicks({ checklist: before, ticks }, after).map(({ line }) => String(after[line]))
        expect(words.toSorted()).toEqual(
          before.filter((words, line) => ticked.includes(line) && after.includes(words)).toSorted(),
        )
      }),
    )
  })
})

describe('the usual checklists', () => {
  it('have short lines for every kind, none twice; the first of a fire is its rule', () => {
    for (const kind of KINDS) {
      const lines = linesFor(kind, [])
      expect([kind, lines.length >= 3, new Set(lines).size === lines.length]).toEqual([kind, true, true])
      for (const line of lines) expect([line, line.length <= 30]).toEqual([line, true])
    }
    expect(linesFor('fire', [])[0]).toBe(FIRE_RULE)
    expect(linesFor('gas', [])[0]).toMatch(/^先开窗/)
  })

  it('give way to those of a plan', () => {
    expect(linesFor('gas', ['关阀'])).toEqual(['关阀'])
    expect(linesFor('fire', ['x', FIRE_RULE])).toEqual([FIRE_RULE, 'x'])
  })
})
