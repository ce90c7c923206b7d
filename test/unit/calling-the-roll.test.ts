// Longer than others because the cases stand beside the property that goes through them in any order, on the same township.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alarmState } from '#shared/alarm-state.ts'
import { calledInRoll, hasAnswered, rollCounts } from '#shared/roll-counts.ts'
import type { Viewer } from '#shared/session.ts'
import { arrangementAt, type ArrangedVersions } from '../../server/domain/arrangement.ts'
import { shownActions } from '../../server/domain/shown.ts'
import { silentInRoll } from '../../server/domain/calling-the-roll.ts'
import { isOver } from '../../server/domain/tellings.ts'
import { nextAction, offeredActions } from '#lib/desk/action-forms.ts'
import { aResponse, NOON } from '../support/a-response.ts'
import { away, holds, member, middleOf, planned, sits, township, versionOf } from '../support/made-up-township.ts'

const plans = [
  planned({
    kinds: ['warning'],
    tiers: [
      { duties: ['household', 'village'], waitSeconds: 60 },
      { duties: ['zone'], waitSeconds: 60 },
      { duties: ['duty-room'], waitSeconds: 60 },
    ],
  }),
]
const house = (id: string, zoneId: 'z1' | 'z2' | 'z3' | 'w1') => versionOf({ id, location: middleOf(zoneId) })

function called(change: Partial<ArrangedVersions> = {}, areaIds = ['v1'], severity: 'severe' | 'moderate' = 'severe') {
  return aResponse({ plans, ...change }, 'warning', 'r', { severity, rollCall: areaIds })
}
const ids = (story: ReturnType<typeof called>) =>
  calledInRoll(story.incident)
    .map(({ personId }) => personId)
    .toSorted()
const listed = (story: ReturnType<typeof called>) =>
  story.incident.rollCall?.unwoken.map(({ personId }) => personId).toSorted()
const due = (story: ReturnType<typeof called>) =>
  story.wire.due.flatMap(({ step, at }) =>
    step === 'ring-round' || step === 'knocking' ? [[step, story.seconds(at)]] : [],
  )
/** How many attempts there were to reach somebody. */
const tries = (story: ReturnType<typeof called>, personId: string) => {
  const own = story.incident.alerts.filter((alert) => alert.personId === personId).map(({ id }) => id)
  // The first calls were made before the story began.
  const first = story.incident.alerts.filter(
    (alert) => alert.personId === personId && alert.sentAt === NOON.toISOString(),
  )
  return first.length + story.sent.filter(({ alertId }) => own.includes(alertId)).length
}

