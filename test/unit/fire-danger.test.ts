import { describe, expect, it } from 'vitest'
import { estimateAt, officialAt } from '#shared/fire-danger.ts'
import { arrangementAt, type DangerVersion } from '../../server/domain/arrangement.ts'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Facts } from '../../server/domain/facts.ts'
import { dangerHistory, fireDangerOf, gradeOf } from '../../server/domain/fire-danger.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import { dayAfter, dayIn, nextMidnight, noonOf } from '#shared/township-day.ts'
import { afterwards, demoFacts, demoVersions, makingAt, NOON } from '../support/demo-facts.ts'
import { messageOn, usualSources } from '../support/message-fixtures.ts'

const VERSIONS = demoVersions()
const TOWNSHIP = VERSIONS.areas.find(({ level }) => level === 'township')
if (TOWNSHIP === undefined) throw new Error('the demo has no township')
const HOUR = 3600

describe('a day of the township', () => {
  it('turns at its own midnight, and has its noon by standard time', () => {
    expect(dayIn('Asia/Shanghai', new Date('2026-11-27T16:00:00Z'))).toBe('2026-11-28')
    expect(dayIn('Asia/Shanghai', new Date('2026-11-27T15:59:59.999Z'))).toBe('2026-11-27')
    expect(nextMidnight('Asia/Shanghai', new Date('2026-11-27T16:00:00Z')).toISOString()).toBe(
      '2026-11-28T16:00:00.000Z',
    )
    expect(noonOf('Asia/Shanghai', '2026-11-28').toISOString()).toBe('2026-11-28T04:00:00.000Z')
    expect(noonOf('Europe/Berlin', '2026-07-01').toISOString()).toBe('2026-07-01T11:00:00.000Z')
    expect(nextMidnight('Europe/Berlin', new Date('2026-10-25T10:00:00Z')).toISOString()).toBe(
      '2026-10-25T23:00:00.000Z',
    )
    expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28')
  })
})

const entered = (from: number, until: number, grade: DangerVersion['grade']): DangerVersion => ({
  id: TOWNSHIP.id,
  versionId: `e${from}`,
  validFrom: makingAt(from).now,
  validUntil: makingAt(until).now,
  grade,
  source: 'entered',
  by: 'duty',
  headline: null,
  seriesId: null,
})
const facts = (...fireDangers: DangerVersion[]): Facts =>
  demoFacts(arrangementAt({ ...VERSIONS, sources: VERSIONS.sources, fireDangers }, NOON))

