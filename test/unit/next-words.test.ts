import { afterEach, describe, expect, it } from 'vitest'
import type { Alert, DueStep, Incident } from '#shared/incident.ts'
import { alarmState } from '#shared/alarm-state.ts'
import { gradeOf } from '#shared/grade.ts'
import { brokenBy, brokenWords, mayBeBroken } from '#lib/alarm/broken-postponement.ts'
import { cardWords, missingWords, rungWords } from '#lib/alarm/card-words.ts'
import { nextLines, nextWords } from '#lib/alarm/next-words.ts'
import { attentionQueue, isPersonAlarm } from '#lib/alarm/queue.ts'
import { serviceStates, showsServices } from '#lib/alarm/service-states.ts'
import { soundOf } from '#lib/alarm/sounding.ts'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { anIncident } from '../support/an-incident.ts'

// 10:00:00 by the clock of the township.
const NOW = Date.UTC(2026, 10, 29, 2, 0, 0)
const moment = (seconds: number) => new Date(NOW + seconds * 1000).toISOString()
const people = new Map(['王某某', '李某某', '张三'].map((name, at) => [`p${at}`, { id: `p${at}`, name }]))
const [wang, li, zhang] = ['p0', 'p1', 'p2']

const due = (step: DueStep['step'], seconds: number, ...personIds: string[]): DueStep => {
  return { step, at: moment(seconds), personIds }
}

function call(personId: string, change: Partial<Alert> = {}): Alert {
  return {
    id: `call-${personId}`,
    incidentId: 'i',
    personId,
    duty: 'household',
    areaId: null,
    tier: 0,
    state: 'accepted',
    sentAt: moment(-300),
    deliveredAt: null,
    seenAt: moment(-250),
    answeredAt: moment(-200),
    ...NOT_GOING,
    ...change,
  }
}

function queued(change: Partial<Incident> = {}) {
  const incident = anIncident('i', moment(-300), { kind: 'fire', severity: 'extreme', ...change })
  return { incident, state: alarmState(incident, NOW), grade: gradeOf(incident.severity) }
}
const said = (change: Partial<Incident>) => nextWords(queued(change), people, NOW)
const lines = (change: Partial<Incident>) => nextLines(queued(change), people, NOW).map(({ words }) => words)
const calling = (seconds: number) => {
  return { step: 'call-tier' as const, tier: 1, duties: ['village' as const], at: moment(seconds) }
}

afterEach(() => overwriteGetLocale(() => 'zh'))

