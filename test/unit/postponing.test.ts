import { describe, expect, it } from 'vitest'
import { alarmState } from '#shared/alarm-state.ts'
import { aResponse } from '../support/a-response.ts'
import { planned, sits } from '../support/made-up-township.ts'

const SHIFTS = [sits('o', 'officer'), sits('l', 'leader')]

/** Put off for an hour after two minutes, for somebody burns with leave. */
function putOff(minutes = 60) {
  const story = aResponse({ shifts: SHIFTS, plans: [planned({ kinds: ['fire', 'smoke'] })] }, 'smoke')
  story.enter('answer')
  const until = new Date(story.nowMs + minutes * 60_000).toISOString()
  expect(story.enter('postpone', { until, note: '批准的烧荒' })).toBeNull()
  return story
}
const times = (story: ReturnType<typeof putOff>, word: string) =>
  story.log.filter(({ action }) => action === word).map(({ recordedAt }) => story.seconds(recordedAt))
const stateOf = (story: ReturnType<typeof putOff>) => alarmState(story.incident, story.nowMs)

describe('a postponement', () => {
  it('has a reason, an author and an end that lies ahead', () => {
    const story = putOff()
    expect(story.incident.postponement).toMatchObject({ personId: 'd', note: '批准的烧荒', warnedAt: null })
    const until = new Date(story.nowMs - 1000).toISOString()
    expect(story.enter('postpone', { until, note: '烧荒' })).toMatchObject({ reason: 'invalid', field: 'until' })
    expect(story.enter('postpone', { until })).toMatchObject({ reason: 'invalid', field: 'note' })
  })

  it('tells five minutes before that it ends, once, and ends by itself as if nobody had taken notice', () => {
    const story = putOff()
    expect(story.wire.due.filter(({ step }) => step.startsWith('postponement'))).toMatchObject([
      { step: 'postponement-warning', at: new Date(story.nowMs + 3_300_000).toISOString() },
    ])
    story.pass(3600 - 1, 30)
    story.restart()
    story.settle()
    expect(times(story, 'postponement-ends')).toEqual([3300])
    expect(stateOf(story)).toBe('postponed')
    story.pass(1)
    expect(times(story, 'postponement-ended')).toEqual([3600])
    expect(story.incident).toMatchObject({ answered: null, postponedUntil: null, postponement: null })
    expect(stateOf(story)).toBe('unanswered')
    expect(times(story, 'rings-officer')).toEqual([])
    story.pass(60)
    expect(times(story, 'rings-officer')).toEqual([3660])
  })

  it('that is short is told of when half of it is over, and one whose end was slept through just ends', () => {
    const short = putOff(4)
    short.pass(239, 1)
    expect(times(short, 'postponement-ends')).toEqual([120])
    const slept = putOff()
    slept.jump(9000)
    slept.settle()
    expect(times(slept, 'postponement-ends')).toEqual([])
    expect(times(slept, 'postponement-ended')).toEqual([9000])
  })

  it('does not last longer for a clock that was put back by a year', () => {
    const story = putOff()
    story.jump(-365 * 86_400)
    story.settle()
    expect(stateOf(story)).not.toBe('postponed')
  })

  it('hides what the same device goes on saying, and no new grave alarm in the same place', () => {
    const story = putOff()
    story.pass(300)
    story.hear('o')
    expect(stateOf(story)).toBe('postponed')
    story.hear('another')
    expect(stateOf(story)).toBe('unanswered')
    expect(story.log.at(-1)).toMatchObject({ action: 'postponement-ended', detail: { why: 'new-evidence' } })
  })

  it('nor what becomes graver, or is on again', () => {
    const graver = putOff()
    graver.hear('o', 'fire')
    expect(stateOf(graver)).toBe('unanswered')
    const again = putOff()
    again.set({ condition: 'cleared', activeKeys: [] })
    again.hear('o')
    expect(stateOf(again)).toBe('unanswered')
  })

  it('can be taken back, and then nothing ends', () => {
    const story = putOff()
    story.pass(600)
    story.set({ answered: null })
    story.enter('resume')
    story.pass(59)
    expect(times(story, 'rings-officer')).toEqual([])
    story.pass(1)
    expect(times(story, 'rings-officer')).toEqual([660])
    story.pass(7200, 60)
    expect(times(story, 'postponement-ended')).toEqual([])
  })
})