describe('a roll call', () => {
  it('calls everybody on the ground at once, whatever tier their duty stands in, and nobody of other ground', () => {
    const story = called()
    expect(ids(story)).toEqual(['a', 'b', 'c', 'k', 'v'])
    expect(story.words()).toEqual([])
    expect(story.incident.rollCall).toMatchObject({ rounds: 1, knockingAt: null, unwoken: [] })
    expect(due(story)).toEqual([['ring-round', 100]])
  })

  it('calls whoever stands in for who is away, and shows ground that nobody answers for', () => {
    const { responsibilities } = township()
    const story = called({
      absences: [away('a')],
      responsibilities: responsibilities.filter(({ personId }) => personId !== 'k' && personId !== 'c'),
    })
    // z1 has its deputy, z3 the neighbour of z2; the zones have no cadre at all.
    expect(ids(story)).toEqual(['a2', 'b', 'v'])
    expect(story.incident.chain.filter(({ personId, duty }) => personId === null && duty === 'zone')).toHaveLength(3)
  })

  it('is not over with the first who goes: the others are rung three times in five minutes, then woken at their doors', () => {
    const story = called()
    story.tap('b', 'acknowledge')
    story.tap('a', 'seen')
    story.pass(99, 1)
    expect(tries(story, 'a')).toBe(1)
    story.pass(1)
    expect([tries(story, 'a'), tries(story, 'b'), story.incident.rollCall?.rounds]).toEqual([2, 1, 2])
    story.pass(100, 5)
    expect([tries(story, 'a'), story.incident.rollCall?.rounds, due(story)]).toEqual([3, 3, [['knocking', 300]]])
    story.tap('k', 'acknowledge')
    expect(listed(story)).toEqual([])
    story.enter('answer')
    story.pass(100, 5)
    expect(listed(story)).toEqual(['a', 'c', 'v'])
    expect(story.seconds(story.incident.rollCall?.knockingAt)).toBe(300)
    // The duty room has to hear it again.
    expect(story.incident.answered).toBeNull()
    expect(story.log.filter(({ action }) => action === 'rang-round').map(({ detail }) => detail)).toEqual(
      [
        { round: 2, personIds: ['a', 'v', 'c', 'k'].toSorted() },
        { round: 3, personIds: ['a', 'v', 'c', 'k'].toSorted() },
      ].map((detail) => ({ ...detail, personIds: expect.arrayContaining(detail.personIds) as string[] })),
    )
  })

  it('calls who comes next to knock, rather somebody known to be awake, and says in the chain for whom', () => {
    const story = called()
    story.tap('b', 'acknowledge')
    story.pass(300, 10)
    const { unwoken = [] } = story.incident.rollCall ?? {}
    // a has a deputy, who was not called before; c has a neighbour who is awake; of the village nobody is left but the duty room.
    expect(unwoken.find(({ personId }) => personId === 'a')?.knockerIds).toEqual(['a2', 'b'])
    expect(unwoken.find(({ personId }) => personId === 'c')?.knockerIds).toEqual(['b'])
    expect(unwoken.find(({ personId }) => personId === 'v')?.knockerIds).toEqual(['d'])
    expect(story.incident.chain).toContainEqual(
      expect.objectContaining({ personId: 'a2', reason: 'deputy', inPlaceOf: 'a', called: true }),
    )
    expect(tries(story, 'b')).toBe(2)
    // Whoever is called to knock has to answer as well, in rounds of their own.
    expect(due(story)).toEqual([['ring-round', 400]])
    story.pass(300, 10)
    expect(listed(story)).toEqual(['a', 'a2', 'c', 'k', 'v'])
  })

  it('takes somebody off the list who answers late, also by way of another', () => {
    const story = called()
    story.pass(300, 10)
    expect(listed(story)).toContain('a')
    story.tap('a', 'acknowledge')
    story.enter('decline', { onBehalfOf: 'c', heardBy: 'in-person' })
    expect(listed(story)).toEqual(['b', 'k', 'v'])
    expect(rollCounts(story.incident)).toMatchObject({ answered: 2 })
  })

  it('shows at once who cannot be rung, and has them woken', () => {
    const people = township().people.map((person) => (person.id === 'c' ? member('c', []) : person))
    const story = called({ people })
    expect(listed(story)).toEqual(['c'])
    expect(story.incident.rollCall?.unwoken).toMatchObject([{ why: 'unreachable', knockerIds: ['b', 'v'] }])
    expect(due(story)).toEqual([['ring-round', 100]])
    story.tap('c', 'acknowledge')
    expect(listed(story)).toEqual([])
  })

  it('is quiet once everybody has answered, and attended; the duty room is rung until it takes notice', () => {
    const story = called({ shifts: [sits('o', 'officer')] })
    for (const person of ['a', 'b', 'c', 'k']) story.tap(person, 'acknowledge')
    expect(alarmState(story.wire, story.nowMs)).toBe('unanswered')
    story.tap('v', 'acknowledge')
    expect([alarmState(story.wire, story.nowMs), due(story)]).toEqual(['attended', []])
    const before = story.sent.length
    story.pass(3600, 60)
    expect([story.sent.length, listed(story), story.incident.rollCall?.rounds]).toEqual([before, [], 1])
  })

  it('goes on after a restart, and makes a late round once', () => {
    const story = called()
    story.restart()
    story.pass(290)
    expect([tries(story, 'a'), story.incident.rollCall?.rounds, due(story)]).toEqual([2, 2, [['knocking', 300]]])
    const slept = called()
    slept.pass(4000)
    expect(tries(slept, 'b')).toBe(2)
    expect(listed(slept)).toEqual(['a', 'b', 'c', 'k', 'v'])
  })

  it('does not wait for hours when the clock is put back', () => {
    const story = called()
    story.jump(-7200)
    story.settle()
    expect(tries(story, 'b')).toBe(2)
    expect(listed(story)).toEqual(['a', 'b', 'c', 'k', 'v'])
  })

  it('stops when it is closed, and begins anew when it is reopened', () => {
    const story = called()
    story.enter('close')
    expect(due(story)).toEqual([])
    story.pass(1000, 50)
    expect(tries(story, 'a')).toBe(1)
    story.enter('reopen')
    story.settle()
    expect(ids(story)).toEqual(['a', 'b', 'c', 'k', 'v'])
    expect(due(story)).toEqual([['ring-round', 1100]])
  })

  it('is not stopped by whoever thinks it handled or nothing', () => {
    const story = called()
    story.tap('b', 'handle')
    story.tap('b', 'verify', { outcome: 'false-alarm' })
    // Nor does it say to anybody that it is over, on a screen or by a link.
    expect([isOver(story.incident), alarmState(story.wire, story.nowMs)]).toEqual([false, 'unanswered'])
    story.pass(300, 10)
    expect(listed(story)).toEqual(['a', 'b', 'c', 'k', 'v'])
    expect(isOver({ ...story.incident, condition: 'cleared' })).toBe(true)
    story.enter('close')
    expect(isOver(story.incident)).toBe(true)
  })

  it('has the desk take notice and write down answers, never handle it as if one had done it for all', () => {
    const story = called()
    expect(nextAction(story.wire)).toBe('answer')
    story.tap('b', 'handle')
    expect(offeredActions(story.wire, 'unanswered')).toContain('acknowledge')
    expect(nextAction(story.wire)).toBe('answer')
    story.enter('answer')
    expect(nextAction(story.wire)).toBe('acknowledge')
    for (const { personId } of silentInRoll(story.incident)) story.tap(personId, 'acknowledge')
    expect(nextAction(story.wire)).toBe('close')
  })

  it('goes on over new ground when the warning does, and asks nobody again unless it is graver', () => {
    const story = called()
    story.tap('a', 'acknowledge')
    story.jump(60)
    story.warn({ severity: 'severe', rollCall: ['v2'] })
    expect(ids(story)).toEqual(['a', 'b', 'c', 'k', 'v', 'w'])
    expect(story.incident.rollCall?.areaIds).toEqual(['v1', 'v2'])
    expect(tries(story, 'a')).toBe(1)
    story.warn({ severity: 'extreme', rollCall: ['v2'] })
    expect([tries(story, 'a'), story.call('a')?.state]).toEqual([2, 'sent'])
    expect(story.seconds(story.incident.rollCall?.knockAt)).toBe(360)
  })

  it('rings nobody any more when the warning has ended, and begins anew when it is given again', () => {
    const story = called()
    story.set({ condition: 'cleared' })
    story.pass(300, 10)
    expect([listed(story), due(story), tries(story, 'a')]).toEqual([[], [], 1])
    story.warn({ severity: 'severe', rollCall: ['v1'] })
    expect(due(story)).toEqual([['ring-round', 400]])
  })

  it('begins its rounds anew when it is opened again, though the warning had ended', () => {
    const story = called()
    story.tap('a', 'acknowledge')
    story.set({ condition: 'cleared' })
    story.pass(100)
    story.enter('close')
    story.enter('reopen', { note: '还在下' })
    story.settle()
    expect([isOver(story.incident), due(story)]).toEqual([false, [['ring-round', 200]]])
    story.pass(300, 10)
    expect(listed(story)).toEqual(['a', 'b', 'c', 'k', 'v'])
  })

  it('lets whoever went to knock go on when it becomes graver', () => {
    const knocked = called({ people: [...township().people.filter(({ id }) => id !== 'b'), member('b', [])] })
    const [knocker] = knocked.incident.alerts.filter(({ tier, duty }) => tier > 0 && duty !== 'duty-room')
    const knockerId = knocker?.personId ?? knocked.incident.rollCall?.unwoken[0]?.knockerIds[0] ?? ''
    knocked.set({
      alerts: knocked.incident.alerts.map((alert) => (alert.personId === knockerId ? { ...alert, tier: 1 } : alert)),
    })
    knocked.tap(knockerId, 'acknowledge')
    knocked.tap('a', 'acknowledge')
    knocked.jump(60)
    knocked.warn({ severity: 'extreme', rollCall: ['v1'] })
    expect(knocked.call(knockerId)?.state).toBe('accepted')
    if (knockerId !== 'a') expect(knocked.call('a')?.state).toBe('sent')
  })

  it('neither calls nor sends to a door who keeps out of it, also when others come', () => {
    const story = called({ people: [...township().people.filter(({ id }) => id !== 'b'), member('b', [])] }, ['v2'])
    expect(ids(story)).toEqual(['k', 'w'])
    story.set({ recusedIds: ['a', 'v'] })
    story.warn({ severity: 'severe', rollCall: ['v1'] })
    story.pass(300, 10)
    expect(story.incident.alerts.some(({ personId }) => personId === 'a' || personId === 'v')).toBe(false)
    expect(story.incident.rollCall?.unwoken.flatMap(({ knockerIds }) => knockerIds)).not.toContain('v')
    expect(story.incident.chain.some(({ personId, called: is }) => personId === 'a' && is)).toBe(false)
    expect(ids(story)).toContain('c')
  })

  it('begins when a warning that only informed becomes grave', () => {
    const story = aResponse({ plans }, 'warning', 'r', { severity: 'moderate' })
    expect(story.incident.rollCall).toBeNull()
    story.warn({ severity: 'severe', rollCall: ['v1'] })
    expect(ids(story)).toEqual(['a', 'b', 'c', 'k', 'v'])
    expect(story.incident.next).toBeNull()
  })

  it('calls in the next round who has come on meanwhile', () => {
    const story = called({ absences: [away('c')] })
    expect(ids(story)).not.toContain('c')
    story.arrange({ absences: [] })
    story.pass(100, 10)
    expect(ids(story)).toContain('c')
  })

  it('counts the households on its ground', () => {
    const households = [house('h1', 'z1'), house('h2', 'z2'), house('h3', 'w1')]
    expect(called({ households }).incident.rollCall?.households).toEqual({
      total: 2,
      told: 0,
      moved: 0,
      refuses: 0,
      away: 0,
    })
    expect(called({ households }, ['z2']).incident.rollCall?.households.total).toBe(1)
    expect(called({ households }, ['t']).incident.rollCall?.households.total).toBe(3)
  })

  it('tells of a household only those who answer for it, in its sheet as in the log', () => {
    const change = { plans, households: [house('h1', 'z1'), house('h2', 'z2')] }
    const story = called(change)
    const said = { householdId: 'h1', householdState: 'refuses', people: 3, note: '老张不肯走' } as const
    story.tap('a', 'household', said)
    const noted = story.log.filter(({ action }) => action === 'household')
    expect(noted).toHaveLength(1)
    const arrangement = arrangementAt(township(change), NOON)
    const toldTo = (personId: string, role: Viewer['roles'][number], areaIds: string[] | null) => {
      const viewer = { personId, name: '', roles: [role], duties: [], areaIds }
      return shownActions(viewer, noted, story.wire, arrangement)[0]
    }
    for (const one of [toldTo('a', 'member', []), toldTo('d', 'duty', null)])
      expect(one).toMatchObject({ note: '老张不肯走', detail: { householdId: 'h1', people: 3 } })
    for (const one of [toldTo('b', 'member', []), toldTo('x', 'member', ['w1']), toldTo('wall', 'wall', null)]) {
      expect(one).toMatchObject({ action: 'household', actorId: 'a', note: null })
      expect(JSON.stringify(one?.detail)).not.toMatch(/h1|refuses|3/)
    }
  })

  it('of a hazard zone calls whoever answers for the ground it covers, and counts the households inside it', () => {
    const [zone] = township().areas.filter(({ id }) => id === 'z2')
    const hazard = { ...zone!, id: 'h', code: 'h', level: 'hazard-zone' as const, parentId: 't', versionId: 'h@' }
    const households = [house('h1', 'z1'), house('h2', 'z2')]
    const areas = [...township().areas, hazard]
    const watched = [...township().responsibilities, holds('s', 'hazard-watcher', 'h')]
    const watching = [planned({ ...plans[0], tiers: [{ duties: ['household', 'hazard-watcher'], waitSeconds: 60 }] })]
    const story = called({ areas, households, responsibilities: watched, plans: watching }, ['h'])
    expect(ids(story)).toEqual(['b', 's'])
    expect(story.incident.rollCall?.households.total).toBe(1)
    // Over the village its watcher is called as well.
    expect(ids(called({ areas, responsibilities: watched, plans: watching }))).toEqual(['a', 'b', 'c', 's'])
  })
})

