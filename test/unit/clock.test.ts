import { describe, expect, it } from 'vitest'
import type { Brief } from '#shared/brief.ts'
import { clocksOf, mostUrgentClock, type ShownClock } from '#shared/clock.ts'
import type { Clock, Extension, Incident } from '#shared/incident.ts'
import { NO_CLOCKS, type PlanClocks } from '#shared/plan.ts'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { aResponse } from '../support/a-response.ts'
import { anIncident } from '../support/an-incident.ts'
import { planned } from '../support/made-up-township.ts'

const START = Date.parse('2026-11-23T01:41:00.000Z')
/** A moment so many minutes after the first call. */
const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString()
const ms = (minutes: number) => START + minutes * 60_000

function called(clocks: Partial<PlanClocks>, change: Partial<Incident> = {}): Incident {
  const call = {
    id: 'c',
    incidentId: 'i',
    personId: 'p',
    duty: 'village',
    areaId: 'v',
    tier: 0,
    state: 'sent',
    sentAt: at(0),
    deliveredAt: null,
    seenAt: null,
    answeredAt: null,
    ...NOT_GOING,
  } as const
  const known = { kind: 'fire', alerts: [call], clocks: { ...NO_CLOCKS, ...clocks } } as const
  return anIncident('i', at(-1), { ...known, alerts: [...known.alerts], ...change })
}

function reached(clock: Clock, minutes: number): Partial<Incident> {
  return { timing: { since: null, reached: [{ clock, at: at(minutes) }], missed: [] } }
}

function stopped(clock: Clock, from: number, until: number, stoodSeconds?: number): Partial<Incident> {
  const extension: Extension = { clock, at: at(from), until: at(until), approvedBy: 'l', note: '路断' }
  return { extensions: [stoodSeconds === undefined ? extension : { ...extension, stoodSeconds }] }
}

function told(stage: Brief['stage'], minutes: number): Brief {
  const unsaid = {
    number: 1,
    text: '',
    written: '',
    draftedAt: at(minutes),
    draftedBy: null,
    facts: null,
    renewed: null,
  }
  const times = [{ recipient: '县应急局', how: 'phone' as const, at: at(minutes), personId: 'd' }]
  return { id: stage, stage, ...unsaid, issuedAt: null, issuedBy: null, witnessId: null, told: times }
}

/** A clock in a line: its state, colour and how many minutes are left. */
function line(clock: ShownClock | undefined): string {
  return clock === undefined ? 'none' : `${clock.state} ${clock.colour} ${Number(clock.remainingSeconds) / 60}`
}

describe('a clock', () => {
  const hour = { arriveSeconds: 3600 }
  const cases: [string, Incident, number, string][] = [
    ['is blue while there is time', called(hour), 10, 'running blue 50'],
    ['is yellow when a quarter is left', called(hour), 45, 'running yellow 15'],
    ['is yellow at five minutes where a quarter would be less', called({ arriveSeconds: 600 }), 5, 'running yellow 5'],
    ['is not yet yellow before', called({ arriveSeconds: 600 }), 4.5, 'running blue 5.5'],
    [
      'is yellow an hour before its end, however long it is',
      called({ arriveSeconds: 86_400 }),
      1379,
      'running blue 61',
    ],
    ['is yellow then', called({ arriveSeconds: 86_400 }), 1380, 'running yellow 60'],
    ['is due to the second', called(hour), 60, 'running yellow 0'],
    ['is red when it is over', called(hour), 61, 'missed red -1'],
    ['is met in time', called(hour, reached('arrive', 20)), 300, 'met blue 40'],
    ['stays red where it was met late', called(hour, reached('arrive', 72)), 300, 'met red -12'],
    ['is met in time by an arrival entered long after', called(hour, reached('arrive', 55)), 500, 'met blue 5'],
    ['runs on while the alarm is put off', called(hour, { postponedUntil: at(500) }), 61, 'missed red -1'],
    ['runs in a drill', called(hour, { exercise: true }), 61, 'missed red -1'],
    ['stands still until the end of its extension', called(hour, stopped('arrive', 30, 120)), 100, 'stopped blue 30'],
    ['goes on after it', called(hour, stopped('arrive', 30, 120)), 140, 'running yellow 10'],
    ['is over later by as long as it stood', called(hour, stopped('arrive', 30, 120)), 151, 'missed red -1'],
    [
      'stands from its beginning where it was stopped before',
      called(hour, stopped('arrive', -30, 20)),
      10,
      'stopped blue 60',
    ],
    ['and from then on has its whole time', called(hour, stopped('arrive', -30, 20)), 70, 'running yellow 10'],
    [
      'knows nothing of an extension that was over before',
      called(hour, stopped('arrive', -30, -10)),
      50,
      'running yellow 10',
    ],
    ['stays overdue where it was stopped too late', called(hour, stopped('arrive', 70, 120)), 100, 'stopped red -10'],
    ['and goes on being so', called(hour, stopped('arrive', 70, 120)), 125, 'missed red -15'],
    ['adds what it stood by earlier words', called(hour, stopped('arrive', 30, 120, 600)), 140, 'running blue 20'],
    ['is not helped by an extension of another', called(hour, stopped('handle', 30, 120)), 61, 'missed red -1'],
    [
      'was late where it was stopped after the arrival',
      called(hour, { ...reached('arrive', 65), ...stopped('arrive', 70, 120) }),
      130,
      'met red -5',
    ],
    ['is met at an unknown time where nobody wrote it down', called(hour, { handling: 'handled' }), 130, 'met blue 0'],
  ]
  it.each(cases)('%s', (_, incident, minutes, expected) => {
    expect(line(clocksOf(incident, ms(minutes)).find(({ clock }) => clock === 'arrive'))).toBe(expected)
  })

  it('begins with the first call, and not before', () => {
    expect(clocksOf(called(hour, { alerts: [] }), ms(61))).toEqual([])
    const [first] = called(hour).alerts
    const more = called(hour).alerts.concat(first === undefined ? [] : [{ ...first, id: 'd', sentAt: at(30) }])
    expect(clocksOf(called(hour, { alerts: more }), ms(40))).toMatchObject([{ startedAt: at(0), dueAt: at(60) }])
  })

  it('is none where its plan says nothing of it, or the incident turned out to be another', () => {
    expect(clocksOf(called({}), ms(61))).toEqual([])
    expect(clocksOf(called(hour, { mergedInto: 'j' }), ms(61))).toEqual([])
  })
})