describe('what happens next, in one sentence', () => {
  it('of a roll call never says that it is handled, for one who did it did not do it for the others', () => {
    const rollCall = {
      since: moment(-300),
      areaIds: ['v1'],
      text: null,
      rounds: 1,
      nextRoundAt: null,
      knockAt: null,
      knockingAt: null,
      unwoken: [],
      households: { total: 0, told: 0, moved: 0, refuses: 0, away: 0 },
    }
    const handled = lines({ handling: 'handled' })
    const rolled = lines({ handling: 'handled', rollCall, alerts: [call(wang ?? '')] })
    expect(handled.length).toBeGreaterThan(0)
    for (const one of handled) expect(rolled).not.toContain(one)
  })

  it('is what the server will do first, then what comes after it', () => {
    overwriteGetLocale(() => 'zh')
    const both = { next: calling(46), due: [due('ring-officer', 20)] }
    expect(said(both)).toBe('20秒后呼叫值班员 · 46秒后自动呼叫包村领导')
    overwriteGetLocale(() => 'en')
    expect(said(both)).toBe('rings the duty officer in 20 s · calling Village leader in 46 s')
  })

  it('counts whole seconds up to the last, and says so when it is time', () => {
    const at = (seconds: number) => said({ next: null, due: [due('ring-leader', seconds)], alerts: [call(wang ?? '')] })
    expect(at(1)).toContain('1秒后呼叫带班领导')
    expect(at(0.4)).toContain('1秒后呼叫带班领导')
    expect(at(0)).toContain('正在呼叫带班领导…')
    expect(at(-5)).toContain('正在呼叫带班领导…')
    expect(at(99.999)).toContain('100秒后呼叫带班领导')
    expect(at(100)).toContain('1分40秒后呼叫带班领导')
  })

  it('says until when whoever goes must have come, and names them once', () => {
    const goes = { alerts: [call(wang ?? '')], due: [due('arrival', 180, wang ?? '')] }
    expect(said(goes)).toBe('王某某 3分钟内应到场，否则继续呼叫')
    expect(said({ ...goes, due: [due('arrival', -1, wang ?? '')] })).toBe('王某某 应到未到，正在继续呼叫…')
    const two = {
      ...goes,
      alerts: [call(wang ?? ''), call(li ?? '')],
      due: [due('arrival', 60, wang ?? ''), due('arrival', 60.4, li ?? '')],
    }
    expect(said(two)).toBe('王某某 答应去、李某某 答应去 · 王某某、李某某 60秒内应到场，否则继续呼叫')
  })

  it('says when those on the scene are asked, and until when they must answer', () => {
    const there = { handling: 'on-scene' as const, alerts: [call(wang ?? '', { arrivedAt: moment(-60) })] }
    expect(said({ ...there, due: [due('ask-check-in', 1200, wang ?? '')] })).toBe('王某某 已到场 · 10:20 询问平安')
    expect(said({ ...there, due: [due('check-in', 40, wang ?? '')] })).toBe(
      '王某某 已到场 · 王某某 40秒内应报平安，否则按失联处理',
    )
  })

  it('says once what reads the same', () => {
    const both = [due('ask-check-in', 1200, wang ?? ''), due('ask-check-in', 1230, li ?? '')]
    expect(lines({ next: calling(46), due: both }).filter((words) => words === '10:20 询问平安')).toHaveLength(1)
  })

  it('puts whoever does not answer first, by name and since when', () => {
    const silent = call(wang ?? '', { arrivedAt: moment(-100), silentAt: moment(-30) })
    const lost = { alerts: [silent], next: calling(5), due: [due('call-person', -30, wang ?? '')] }
    expect(lines(lost)[0]).toBe('王某某 09:59:30起失联，立即打电话找人')
    expect(nextLines(queued(lost), people, NOW)[0]?.of).toBe('person')
    overwriteGetLocale(() => 'en')
    expect(lines(lost)[0]).toBe('No answer from 王某某 since 09:59:30: call them now')
  })

  it('says how long a postponement has left, and not when it is warned of', () => {
    const put = (seconds: number) =>
      lines({
        postponedUntil: moment(seconds),
        alerts: [call(wang ?? '')],
        due: [due('postponement-warning', seconds - 300)],
      })
    expect(put(300)).toContain('暂缓5分钟后结束')
    expect(put(241)).toContain('暂缓5分钟后结束')
    expect(put(99)).toContain('暂缓99秒后结束')
    expect(put(0)).toContain('暂缓已到时，正在恢复提醒…')
    expect(put(3 * 3600)).toContain('暂缓到13:00结束')
  })

  it('says who is still missing of those who are needed', () => {
    expect(said({ respondersNeeded: 3, alerts: [call(wang ?? '', { departedAt: moment(-9) })] })).toBe(
      '王某某 已出发，还差2人',
    )
  })

  it('does not count those of whom nothing is heard', () => {
    const stalled = call(wang ?? '', { stalledAt: moment(-10), lastSignAt: moment(-190) })
    expect(said({ alerts: [stalled], next: null })).toBe('责任人已全部呼叫，请值班室处理')
  })

  it('is said of an incident from a server of before, which says nothing of what is due', () => {
    const { due: _due, ...before } = anIncident('i', moment(0), { next: calling(46) })
    // What such a server sent lacks the field.
    const old = { ...queued(), incident: before as Incident }
    expect(nextWords(old, people, NOW)).toContain('46秒后')
  })
})

