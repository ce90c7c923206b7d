import { describe, expect, it } from 'vitest'
import { alarmState, goingCount } from '#shared/alarm-state.ts'
import { aResponse } from '../support/a-response.ts'
import { planned, sits } from '../support/made-up-township.ts'

const SHIFTS = [sits('o', 'officer'), sits('l', 'leader')]
/** One is enough, and whoever says that they go has ten minutes. */
const ONE = planned({ respondersNeeded: 1 })

/** Somebody said at once that they go, and the duty room took notice. */
function going(change: Parameters<typeof aResponse>[0] = {}) {
  const story = aResponse({ shifts: SHIFTS, plans: [ONE], ...change })
  story.enter('answer')
  story.tap('a', 'acknowledge')
  return story
}
const stalls = (story: ReturnType<typeof going>) => story.words().filter((word) => word === 'stalled')

describe('somebody who said that they go', () => {
  it('and is not heard of for ten minutes counts no longer, and the chain goes on', () => {
    const story = going()
    expect(story.incident.next).toBeNull()
    expect(story.wire.due).toMatchObject([{ step: 'arrival', personIds: ['a'] }])
    story.pass(599, 10)
    expect(goingCount(story.incident)).toBe(1)
    story.pass(1)
    expect(story.call('a')).toMatchObject({ state: 'accepted', stalledAt: expect.any(String) })
    expect(goingCount(story.incident)).toBe(0)
    expect(story.call('k')?.state).toBe('sent')
    expect(story.incident.next).not.toBeNull()
    expect(alarmState(story.incident, story.nowMs)).toBe('answered-nobody-going')
  })

  it('is not given up twice for one silence', () => {
    const story = going()
    story.pass(3000, 10)
    expect(stalls(story)).toHaveLength(1)
  })

  it('counts again with any word, and only the rest of the chain that is still needed is called', () => {
    for (const action of ['arrive', 'note', 'check-in', 'depart', 'acknowledge'] as const) {
      const story = going()
      story.pass(600)
      expect(goingCount(story.incident)).toBe(0)
      expect(story.tap('a', action, { note: '路上' })).toBeNull()
      expect([action, goingCount(story.incident), story.incident.next]).toEqual([action, 1, null])
    }
  })

  it('has as long again from each word, but from setting out and from tapping again only once', () => {
    const story = going()
    const due = () => story.seconds(story.wire.due[0]?.at)
    story.pass(100)
    story.tap('a', 'acknowledge')
    expect(due()).toBe(600)
    story.tap('a', 'depart')
    expect(due()).toBe(700)
    story.pass(100)
    story.tap('a', 'depart')
    expect(due()).toBe(700)
    story.tap('a', 'seen')
    expect(due()).toBe(700)
    story.tap('a', 'note', { note: '路断了，绕行' })
    expect(due()).toBe(800)
  })

  it('is waited for no longer once there, and for ever where the plan says so', () => {
    const there = going()
    there.pass(300)
    there.tap('a', 'arrive')
    there.pass(5000, 60)
    expect(stalls(there)).toEqual([])
    const patient = going({ plans: [planned({ respondersNeeded: 1, arriveWithinSeconds: null })] })
    patient.pass(5000, 60)
    expect(stalls(patient)).toEqual([])
    expect(patient.wire.due).toEqual([])
  })

  it('is heard of by whoever enters it for them, when it is said to have been', () => {
    const story = going()
    story.pass(300)
    const at = new Date(story.nowMs - 120_000).toISOString()
    story.enter('note', { onBehalfOf: 'a', heardBy: 'radio', at, note: '过了桥' })
    expect(story.seconds(story.call('a')?.lastSignAt)).toBe(180)
    expect(story.seconds(story.wire.due[0]?.at)).toBe(780)
    // What was before they were given up does not make them count again; that they are there does.
    story.pass(480)
    expect(goingCount(story.incident)).toBe(0)
    story.enter('note', { onBehalfOf: 'a', at, note: '过了桥' })
    expect(goingCount(story.incident)).toBe(0)
    story.enter('arrive', { onBehalfOf: 'a', heardBy: 'phone', at })
    expect(goingCount(story.incident)).toBe(1)
  })

  it('is given up late rather than never, and once, where the server was down or its clock was put back', () => {
    const down = going()
    down.jump(4000)
    down.restart()
    down.settle()
    down.restart()
    down.settle()
    expect(stalls(down)).toHaveLength(1)
    const back = going()
    back.jump(-7200)
    back.settle()
    expect(stalls(back)).toHaveLength(1)
  })

  it('leaves the chain at rest where enough others go', () => {
    const story = going({ plans: [planned({ respondersNeeded: 1 })] })
    story.tap('a', 'acknowledge')
    story.enter('acknowledge', { onBehalfOf: 'k' })
    story.enter('arrive', { onBehalfOf: 'k' })
    story.pass(600)
    expect(stalls(story)).toHaveLength(1)
    expect(story.incident.next).toBeNull()
    expect(story.call('v')).toBeUndefined()
  })

  it('and nobody else being left to call, is told to the duty room again', () => {
    const story = going()
    for (const personId of ['k', 'v', 'o', 'l']) story.enter('decline', { onBehalfOf: personId })
    story.set({ alerts: story.incident.alerts, next: null })
    const everybody = ['k', 'v', 'o', 'l'].map((personId) => ({
      ...(story.call('a') ?? story.incident.alerts[0]),
      id: `no-${personId}`,
      personId,
      state: 'declined' as const,
    }))
    // Whoever there is has said that they cannot.
    story.set({ alerts: [...story.incident.alerts, ...(everybody as typeof story.incident.alerts)] })
    story.pass(600)
    expect(goingCount(story.incident)).toBe(0)
    expect(story.incident.answered).toBeNull()
    expect(alarmState(story.incident, story.nowMs)).toBe('unanswered')
    story.pass(60)
    expect(story.words()).toContain('rings-officer')
  })

  it('to what is dealt with is waited for by nobody', () => {
    const story = going()
    story.enter('verify', { outcome: 'false-alarm', cause: 'cooking' })
    story.pass(5000, 100)
    expect(stalls(story)).toEqual([])
  })
})