type Warned = {
  id: string
  severity?: string
  shape?: string
  event?: string
  type?: string
  references?: string
  expires?: number
  headline?: string
  status?: string
}
const CIRCLE = '<circle>36.604,112.196 5</circle>'
/** A warning as the office sends it, `seconds` after noon. */
function warned(
  before: Facts,
  seconds: number,
  { id, severity = 'Orange', shape = CIRCLE, event = '森林火险', ...rest }: Warned,
): Facts {
  const {
    type = 'Alert',
    references = '',
    expires = 24 * HOUR,
    headline = '森林火险橙色预警',
    status = 'Actual',
  } = rest
  const xml = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier><sender>office</sender><sent>${makingAt(seconds).now.toISOString()}</sent><status>${status}</status><msgType>${type}</msgType><references>${references}</references><info><event>${event}</event><severity>${severity}</severity><expires>${makingAt(expires).now.toISOString()}</expires><headline>${headline}</headline><area><areaDesc>x</areaDesc>${shape}</area></info></alert>`
  const { decoding } = decode(
    messageOn('cap/office', new TextEncoder().encode(xml), { receivedAt: makingAt(seconds).now }),
    usualSources,
    () => new Map(),
  )
  if (decoding.outcome !== 'decoded') throw new Error(JSON.stringify(decoding))
  const message = messageOn('cap/office', {}, { receivedAt: makingAt(seconds).now })
  const arrivals = decoding.observations.map((each) => ({ sourceId: 'cap', decoded: each, message, key: null }))
  const decision = decideArrivals(arrivals, before, makingAt(seconds))
  const after = afterwards(before, decision)
  const { supersede, append } = decision.fireDangers
  const { fireDangers } = before.arrangement.fireDanger
  const now = [...fireDangers.filter(({ versionId }) => !supersede.includes(versionId)), ...append]
  expect(decision.fireDangers.shown.length > 0).toBe(supersede.length + append.length > 0)
  return { ...after, arrangement: arrangementAt({ ...VERSIONS, fireDangers: now }, NOON) }
}
const gradeAt = ({ arrangement }: Facts, seconds: number) => {
  const danger = fireDangerOf(TOWNSHIP.id, arrangement.fireDanger, makingAt(seconds).now)
  const official = officialAt(danger, makingAt(seconds).now.getTime())
  return official && `${official.source} ${official.grade}`
}

describe('a received warning of forest fire danger', () => {
  it.each([
    ['Blue', 2],
    ['Yellow', 3],
    ['Orange', 4],
    ['Red', 5],
    ['Severe', 4],
  ])('of %s is grade %i until it expires', (severity, grade) => {
    const after = warned(facts(), 10, { id: 'a', severity })
    expect(gradeAt(after, 11)).toBe(`received ${grade}`)
    expect(gradeAt(after, 24 * HOUR - 1)).toBe(`received ${grade}`)
    expect(gradeAt(after, 24 * HOUR)).toBeNull()
  })

  it.each([
    ['of another hazard', { event: '暴雨', headline: '暴雨橙色预警' }],
    ['of somewhere else', { shape: '<circle>30,120 5</circle>' }],
    ['without a place', { shape: '' }],
    ['for a drill', { status: 'Exercise' }],
    ['for the province next door', { shape: '<geocode><valueName>c</valueName><value>410000000000</value></geocode>' }],
  ])('says nothing of the township when it is %s', (_, warning) => {
    expect(gradeAt(warned(facts(), 10, { id: 'a', ...warning }), 11)).toBeNull()
  })

  it('is meant for the township by the code of its county, or by its name', () => {
    const county = `${TOWNSHIP.code.slice(0, 6)}000000`
    const coded = `<geocode><valueName>c</valueName><value>${county}</value></geocode>`
    expect(gradeAt(warned(facts(), 10, { id: 'a', shape: coded }), 11)).toBe('received 4')
    expect(gradeAt(warned(facts(), 10, { id: 'a', shape: `<areaDesc>${TOWNSHIP.name}</areaDesc>` }), 11)).toBe(
      'received 4',
    )
  })

  it('and an entered grade: the later word stands, and what outlasts it holds again', () => {
    const first = warned(facts(entered(-100, 48 * HOUR, 2)), 10, { id: 'a' })
    expect([gradeAt(first, 9), gradeAt(first, 11), gradeAt(first, 25 * HOUR)]).toEqual([
      'entered 2',
      'received 4',
      'entered 2',
    ])
    const { history } = dangerHistory(TOWNSHIP.id, first.arrangement.fireDanger)
    expect(history.map(({ source }) => source)).toEqual(['entered', 'received', 'entered'])
  })

  it('is raised and lowered by its updates, and taken back by its end', () => {
    const first = warned(facts(), 10, { id: 'a' })
    const update = { type: 'Update', references: 'office,a,2026-11-23T04:00:00Z' }
    const lowered = warned(first, 60, { id: 'b', severity: 'Yellow', headline: '森林火险黄色预警', ...update })
    expect([gradeAt(lowered, 30), gradeAt(lowered, 61)]).toEqual(['received 4', 'received 3'])
    const over = warned(lowered, 90, { id: 'c', type: 'Cancel', references: 'office,a,2026-11-23T04:00:00Z' })
    expect([gradeAt(over, 89), gradeAt(over, 91)]).toEqual(['received 3', null])
  })

  it('leaves an entered grade alone when it is taken back', () => {
    const both = warned(facts(entered(-100, 48 * HOUR, 2)), 10, { id: 'a' })
    const over = warned(both, 90, { id: 'c', type: 'Cancel', references: 'office,a,2026-11-23T04:00:00Z' })
    expect(gradeAt(over, 25 * HOUR)).toBe('entered 2')
  })
})

describe('the grade that moves a threshold', () => {
  const estimated = {
    id: TOWNSHIP.id,
    versionId: 's',
    day: '2026-11-23',
    validFrom: NOON,
    validUntil: makingAt(30 * HOUR).now,
    body: {
      grade: 4,
      ffmc: 90,
      dmc: 20,
      dc: 100,
      isi: 9,
      bui: 30,
      fwi: 22,
      constant: 147.2,
      weather: { temperatureCelsius: 20, humidityPercent: 30, windKilometresPerHour: 10, rainMillimetres: 0 },
      stationIds: [],
      gaps: [],
      carriedFrom: null,
    },
  } as const
  const withEstimate = (...fireDangers: DangerVersion[]) => ({
    fireDangers,
    fireEstimates: [{ ...estimated, body: { ...estimated.body, stationIds: [], gaps: [] } }],
    verificationPauses: [],
  })

  it('is the official one where there is one, else the estimate, else none', () => {
    const at = (seconds: number, ...dangers: DangerVersion[]) =>
      gradeOf([TOWNSHIP.id], withEstimate(...dangers), makingAt(seconds).now)
    expect(at(10, entered(0, 100, 1))).toEqual({ grade: 1, gradeSource: 'official' })
    expect(at(100, entered(0, 100, 1))).toEqual({ grade: 4, gradeSource: 'estimate' })
    expect(at(31 * HOUR)).toBeNull()
    const shown = fireDangerOf(TOWNSHIP.id, withEstimate(), NOON)
    expect(estimateAt(shown, NOON.getTime())?.grade).toBe(4)
    expect(estimateAt(shown, makingAt(30 * HOUR).now.getTime())).toBeNull()
  })
})
