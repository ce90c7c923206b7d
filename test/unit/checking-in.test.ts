import { describe, expect, it } from 'vitest'
import { alarmState, goingCount } from '#shared/alarm-state.ts'
import { PLAN_DEFAULTS, usualCheckIn } from '#shared/plan.ts'
import { aResponse } from '../support/a-response.ts'
import { planned, sits } from '../support/made-up-township.ts'

const SHIFTS = [sits('o', 'officer'), sits('l', 'leader')]
const plans = [planned({ respondersNeeded: 1, checkInSeconds: 1800 })]

/** Somebody is at the fire, and the duty room knows. */
function there(change: Parameters<typeof aResponse>[0] = {}) {
  const story = aResponse({ shifts: SHIFTS, plans, ...change })
  story.enter('answer')
  story.tap('a', 'arrive')
  return story
}
const times = (story: ReturnType<typeof there>, word: string) =>
  story.log.filter(({ action }) => action === word).map(({ recordedAt }) => story.seconds(recordedAt))

describe('whoever is where one alone would not be found', () => {
  it('is asked every half hour whether they are well', () => {
    const story = there()
    expect(story.wire.due).toMatchObject([{ step: 'ask-check-in', personIds: ['a'] }])
    story.pass(1800)
    expect(times(story, 'asked-check-in')).toEqual([1800])
    expect(story.sent.at(-1)?.alertId).toBe(story.call('a')?.id)
    expect(story.wire.due).toMatchObject([{ step: 'check-in', personIds: ['a'] }])
    story.pass(60)
    story.tap('a', 'check-in')
    expect(story.wire.due).toMatchObject([{ step: 'ask-check-in' }])
    story.pass(3600, 60)
    expect(times(story, 'asked-check-in')).toEqual([1800, 3660])
    expect(times(story, 'silent')).toEqual([5460])
  })

  it('need not be asked while they are heard of anyhow', () => {
    const story = there()
    for (let times = 0; times < 5; times++) {
      story.pass(1700)
      story.tap('a', 'note', { note: '仍在清理' })
    }
    expect(times(story, 'asked-check-in')).toEqual([])
  })

  it('and does not answer is an alarm: the duty room hears it, whatever it had been told, and somebody else is called', () => {
    const story = there()
    story.pass(3600, 60)
    expect(times(story, 'silent')).toEqual([3600])
    expect(story.call('a')).toMatchObject({ state: 'accepted', silentAt: expect.any(String) })
    expect(story.incident.answered).toBeNull()
    expect(alarmState(story.incident, story.nowMs)).toBe('unanswered')
    expect(goingCount(story.incident)).toBe(0)
    expect(story.call('k')?.state).toBe('sent')
    expect(story.wire.due[0]).toMatchObject({ step: 'call-person', personIds: ['a'] })
    story.pass(60)
    expect(story.words()).toContain('rings-officer')
  })

  it('is told as missing once, and is there again with any word, by whomever it is entered', () => {
    const story = there()
    story.pass(3600, 60)
    story.restart()
    story.pass(7200, 60)
    expect(times(story, 'silent')).toHaveLength(1)
    story.enter('check-in', { onBehalfOf: 'a', heardBy: 'radio' })
    expect(story.call('a')).toMatchObject({ silentAt: null, checkInAskedAt: null })
    expect(goingCount(story.incident)).toBe(1)
    expect(story.wire.due.map(({ step }) => step)).not.toContain('call-person')
  })

  it('breaks through a postponement, and through others who are there', () => {
    const story = there()
    story.enter('acknowledge', { onBehalfOf: 'k' })
    story.enter('arrive', { onBehalfOf: 'k' })
    story.enter('postpone', { until: new Date(story.nowMs + 7_200_000).toISOString(), note: '等天亮' })
    story.pass(1800)
    story.enter('check-in', { onBehalfOf: 'k' })
    story.pass(1800)
    expect(story.incident.postponedUntil).toBeNull()
    expect(alarmState(story.incident, story.nowMs)).toBe('unanswered')
  })

  it('is asked while a fire is watched after it was handled, and not after all have left', () => {
    const story = there()
    story.enter('fire-out', { onBehalfOf: 'a' })
    story.enter('handle', { onBehalfOf: 'a' })
    story.pass(1800)
    expect(times(story, 'asked-check-in')).toEqual([1800])
    story.enter('withdraw', { onBehalfOf: 'a' })
    story.pass(9000, 300)
    expect(times(story, 'silent')).toEqual([])
    expect(story.wire.due).toEqual([])
  })

  it('is asked by the plan alone: of what endangers whoever goes there, unless it says otherwise', () => {
    expect([usualCheckIn(['fire']), usualCheckIn(['dispute', 'flood']), usualCheckIn(['dispute'])]).toEqual([
      1800,
      1800,
      null,
    ])
    expect(PLAN_DEFAULTS.checkInSeconds).toBeNull()
    const never = there({ plans: [planned({ respondersNeeded: 1, checkInSeconds: null })] })
    never.pass(9000, 300)
    expect(times(never, 'asked-check-in')).toEqual([])
    const planless = there({ plans: [] })
    expect(planless.incident.checkInSeconds).toBe(1800)
  })
})
