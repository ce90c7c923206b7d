import { describe, expect, it } from 'vitest'
import { calledInRoll } from '#shared/roll-counts.ts'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Facts } from '../../server/domain/facts.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import { afterwards, demoFacts, makingAt, NOON } from '../support/demo-facts.ts'
import { messageOn, usualSources } from '../support/message-fixtures.ts'

const VILLAGE = '140431299201'
const { arrangement } = demoFacts()
const villageId = arrangement.areaList.find(({ code }) => code === VILLAGE)?.id ?? ''
const codeOf = (id: string) => arrangement.areas.byId(id)?.code ?? ''
const otherId = arrangement.areaList.find(({ level, id }) => level === 'village' && id !== villageId)?.id ?? ''

type Said = {
  id?: string
  event?: string
  code?: string
  severity?: string
  type?: string
  references?: string
  geocode?: string
  area?: string
  status?: string
}
function alert(said: Said): Uint8Array {
  const { id = 'w1', event = '暴雨', code, severity = 'Severe', type = 'Alert', references, geocode = VILLAGE } = said
  const area = said.area ?? `<geocode><valueName>行政区划</valueName><value>${geocode}</value></geocode>`
  return new TextEncoder().encode(
    `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier><sender>office</sender>
    <sent>${NOON.toISOString()}</sent><status>${said.status ?? 'Actual'}</status><msgType>${type}</msgType><scope>Public</scope>
    ${references === undefined ? '' : `<references>office,${references},${NOON.toISOString()}</references>`}
    <info><language>zh-CN</language><event>${event}</event>${code === undefined ? '' : `<eventType>${code}</eventType>`}
    <severity>${severity}</severity><headline>预警</headline><area><areaDesc>村</areaDesc>${area}</area></info></alert>`,
  )
}
/** What the town would know after some warnings, ten seconds apart. */
function after(warnings: readonly Said[], from: Facts = demoFacts()) {
  return warnings.reduce((facts, said, n) => {
    const at = 10 * (n + facts.seq)
    const message = messageOn('cap/office', alert(said), { receivedAt: makingAt(at).now })
    const { decoding } = decode(message, usualSources)
    if (decoding.outcome !== 'decoded') throw new Error(JSON.stringify(decoding))
    const arrivals = decoding.observations.map((decoded) => ({ sourceId: 'cap', decoded, message, key: null }))
    return afterwards(facts, decideArrivals(arrivals, facts, makingAt(at)))
  }, from)
}
const incidents = (facts: Facts) => [...facts.incidents.values()]
const areasOf = (facts: Facts) => incidents(facts).map(({ rollCall }) => rollCall?.areaIds ?? null)

describe('an official warning', () => {
  it.each<[string, Said, boolean]>([
    ['orange, of rain', {}, true],
    ['red, of a flash flood', { event: '山洪灾害气象风险', severity: 'Red' }, true],
    ['of the slopes', { event: '地质灾害气象风险', severity: 'Extreme' }, true],
    ['in English', { event: 'Flash Flood Warning' }, true],
    ['known by its code alone', { event: '预警', code: '11B03' }, true],
    ['yellow', { severity: 'Moderate' }, false],
    ['of no stated gravity', { severity: '' }, false],
    ['of heat', { event: '高温', severity: 'Red' }, false],
    ['of fire danger', { event: '森林火险', severity: 'Red' }, false],
    ['of a snowstorm', { event: 'Winter Storm Warning' }, false],
    ['of dust', { event: '沙尘暴' }, false],
  ])('%s', (_what, said, isCalled) => {
    const facts = after([said])
    expect(incidents(facts)).toHaveLength(1)
    expect(areasOf(facts)).toEqual([isCalled ? [villageId] : null])
    const [warned] = incidents(facts)
    const called = warned === undefined ? [] : calledInRoll(warned)
    if (isCalled) expect(called.length).toBeGreaterThan(10)
  })

  it('for the county is one for the whole township, and its exercise is an exercise', () => {
    expect(areasOf(after([{ geocode: '140431' }]))).toEqual([['township']])
    expect(incidents(after([{ status: 'Exercise' }]))).toMatchObject([{ exercise: true }])
  })

  it('by its shape calls the villages that it touches, all of them as the township, and none where it lies beside', () => {
    const circle = (text: string) => ({ area: `<circle>${text}</circle>` })
    expect(areasOf(after([circle('36.604,112.196 80')]))).toEqual([['township']])
    const [touched] = areasOf(after([circle('36.604,112.196 0.3')]))
    expect(touched?.length).toBeGreaterThan(0)
    expect(touched?.every((id) => arrangement.areas.byId(id)?.level === 'village')).toBe(true)
    expect(areasOf(after([circle('36.604,112.596 5')]))).toEqual([null])
  })

  it('whose update names more ground calls those there, in the same incident, however soon it comes', () => {
    const facts = after([{}, { id: 'w2', type: 'Update', references: 'w1', geocode: codeOf(otherId) }])
    expect(areasOf(facts)).toEqual([[villageId, otherId]])
  })

  it('that becomes grave calls the roll then', () => {
    const facts = after([{ severity: 'Moderate' }, { id: 'w2', type: 'Update', references: 'w1', severity: 'Severe' }])
    expect(incidents(facts)).toMatchObject([{ severity: 'severe', rollCall: { areaIds: [villageId] } }])
  })

  it('wakes nobody again once its incident is closed, unless it becomes graver', () => {
    const called = after([{}])
    const closed: Facts = { ...called, incidents: new Map() }
    const update = { id: 'w2', type: 'Update', references: 'w1' }
    expect(incidents(after([update], closed))).toEqual([])
    expect(incidents(after([{ ...update, severity: 'Extreme' }], closed))).toMatchObject([{ severity: 'extreme' }])
  })
})