describe('the clocks of reports', () => {
  const reports = { reportSeconds: 900, followUpSeconds: 3600, finalSeconds: 86_400 }
  const lines = (change: Partial<Incident>, minutes: number) =>
    clocksOf(called(reports, change), ms(minutes)).map((clock) => `${clock.clock} ${line(clock)}`)

  it('ask for the first within its time, then for the next, then for the last', () => {
    expect(lines({}, 10)).toEqual(['report running yellow 5'])
    expect(lines({}, 27)).toEqual(['report missed red -12'])
    expect(lines({ briefs: [told('first', 27)] }, 60)).toEqual(['report met red -12', 'follow-up running blue 27'])
    const both = [told('first', 10), told('follow-up', 70)]
    expect(lines({ briefs: both }, 100)).toEqual(['report met blue 5', 'follow-up running blue 30'])
    const handled = { ...reached('handle', 120), handling: 'handled' } as const
    expect(lines({ briefs: both, ...handled }, 180)).toEqual(['report met blue 5', 'final running blue 1380'])
    const all = [...both, told('final', 300)]
    expect(lines({ briefs: all, ...handled }, 9999)).toEqual(['report met blue 5', 'final met blue 1260'])
  })

  it('ask for nothing where it was nothing before anybody had told of it, and for a last word where somebody had', () => {
    const nothing = { outcome: 'false-alarm', ...reached('handle', 12) } as const
    expect(lines(nothing, 60)).toEqual([])
    expect(lines({ ...nothing, briefs: [told('first', 5)] }, 60)).toEqual([
      'report met blue 10',
      'final running blue 1392',
    ])
  })

  it('are of what is grave alone', () => {
    expect(lines({ kind: 'smoke' }, 10)).toEqual([])
    expect(lines({ kind: 'smoke', outcome: 'real' }, 10)).toEqual(['report running yellow 5'])
    expect(lines({ kind: 'accident', severity: 'moderate' }, 10)).toEqual([])
    expect(lines({ kind: 'accident', severity: 'severe' }, 10)).toHaveLength(1)
    expect(lines({ kind: 'dispute' }, 10)).toEqual([])
  })
})

describe('the most urgent clock', () => {
  it('is the one longest overdue, else the one due soonest, and none that stands or is met', () => {
    const clocks = clocksOf(called({ arriveSeconds: 1800, handleSeconds: 3600, reportSeconds: 900 }), ms(20))
    expect(mostUrgentClock(clocks)?.clock).toBe('report')
    expect(mostUrgentClock(clocks.filter(({ clock }) => clock !== 'report'))?.clock).toBe('arrive')
    expect(mostUrgentClock(clocksOf(called({ arriveSeconds: 600 }, reached('arrive', 5)), ms(20)))).toBeNull()
  })
})

