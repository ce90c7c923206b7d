import { describe, expect, it } from 'vitest'
import type { Alert, Incident } from '#shared/incident.ts'
import { callCounts } from '#lib/alarm/calls.ts'
import { spokenDistance, windOf } from '#shared/compass.ts'
import { attentionQueue, firstUnanswered, postponedOnes } from '#lib/alarm/queue.ts'
import { soundOf } from '#lib/alarm/sounding.ts'
import { incidentWord, standingWord } from '#lib/words/incident.ts'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { anIncident } from '../support/an-incident.ts'

const moment = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 1, 0, seconds)).toISOString()
const nowMs = Date.parse(moment(600))

function incident(id: string, change: Partial<Incident> = {}): Incident {
  return {
    ...anIncident(id, moment(0)),
    kind: 'fire',
    severity: 'extreme',
    ...change,
  }
}

function call(personId: string, state: Alert['state'], change: Partial<Alert> = {}): Alert {
  return {
    id: `${personId}-${state}`,
    incidentId: 'i',
    personId,
    duty: 'household',
    areaId: null,
    tier: 0,
    state,
    sentAt: moment(0),
    deliveredAt: null,
    seenAt: null,
    answeredAt: null,
    ...NOT_GOING,
    ...change,
  }
}

const ids = (incidents: Incident[]) => attentionQueue(incidents, nowMs).map((queued) => queued.incident.id)

describe('the queue of what needs attention', () => {
  it('puts what nobody has answered before what somebody attends to, whatever its grade', () => {
    const attended = incident('attended', { alerts: [call('p', 'accepted')] })
    const ordinary = incident('ordinary', { kind: 'other', severity: 'minor' })
    expect(ids([attended, ordinary])).toEqual(['ordinary', 'attended'])
  })

  it('puts the graver before the longer waiting, and the longer waiting before the newer', () => {
    const old = incident('old-moderate', { severity: 'moderate', openedAt: moment(1) })
    const newer = incident('newer', { openedAt: moment(100) })
    const older = incident('older', { openedAt: moment(50) })
    expect(ids([old, newer, older])).toEqual(['older', 'newer', 'old-moderate'])
  })

  it('puts what is real before a drill, however grave the drill', () => {
    const drill = incident('drill', { kind: 'fire', severity: 'extreme', exercise: true })
    const attended = incident('attended', { alerts: [call('p', 'accepted')] })
    expect(ids([drill, attended])).toEqual(['attended', 'drill'])
  })

  it('does not say of a false alarm that nobody answers, nor of a fire nobody could reach that it was seen', () => {
    const fire = { kind: 'fire', handling: 'verified', condition: 'active' } as const
    const falseAlarm = incident('false', { ...fire, outcome: 'false-alarm' })
    expect(attentionQueue([falseAlarm], nowMs)).toMatchObject([{ state: 'attended' }])
    expect(standingWord(falseAlarm, 'attended')).toBe('误报')
    expect(incidentWord(falseAlarm)).toBe('疑似火情')
    const unreached = incident('unreached', { ...fire, outcome: 'unreachable', condition: 'cleared' })
    expect(attentionQueue([unreached], nowMs)).toMatchObject([{ state: 'cleared-unverified' }])
    expect(incidentWord(unreached)).toBe('疑似火情')
    expect(incidentWord(incident('real', { ...fire, outcome: 'real' }))).toBe('火情')
  })

  it('holds nothing that is closed or postponed, and counts what is postponed', () => {
    const postponed = incident('postponed', { postponedUntil: moment(700) })
    const back = incident('back', { postponedUntil: moment(500) })
    const closed = incident('closed', { closedAt: moment(10) })
    expect(ids([postponed, back, closed])).toEqual(['back'])
    expect(postponedOnes([postponed, back, closed], nowMs).map(({ id }) => id)).toEqual(['postponed'])
  })

  it('answers the worst incident that the duty room has not noticed', () => {
    const noticed = incident('noticed', { answered: { at: moment(20), personId: null }, openedAt: moment(0) })
    const queue = attentionQueue([noticed, incident('fresh', { severity: 'minor' })], nowMs)
    expect(firstUnanswered(queue)?.incident.id).toBe('fresh')
    expect(firstUnanswered(attentionQueue([noticed], nowMs))).toBeNull()
  })
})