const PEOPLE = ['a', 'a2', 'b', 'c', 'k', 'v', 'w', 'o', 'd'] as const
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom('acknowledge', 'seen', 'decline', 'assign', 'handle', 'support', 'answer'),
      who: fc.constantFrom(...PEOPLE),
    }),
  },
  { weight: 4, arbitrary: fc.record({ passes: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 2, arbitrary: fc.record({ sleeps: fc.integer({ min: 1, max: 9000 }) }) },
  { weight: 1, arbitrary: fc.record({ jumps: fc.integer({ min: -9000, max: 9000 }) }) },
  { weight: 1, arbitrary: fc.record({ restarts: fc.constant(true) }) },
  {
    weight: 1,
    arbitrary: fc.record({ warns: fc.constantFrom('v2', 'z1'), severity: fc.constantFrom('severe', 'extreme') }),
  },
  { weight: 1, arbitrary: fc.record({ leaves: fc.constantFrom(...PEOPLE) }) },
  { weight: 1, arbitrary: fc.record({ ends: fc.constantFrom('close', 'reopen') }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function take(story: ReturnType<typeof called>, each: Step): void {
  if ('passes' in each) story.pass(each.passes, 7)
  else if ('sleeps' in each) story.pass(each.sleeps)
  else if ('jumps' in each) {
    story.jump(each.jumps)
    story.settle()
  } else if ('restarts' in each) story.restart()
  else if ('warns' in each) {
    if (story.incident.closedAt === null) story.warn({ severity: each.severity, rollCall: [each.warns] })
  } else if ('leaves' in each) story.arrange({ absences: [away(each.leaves)] })
  else if ('ends' in each) story.enter(each.ends)
  else if (each.does === 'answer') story.enter('answer')
  else if (each.does === 'assign') story.enter('assign', { personId: each.who })
  else story.enter(each.does, { onBehalfOf: each.who })
}

describe('whatever people do in a roll call, and whatever becomes of the server and its clock', () => {
  const world = fc.record({ unrung: fc.subarray(['a', 'c', 'v']), gone: fc.subarray(['a', 'b', 'k']) })
  const run = (check: (story: ReturnType<typeof called>) => void) =>
    fc.assert(
      fc.property(world, fc.array(step, { maxLength: 20 }), ({ unrung, gone }, steps) => {
        const people = township().people.map((one) => (unrung.includes(one.id) ? member(one.id, []) : one))
        const story = called({ people, absences: gone.map((id) => away(id)) })
        check(story)
        for (const each of steps) {
          take(story, each)
          check(story)
        }
      }),
      { numRuns: 150 },
    )

  it('nobody addressed is ever neither answered, nor on the list, nor still to be rung', () => {
    run(({ incident }) => {
      if (incident.closedAt !== null || incident.rollCall === null) return
      const { unwoken, knockAt } = incident.rollCall
      const onList = new Set(unwoken.map(({ personId }) => personId))
      const lost = silentInRoll(incident).filter(({ personId }) => !onList.has(personId))
      if (knockAt === null) expect(lost.map(({ personId }) => personId)).toEqual([])
      // And nobody who has answered is on it.
      for (const alert of calledInRoll(incident).filter(hasAnswered)) expect(onList.has(alert.personId)).toBe(false)
    })
  })

  it('everybody with somebody to ring them is answered or on the list five minutes later', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        const story = called()
        for (const each of steps) take(story, each)
        if (story.incident.closedAt !== null) return
        // Whoever is called to knock has five minutes of their own, and so on to the last.
        story.pass(300 * (PEOPLE.length + 1), 20)
        const silent = silentInRoll(story.incident).map(({ personId }) => personId)
        expect(listed(story)).toEqual(silent.toSorted())
        expect(due(story)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('nobody is rung twice in one moment, and no round is made twice', () => {
    run((story) => {
      // The duty room is rung by rules of its own.
      const called = new Set(calledInRoll(story.incident).map(({ id }) => id))
      const sent = story.sent.filter(({ alertId }) => called.has(alertId))
      const attempts = sent.map(({ alertId, createdAt }) => `${alertId} ${createdAt}`)
      expect(new Set(attempts).size).toBe(attempts.length)
    })
  })
})