describe('what people do', () => {
  const clocks = { ...NO_CLOCKS, arriveSeconds: 600, handleSeconds: 3600, closeSeconds: 7200 }
  const made = { plans: [planned({ clocks, tiers: [{ duties: ['household'], waitSeconds: 6000 }] })] }
  const state = (story: ReturnType<typeof aResponse>, clock: Clock) =>
    clocksOf(story.incident, story.nowMs).find((one) => one.clock === clock)
  const missed = (story: ReturnType<typeof aResponse>) =>
    story.log.filter(({ action }) => action === 'clock-missed').map(({ detail }) => detail['clock'])

  it('meets the clocks that it brings an incident to; a later step meets the earlier ones', () => {
    const story = aResponse(made)
    story.pass(300)
    story.tap('a', 'withdraw')
    expect([state(story, 'arrive'), state(story, 'handle')]).toMatchObject([
      { state: 'met', remainingSeconds: 300 },
      { state: 'met', remainingSeconds: 3300 },
    ])
    expect(state(story, 'close')).toMatchObject({ state: 'running' })
  })

  it('is told once in the log where its time is over, whatever becomes of the server', () => {
    const story = aResponse(made)
    story.pass(700, 1)
    story.restart()
    story.pass(700, 1)
    expect(missed(story)).toEqual(['arrive'])
    story.pass(3000, 10)
    expect(missed(story)).toEqual(['arrive', 'handle'])
  })

  it('is met in time by an arrival that is entered later, and stays in the log as it was', () => {
    const story = aResponse(made)
    const came = new Date(story.nowMs + 500_000).toISOString()
    story.tap('a', 'acknowledge')
    story.pass(1600, 1)
    expect(state(story, 'arrive')).toMatchObject({ state: 'missed' })
    story.enter('arrive', { onBehalfOf: 'a', heardBy: 'radio', at: came, late: true })
    expect(state(story, 'arrive')).toMatchObject({ state: 'met', colour: 'blue', remainingSeconds: 100 })
    expect(missed(story)).toEqual(['arrive'])
  })

  it('asks nobody to come any more to what is nothing, and does again where it is something after all', () => {
    const story = aResponse(made)
    story.tap('a', 'verify', { outcome: 'false-alarm' })
    story.pass(4000, 10)
    expect(missed(story)).toEqual([])
    story.tap('a', 'verify', { outcome: 'real' })
    expect(state(story, 'handle')).toMatchObject({ state: 'missed' })
  })

  it('begins anew with the first call after it was reopened', () => {
    const story = aResponse(made)
    story.tap('a', 'withdraw')
    story.enter('close')
    story.pass(9000)
    story.enter('reopen')
    expect(state(story, 'arrive')).toMatchObject({ state: 'running', remainingSeconds: 600 })
    story.pass(700, 1)
    expect(missed(story)).toEqual(['arrive'])
  })

  it('keeps what a clock stood when a later word takes the place of an earlier', () => {
    const story = aResponse(made)
    const until = (seconds: number) => new Date(story.nowMs + seconds * 1000).toISOString()
    story.enter('extend', { clock: 'handle', until: until(600), note: '路断' })
    story.pass(1200)
    story.enter('extend', { clock: 'handle', until: until(600), note: '仍断' })
    story.pass(600)
    // Half an hour has passed, of which it stood twenty minutes.
    expect(state(story, 'handle')).toMatchObject({ state: 'running', remainingSeconds: 3600 - 600 })
  })

  it('stands still since it was said where that is entered from paper afterwards', () => {
    const story = aResponse(made)
    const at = (seconds: number) => new Date(story.nowMs + seconds * 1000).toISOString()
    const [said, until] = [at(300), at(900)]
    story.pass(1800)
    story.enter('extend', { clock: 'handle', at: said, until, note: '路断', late: true })
    expect(state(story, 'handle')).toMatchObject({ state: 'running', remainingSeconds: 3600 - 1200 })
  })

  it('counts two incidents as one from the earlier call, and what only one had reached is not met', () => {
    const [one, other] = [aResponse(made, 'fire', 'one'), aResponse(made, 'fire', 'other')]
    one.tap('a', 'withdraw')
    for (const each of [one, other]) each.pass(700, 1)
    one.join(other.incident)
    expect(state(one, 'arrive')).toMatchObject({ state: 'missed', remainingSeconds: -100 })
    one.pass(10, 1)
    expect(missed(one)).toEqual([])
    expect(missed(other)).toEqual(['arrive'])
  })
})