describe('the sound of the queue', () => {
  const heard = (...incidents: Incident[]) => soundOf(attentionQueue(incidents, nowMs), nowMs)

  it('is the loop of the gravest unanswered alarm, rising since the first of that grade', () => {
    const sound = heard(
      incident('b', { openedAt: moment(90) }),
      incident('a', { openedAt: moment(30) }),
      incident('c', { severity: 'minor' }),
    )
    expect(sound).toEqual({ tone: 'urgent', sinceMs: Date.parse(moment(30)) })
  })

  it('is silenced by taking notice, and comes back after two minutes without a responder', () => {
    expect(heard(incident('a', { answered: { at: moment(481), personId: null } }))).toBeNull()
    expect(heard(incident('a', { answered: { at: moment(480), personId: null } }))).toEqual({
      tone: 'urgent',
      sinceMs: nowMs,
    })
  })

  it('is what the plan says: silent, or one short tone when it comes', () => {
    const quiet = (change: Partial<Incident>) => incident('q', { kind: 'request', severity: 'minor', ...change })
    expect(heard(quiet({ sound: 'none' }))).toBeNull()
    expect(heard(quiet({ sound: 'none', condition: 'cleared', clearedAt: moment(301) }))).toBeNull()
    const fresh = { sound: 'once', openedAt: moment(570) } as const
    expect(heard(quiet(fresh))).toEqual({ tone: 'reminder', round: Date.parse(moment(570)) })
    // Neither a wall that is switched on later nor an answer sounds it again.
    expect(heard(quiet({ ...fresh, openedAt: moment(540) }))).toBeNull()
    expect(heard(quiet({ ...fresh, answered: { at: moment(580), personId: null } }))).toBeNull()
    expect(heard(quiet(fresh), incident('a'))).toMatchObject({ tone: 'urgent' })
  })

  it('of a fire or a call for help is heard until somebody answers, whatever the plan says', () => {
    expect(heard(incident('a', { sound: 'none' }))).toMatchObject({ tone: 'urgent' })
    expect(heard(incident('a', { kind: 'sos', sound: 'once' }))).toMatchObject({ tone: 'urgent' })
  })

  it('stays silent once enough people go', () => {
    expect(heard(incident('a', { alerts: [call('p', 'accepted')] }))).toBeNull()
  })

  it('recalls every five minutes a signal that vanished and that nobody verified', () => {
    const cleared = (at: number) => incident('a', { condition: 'cleared', clearedAt: moment(at) })
    expect(heard(cleared(301))).toEqual({ tone: 'reminder', round: 0 })
    expect(heard(cleared(300))).toEqual({ tone: 'reminder', round: 1 })
  })
})

describe('how the calls stand', () => {
  it('counts people, not calls, and whoever answered as having read', () => {
    const counts = callCounts({
      alerts: [
        call('a', 'sent'),
        call('b', 'seen', { seenAt: moment(5) }),
        call('c', 'declined', { answeredAt: moment(9) }),
        call('d', 'expired', { seenAt: moment(4) }),
        call('a', 'delivered', { tier: 1 }),
      ],
    })
    expect(counts).toEqual({ told: 4, read: 3, going: [], declined: 1 })
  })

  it('names those who go in the order in which they said so, even if they had declined before', () => {
    const alerts = [
      call('late', 'accepted', { answeredAt: moment(50) }),
      call('early', 'declined', { answeredAt: moment(10) }),
      call('early', 'accepted', { answeredAt: moment(20) }),
      // Was called again after a reopening, and has not answered yet.
      call('before', 'expired', { seenAt: moment(5), answeredAt: moment(6) }),
      call('before', 'sent'),
    ]
    expect(callCounts({ alerts })).toEqual({ told: 3, read: 2, going: ['early', 'late'], declined: 0 })
  })
})

describe('directions and distances as people say them', () => {
  it('rounds a bearing to the nearest of eight winds', () => {
    expect([0, 22, 23, 180, 337, 338, 360, -90].map(windOf)).toEqual(['n', 'n', 'ne', 's', 'nw', 'n', 'n', 'w'])
  })

  it('is no more exact than a person would be', () => {
    expect([4, 304, 996, 1234, 9960, 23_400].map((metres) => spokenDistance(metres))).toEqual([
      { unit: 'metres', n: 10 },
      { unit: 'metres', n: 300 },
      { unit: 'kilometres', n: 1 },
      { unit: 'kilometres', n: 1.2 },
      { unit: 'kilometres', n: 10 },
      { unit: 'kilometres', n: 23 },
    ])
  })
})
