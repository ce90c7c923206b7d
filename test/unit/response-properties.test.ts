import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alarmState, goingCount } from '#shared/alarm-state.ts'
import { type DueStep, isSettled } from '#shared/incident.ts'
import { isAsked, isResting, needsPeople, silentOf } from '../../server/domain/next-step.ts'
import { aResponse } from '../support/a-response.ts'
import { away, planned, sits } from '../support/made-up-township.ts'

// Whatever people do, however often the server is started anew, and wherever its clock jumps to.

const ACTIONS = [
  'seen',
  'acknowledge',
  'decline',
  'depart',
  'arrive',
  'verify',
  'note',
  'check-in',
  'support',
  'fire-out',
  'withdraw',
  'handle',
  'close',
  'reopen',
  'answer',
  'postpone',
  'resume',
  'assign',
] as const
const PEOPLE = ['a', 'a2', 'b', 'k', 'v', 's', 'o', 'l', 'd'] as const

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom(...ACTIONS),
      who: fc.constantFrom(...PEOPLE),
      outcome: fc.constantFrom('real', 'false-alarm', 'unreachable'),
      minutes: fc.integer({ min: 1, max: 90 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ passes: fc.integer({ min: 1, max: 2400 }) }) },
  { weight: 2, arbitrary: fc.record({ sleeps: fc.integer({ min: 1, max: 20_000 }) }) },
  { weight: 1, arbitrary: fc.record({ jumps: fc.integer({ min: -90_000, max: 90_000 }) }) },
  { weight: 1, arbitrary: fc.record({ restarts: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ hears: fc.constantFrom('o', 'p', 'q') }) },
  { weight: 1, arbitrary: fc.record({ leaves: fc.constantFrom(...PEOPLE) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const world = fc.record({
  needed: fc.integer({ min: 1, max: 3 }),
  remindSeconds: fc.constantFrom(null, 25),
  arriveWithinSeconds: fc.constantFrom(null, 60, 600),
  checkInSeconds: fc.constantFrom(null, 300, 1800),
  roster: fc.constantFrom(0, 1, 2).map((sitting) => [sits('o', 'officer'), sits('l', 'leader')].slice(0, sitting)),
  sound: fc.constantFrom('loop' as const, 'none' as const),
})

function begun({ needed, roster, ...rest }: typeof world extends fc.Arbitrary<infer T> ? T : never) {
  const plans = [planned({ kinds: ['fire', 'smoke'], respondersNeeded: needed, ...rest })]
  return aResponse({ plans, shifts: roster }, 'smoke')
}

function take(story: ReturnType<typeof aResponse>, each: Step): void {
  if ('passes' in each) story.pass(each.passes, 20)
  else if ('sleeps' in each) story.pass(each.sleeps)
  else if ('jumps' in each) {
    story.jump(each.jumps)
    story.settle()
  } else if ('restarts' in each) story.restart()
  else if ('hears' in each) {
    if (story.incident.closedAt === null && !isSettled(story.incident.outcome)) story.hear(each.hears)
  } else if ('leaves' in each) story.arrange({ absences: [away(each.leaves)] })
  else {
    const until = new Date(story.nowMs + each.minutes * 60_000).toISOString()
    const { does, who: onBehalfOf, outcome } = each
    const isOwn = does === 'answer' || does === 'postpone' || does === 'resume'
    const more = { note: '话', until, personId: onBehalfOf, ...(does === 'verify' ? { outcome } : {}) }
    story.enter(does, isOwn ? more : { ...more, onBehalfOf })
  }
}

const run = (check: (story: ReturnType<typeof aResponse>, each: Step) => void, numRuns = 150) =>
  fc.assert(
    fc.property(world, fc.array(step, { maxLength: 18 }), (made, steps) => {
      const story = begun(made)
      for (const each of steps) {
        take(story, each)
        check(story, each)
      }
    }),
    { numRuns },
  )

describe('whatever people do, and whatever becomes of the server and its clock', () => {
  it('somebody answers for it while people are needed: going, called, to be called, or the duty room hears it', () => {
    run((story, each) => {
      const { incident } = story
      story.settle()
      const standing = story.incident
      if (!needsPeople(standing) || isAsked(standing) || isResting(standing)) return
      const called = new Set(standing.alerts.filter(({ state }) => state !== 'expired').map(({ personId }) => personId))
      const ahead = new Set(standing.ringing?.personIds)
      const isUncalled = standing.chain.some(
        (link) =>
          link.called &&
          link.personId !== null &&
          (!called.has(link.personId) || ahead.has(link.personId)) &&
          !standing.alerts.some(
            ({ personId, state }) => personId === link.personId && (state === 'accepted' || state === 'declined'),
          ),
      )
      // Nobody is left out while anybody in the chain has not had their turn.
      // Whoever leaves lets somebody come back here: until that is noted there was nobody to be called.
      const steps = 'leaves' in each ? [standing.next] : [incident.next, standing.next]
      if (isUncalled) expect(steps).not.toContain(null)
      const isSomebodyAtIt = goingCount(standing) > 0 || silentOf(standing).length > 0 || standing.next !== null
      if (isSomebodyAtIt) return
      // The duty room hears it, put it off itself, or took notice since the last of them was lost.
      const lostAt = story.log
        .filter(({ action }) => action === 'stalled' || action === 'silent' || action === 'decline')
        .map(({ recordedAt }) => recordedAt)
        .at(-1)
      const state = alarmState(standing, story.nowMs)
      const hears = state === 'unanswered' || state === 'postponed'
      const isLater =
        standing.answered !== null &&
        (lostAt === undefined ||
          story.log.findLastIndex(({ action }) => action === 'answer') >
            story.log.findLastIndex(({ action }) => action === 'stalled' || action === 'silent'))
      if (!hears && !isLater) expect([state, standing.answered, lostAt]).toBe('heard')
    })
  })

  it('nothing that is due is left undone, and what is to come is no further off than it may be', () => {
    run((story) => {
      story.settle()
      if (story.incident.closedAt !== null) return
      const { due, next } = story.wire
      const isLate = ({ at, step }: DueStep) => step !== 'call-person' && Date.parse(at) <= story.nowMs
      expect(due.filter(isLate)).toEqual([])
      if (next !== null) expect(Date.parse(next.at)).toBeGreaterThan(story.nowMs)
      expect(due.map(({ at }) => at)).toEqual(due.map(({ at }) => at).toSorted())
      // A minute is the longest that the clocks of two servers may be apart.
      for (const { step: what, at } of due.filter((one) => one.step.startsWith('ring-')))
        expect([what, Date.parse(at) - story.nowMs <= 120_000]).toEqual([what, true])
      // Nothing comes of looking twice.
      expect(story.settle()).toBe(0)
    })
  })

  it('no step is taken twice for one cause', () => {
    run((story) => {
      const { incident, log } = story
      const perPerson = Map.groupBy(
        incident.alerts.filter(({ state }) => state !== 'expired'),
        ({ personId }) => personId,
      )
      // Nobody has two calls that stand.
      for (const [personId, calls] of perPerson) expect([personId, calls.length]).toEqual([personId, 1])
      // Whoever is given up or missed is so once, until they are heard of.
      for (const word of [
        'stalled',
        'silent',
        'asked-check-in',
        'rings-officer',
        'rings-leader',
        'postponement-ends',
      ]) {
        const ends: Record<string, readonly string[]> = {
          'rings-officer': ['answer', 'postpone', 'reopen', 'silent', 'raised', 'evidence'],
          'rings-leader': ['answer', 'postpone', 'reopen', 'silent', 'raised', 'evidence'],
          'postponement-ends': ['postpone'],
        }
        let open = new Set<unknown>()
        for (const { action, onBehalfOf, actorId, detail } of log) {
          if (ends[word]?.includes(action) === true) open = new Set()
          if (ends[word] === undefined && actorId !== null) open.delete(onBehalfOf ?? actorId)
          if (action === 'reopen') open = new Set()
          if (action !== word) continue
          const ids = ends[word] === undefined ? (detail['personIds'] as string[]) : ['']
          for (const id of ids) {
            expect([word, id, open.has(id)]).toEqual([word, id, false])
            open.add(id)
          }
        }
      }
    })
  })

  it('no acceptance is lost: only who gave it takes it back, or the end of it all', () => {
    let before: { id: string; personId: string }[] = []
    let last: object | null = null
    run((story, each) => {
      if (last !== story) before = []
      last = story
      const does = 'does' in each ? each : null
      for (const { id, personId } of before) {
        const now = story.incident.alerts.find((alert) => alert.id === id)
        const isTakenBack = does?.does === 'decline' && does.who === personId
        const isOver = does?.does === 'reopen' || does?.does === 'close'
        if (!isTakenBack && !isOver) expect([each, now?.state]).toEqual([each, 'accepted'])
      }
      before = story.incident.alerts.filter(({ state }) => state === 'accepted')
    })
  })

  it('an arrival, or a word, makes whoever was given up count again', () => {
    run((story) => {
      if (!needsPeople(story.incident)) return
      const lost = story.incident.alerts.filter(({ state, stalledAt }) => state === 'accepted' && stalledAt !== null)
      const [first] = lost
      if (first === undefined) return
      const count = goingCount(story.incident)
      expect(story.enter('arrive', { onBehalfOf: first.personId })).toBeNull()
      expect(goingCount(story.incident)).toBe(count + 1)
    })
  })
})