describe('a card', () => {
  it('names everybody once: who is missing, who goes and of whom nothing is heard, and what comes', () => {
    const alerts = [
      call(wang ?? '', { arrivedAt: moment(-100), silentAt: moment(-30) }),
      call(li ?? '', { departedAt: moment(-20) }),
      call(zhang ?? '', { stalledAt: moment(-10), lastSignAt: moment(-200) }),
    ]
    const words = cardWords(
      queued({ alerts, next: calling(5), due: [due('call-person', -30, wang ?? '')] }),
      people,
      NOW,
    )
    expect(words.missing).toBe('王某某 09:59:30起失联，立即打电话找人')
    expect(words.who).toBe('李某某 已出发、张三 09:56:40起无消息')
    expect(words.next).toEqual([expect.stringMatching(/^5秒后自动呼叫/)])
  })

  it('says who goes where it has nothing else to say', () => {
    expect(cardWords(queued({ alerts: [call(wang ?? '')] }), people, NOW)).toEqual({
      missing: null,
      who: '',
      next: ['王某某 答应去'],
    })
  })

  it('says whom of the duty room was rung, until somebody takes notice', () => {
    const room = call(zhang ?? '', { duty: 'duty-room', state: 'sent', sentAt: moment(-60), answeredAt: null })
    const ringing = { since: moment(-120), officerAt: moment(-60), leaderAt: moment(0), personIds: [zhang ?? ''] }
    const { incident } = queued({ alerts: [room], ringing })
    expect(rungWords(incident, people)).toEqual(['已呼叫值班员 张三 09:59:00', '已呼叫带班领导 10:00:00'])
    expect(rungWords({ ...incident, answered: { at: moment(0), personId: null } }, people)).toEqual([])
    expect(rungWords(queued({}).incident, people)).toEqual([])
  })
})

describe('an alarm about a person', () => {
  const silent = (change: Partial<Incident> = {}) =>
    anIncident('lost', moment(-900), {
      kind: 'request',
      severity: 'minor',
      sound: 'none',
      alerts: [call(wang ?? '', { arrivedAt: moment(-300), silentAt: moment(-30) })],
      ...change,
    })
  const fire = anIncident('fire', moment(-10), { kind: 'fire', severity: 'extreme' })
  const heard = (...incidents: Incident[]) => soundOf(attentionQueue(incidents, NOW), NOW)

  it('stands before everything else and sounds in a voice of its own, whatever the plan says', () => {
    const [first] = attentionQueue([fire, silent()], NOW)
    expect(first?.incident.id).toBe('lost')
    expect(first === undefined ? null : [isPersonAlarm(first), missingWords(first, people)]).toEqual([
      true,
      '王某某 09:59:30起失联',
    ])
    expect(heard(fire, silent())).toEqual({ tone: 'person', sinceMs: NOW - 30_000 })
  })

  it('sounds until the duty room takes notice of it, and no longer', () => {
    expect(heard(silent({ answered: { at: moment(-1), personId: null } }))).toBeNull()
  })
})

describe('what broke a postponement', () => {
  const ended = (secondsAgo: number, why = 'new-evidence') => {
    return {
      action: 'postponement-ended' as const,
      recordedAt: moment(-secondsAgo),
      detail: { why, observationId: 'o', kind: 'smoke' },
    }
  }
  const witness = [{ id: 'o', deviceId: 'd' }]

  it('is said for ten minutes, with what gave evidence', () => {
    const broken = brokenBy([ended(599)], witness, NOW)
    expect(broken === null ? null : brokenWords(broken, new Map())).toMatch(/^暂缓已被新的.+打破 09:50:01$/)
    expect(brokenBy([ended(600)], witness, NOW)).toBeNull()
    expect(brokenBy([ended(1, 'over')], witness, NOW)).toBeNull()
  })

  it('is only looked for where the duty room hears of something anew', () => {
    const ringing = { since: moment(-100), officerAt: null, leaderAt: null, personIds: [] }
    expect(mayBeBroken({ ringing, postponedUntil: null }, NOW)).toBe(true)
    expect(mayBeBroken({ ringing: null, postponedUntil: null }, NOW)).toBe(false)
    expect(mayBeBroken({ ringing, postponedUntil: moment(60) }, NOW)).toBe(false)
  })
})

describe('the services of the county', () => {
  it('are said of everything grave, called or not, and elsewhere where one was called', () => {
    const services = [{ service: '119' as const, isCalled: true, at: moment(-5), personId: 'd' }]
    expect(serviceStates({ services }).map(({ service, isCalled }) => [service, isCalled])).toEqual([
      ['119', true],
      ['110', false],
      ['120', false],
    ])
    expect(showsServices({ kind: 'flood', services: [] }, 'urgent')).toBe(true)
    expect(showsServices({ kind: 'request', services: [] }, 'ordinary')).toBe(false)
    expect(showsServices({ kind: 'accident', services }, 'ordinary')).toBe(true)
  })
})
