import { describe, expect, it } from 'vitest'
import { alarmState, goingCount } from '#shared/alarm-state.ts'
import type { Verification } from '#shared/incident.ts'
import { PLAN_DEFAULTS, usualCheckIn } from '#shared/plan.ts'
import { aResponse } from '../support/a-response.ts'
import { deviceNamed } from '../support/heard-devices.ts'
import { planned, sits, versionOf } from '../support/made-up-township.ts'

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

  it('and was sent to look first, wakes the chain by not answering', () => {
    const camera = versionOf(deviceNamed('device-id-o', { kind: 'camera' }))
    const doubting = planned({ respondersNeeded: 1, checkInSeconds: 120, verifyBelow: 0.6 })
    const story = there({ plans: [doubting], devices: [camera] })
    const [askedAt, until] = [0, 900_000].map((ms) => new Date(story.nowMs + ms).toISOString())
    const doubt = { threshold: 0.6, confidence: 0.4, grade: null, gradeSource: null }
    story.set({
      confidence: 0.4,
      verification: { ...doubt, state: 'asked', personId: 'a', askedAt, until, why: null, at: askedAt } as Verification,
      next: { step: 'call-tier', tier: 0, duties: ['household'], at: until ?? '' },
    })
    story.pass(239, 10)
    expect(times(story, 'asked-check-in')).toEqual([120])
    expect(story.call('k')).toBeUndefined()
    story.pass(1)
    expect(story.log.find(({ action }) => action === 'woken')?.detail).toMatchObject({ why: 'silent' })
    expect(story.call('k')?.state).toBe('sent')
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
