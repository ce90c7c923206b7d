import { describe, expect, it } from 'vitest'
import type { ArrangedVersion } from '../../shared/arranged-version.ts'
import { planBodySchema, PLAN_DEFAULTS, type Plan } from '../../shared/plan.ts'
import type { NamedLink, Trial } from '../../shared/plan-trial.ts'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { faultLine, faultOf, otherFaults } from '#lib/desk/field-faults.ts'
import {
  arriveWithinShown,
  beginningAt,
  checkInShown,
  movedBy,
  newPlanDraft,
  planBodyOf,
  planDraftOf,
  sendsOneToFire,
  spanBody,
} from '#lib/desk/plan-draft.ts'
import { exactSpan, planChanges, planLines } from '#lib/desk/plan-words.ts'
import { linkMarks, turnsOf } from '#lib/desk/trial-diff.ts'
import { nextHoliday, trialMoment } from '#lib/desk/trial-moment.ts'
import { historyOf, holdingVersion } from '#lib/desk/version-history.ts'

overwriteGetLocale(() => 'zh')
const ZONE = 'Asia/Shanghai'
const plan: Plan = {
  ...PLAN_DEFAULTS,
  id: 'p',
  name: '火情',
  kinds: ['fire'],
  tiers: [
    { duties: ['household'], waitSeconds: 60 },
    { duties: ['zone', 'grid-head'], waitSeconds: 90 },
    { duties: ['duty-room'], waitSeconds: 60 },
  ],
  outsideZones: null,
  informed: ['village-secretary'],
  respondersNeeded: 2,
  verifyBelow: 0.6,
  verifyWaitSeconds: 180,
}

describe('a plan in words', () => {
  it('says who is called when, what is needed and who is told', () => {
    const { called, rest } = planLines(plan)
    expect(called).toBe('包户党员；1分钟后包片干部、网格长；150秒后值班室')
    expect(rest).toEqual(['要 2 人去', '告知村支书', '把握低于 60% 先请人看'])
  })
  it('calls several tiers together where it says so', () => {
    expect(planLines({ ...plan, tiersAtOnce: 2 }).called).toBe('包户党员；包片干部、网格长；90秒后值班室')
  })
  it('says spans in the unit people use, exactly', () => {
    expect([30, 60, 90, 7200].map(exactSpan)).toEqual(['30秒', '1分钟', '90秒', '2小时'])
  })
  it('names each difference, and nothing that is the same', () => {
    expect(planChanges(plan, { ...plan })).toEqual([])
    const { arriveSeconds, ...clocks } = plan.clocks
    expect(planChanges(plan, { ...plan, clocks: { ...clocks, arriveSeconds } })).toEqual([])
    const changed = { ...plan, respondersNeeded: 3, severities: ['extreme' as const], checklist: ['先撤人'] }
    expect(planChanges(plan, changed)).toEqual([
      { label: '严重程度', before: '全部程度', after: '特别严重' },
      { label: '要几个人去', before: '2', after: '3' },
      { label: '处置清单', before: '无', after: '先撤人' },
    ])
  })
})

describe('a plan in its form', () => {
  it('comes out as it went in, and as the server takes it', () => {
    const body = planBodyOf(planDraftOf(plan), ZONE)
    const { id: _id, ...fields } = plan
    expect(planBodySchema.parse(body)).toMatchObject(fields)
    expect(planBodySchema.safeParse(planBodyOf({ ...newPlanDraft(['fire']), name: 'x' }, ZONE)).success).toBe(true)
  })
  it('shows how often people are asked whether they are well, and says it only where somebody has', () => {
    const fresh = newPlanDraft(['fire'])
    expect([checkInShown(fresh), checkInShown({ ...fresh, kinds: ['dispute'] })]).toEqual([30, null])
    const slow = fresh.tiers.map((tier) => ({ ...tier, waitMinutes: 15 }))
    expect([arriveWithinShown(fresh), arriveWithinShown({ ...fresh, tiers: slow })]).toEqual([10, 1440])
    expect(planBodyOf(fresh, ZONE)).not.toHaveProperty('arriveWithinSeconds')
    expect(planBodyOf(fresh, ZONE)).not.toHaveProperty('checkInSeconds')
    expect(planBodyOf({ ...fresh, checkInMinutes: 20 }, ZONE)).toMatchObject({ checkInSeconds: 1200 })
    expect(planBodyOf({ ...fresh, checkInMinutes: null }, ZONE)).toMatchObject({ checkInSeconds: null })
  })
  it('has days from midnight to midnight in the township, the last one whole', () => {
    expect(spanBody({ firstDay: '2026-12-01', lastDay: '2026-12-31' }, ZONE)).toEqual({
      validFrom: '2026-11-30T16:00:00.000Z',
      validUntil: '2026-12-31T16:00:00.000Z',
    })
    expect(spanBody({ firstDay: '', lastDay: '' }, ZONE)).toEqual({ validUntil: null })
  })
  it('warns where one alone would be enough for a fire', () => {
    const draft = (kinds: Plan['kinds'], respondersNeeded: number | null) => ({ kinds: [...kinds], respondersNeeded })
    const warned = [draft(['smoke', 'fire'], 1), draft(['fire'], 2), draft(['flood'], 1), draft(['fire'], null)]
    expect(warned.map(sendsOneToFire)).toEqual([true, false, false, false])
  })
  it('moves tiers by one, and not over the ends', () => {
    expect(movedBy(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
    expect(movedBy(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c'])
  })
  it('shows faults at their fields, and the others below', () => {
    const faults = [
      { field: 'tiers.0.duties', message: 'too few' },
      { field: 'id', message: 'odd' },
    ]
    expect(faultOf(faults, 'tiers.0')).toBe('「职责」不对')
    expect(faultOf(faults, 'tiers.1')).toBeNull()
    expect(otherFaults(faults, ['tiers'])).toEqual([{ field: 'id', message: 'odd' }])
  })
})

describe('what the server finds wrong', () => {
  /** Everything that is wrong with a plan that is wrong everywhere. */
  function faultsOf(body: object) {
    const issues = planBodySchema.safeParse(body).error?.issues ?? []
    return issues.map(({ path, message }) => ({ field: path.join('.'), message }))
  }
  it('is said in Chinese, whatever it says itself', () => {
    const tiers = [{ duties: [], waitSeconds: 0 }]
    const half = {
      ...newPlanDraft([]),
      remindMinutes: 0.1,
      tiersAtOnce: 9,
      nightRest: { from: '25:00', until: '06:30' },
    }
    const faults = faultsOf({ ...planBodyOf(half, ZONE), tiers, respondersNeeded: 1.5, name: 'x'.repeat(101) })
    expect(faults.length).toBeGreaterThan(6)
    for (const fault of faults) expect(faultLine(fault)).not.toMatch(/[A-Za-z]/)
    expect(faultOf(faults, 'respondersNeeded')).toBe('请填整数')
    expect(faultOf(faults, 'name')).toBe('太长了，请写短些')
  })
  it.each([
    ['validUntil', 'must lie after its beginning, and not in the past', '结束要晚于开始，也不能在过去'],
    ['personId', 'there is no person p', '找不到了，可能已经改过或停用'],
    ['hours.0.days', 'a day stands here twice', '同一天选了两次'],
    ['duty', 'something new', '「职责」不对'],
  ])('has words for %s: %s', (field, message, words) => {
    expect(faultOf([{ field, message }], field)).toBe(words)
  })
})

describe('a new thing', () => {
  it('holds from when it is sent where no first day is named', () => {
    const at = Date.parse('2026-11-28T04:00:00.000Z')
    expect(beginningAt(spanBody({ firstDay: '', lastDay: '' }, ZONE), at).validFrom).toBe('2026-11-28T04:00:00.000Z')
    expect(beginningAt(spanBody({ firstDay: '2026-12-01', lastDay: '' }, ZONE), at).validFrom).toBe(
      '2026-11-30T16:00:00.000Z',
    )
  })
})

describe('two answers side by side', () => {
  const link = (personId: string | null, order: number, rest: Partial<NamedLink> = {}): NamedLink => ({
    duty: 'zone',
    areaId: 'z',
    personId,
    rank: 'primary',
    order,
    reason: personId === null ? 'nobody-holds' : 'holder',
    called: personId !== null,
    reachable: true,
    inPlaceOf: null,
    until: null,
    rings: ['voice'],
    person: null,
    ...rest,
  })
  const trial = (chain: NamedLink[], seconds: number[]): Trial => ({
    at: '2026-11-28T00:00:00Z',
    planId: 'p',
    isTried: true,
    areas: [],
    chain,
    respondersNeeded: 1,
    restsUntil: null,
    tiers: seconds.map((afterSeconds, order) => ({ order, duties: ['zone'], afterSeconds })),
    informed: [],
  })
  it('mark who is new, gone, earlier or later', () => {
    const tried = trial([link('b', 0), link('a', 1), link('new', 1), link(null, 2)], [0, 60, 120])
    const saved = trial([link('a', 0), link('b', 1), link('gone', 1), link(null, 2)], [0, 60, 120])
    expect(linkMarks(tried, saved)).toEqual(['earlier', 'later', 'alone', 'same'])
    expect(linkMarks(saved, tried)).toEqual(['earlier', 'later', 'alone', 'same'])
  })
  it('put tiers that are called together into one turn, and keep an empty one', () => {
    const turns = turnsOf(trial([link('a', 0), link('b', 1)], [0, 0, 60]))
    expect(turns).toEqual([
      { afterSeconds: 0, at: [0, 1] },
      { afterSeconds: 60, at: [] },
    ])
  })
})

describe('the moments of a try', () => {
  const atMs = Date.parse('2026-11-28T20:00:00Z')
  it('are by the township’s clock', () => {
    expect(trialMoment('now', '', atMs, ZONE)).toBeNull()
    // It is four in the morning of the 29th there: the coming night is that of the 30th.
    expect(trialMoment('night', '', atMs, ZONE)).toBe('2026-11-29T18:00:00.000Z')
    expect(trialMoment('holiday', '', atMs, ZONE)).toBe('2027-01-01T02:00:00.000Z')
    expect(trialMoment('typed', '2026-12-01T02:00', atMs, ZONE)).toBe('2026-11-30T18:00:00.000Z')
    expect(trialMoment('typed', '', atMs, ZONE)).toBeNull()
  })
  it('know every day off by law, those of the moon too', () => {
    expect(['2026-04-30', '2026-05-02', '2026-11-28', '2027-01-01'].map(nextHoliday)).toEqual([
      '2026-05-01',
      '2026-06-19',
      '2027-01-01',
      '2027-02-05',
    ])
  })
})

describe('the history of a thing', () => {
  const version = (rest: Partial<ArrangedVersion>): ArrangedVersion => ({
    versionId: 'v',
    validFrom: null,
    validUntil: null,
    recordedAt: '2026-01-01T00:00:00.000Z',
    supersededAt: null,
    fields: { n: 1 },
    ...rest,
  })
  const change = '2026-02-01T00:00:00.000Z'
  const end = '2026-03-01T00:00:00.000Z'
  const versions = [
    version({ versionId: 'first', supersededAt: change }),
    version({ versionId: 'rest', validUntil: change, recordedAt: change }),
    version({ versionId: 'second', validFrom: change, recordedAt: change, fields: { n: 2 }, supersededAt: end }),
    version({ versionId: 'cut', validFrom: change, validUntil: end, recordedAt: end, fields: { n: 2 } }),
  ]
  it('has one entry a change, newest first, and leaves out what only says again what was known', () => {
    expect(
      historyOf(versions).map(({ version: { versionId }, before, isEnd }) => [versionId, before?.versionId, isEnd]),
    ).toEqual([
      ['cut', 'second', true],
      ['second', 'first', false],
      ['first', undefined, false],
    ])
  })
  it('knows what holds at a moment', () => {
    const at = (moment: string) => holdingVersion(versions, Date.parse(moment))?.versionId
    expect([at('2026-01-15T00:00:00Z'), at('2026-02-15T00:00:00Z'), at('2026-03-15T00:00:00Z')]).toEqual([
      'rest',
      'cut',
      undefined,
    ])
  })
})
