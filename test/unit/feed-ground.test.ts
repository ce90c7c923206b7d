import { describe, expect, it } from 'vitest'
import type { Place } from '../../shared/geo.ts'
import { decode } from '../../server/domain/decode/formats.ts'
import { codedGround, isFarOff } from '../../server/domain/feed-ground.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { demoFacts, makingAt, NOON } from '../support/demo-facts.ts'
import { messageOn, usualSources } from '../support/message-fixtures.ts'

const { areas } = demoTownship()
const idOf = (code: string) => areas.find((area) => area.code === code)
const at = (lng: number, lat: number): Place => ({ type: 'point', location: [lng, lat], radiusMetres: 100 })

describe('the ground that administrative codes name', () => {
  it.each([
    ['its province', '140000'],
    ['its province in twelve digits', '140000000000'],
    ['its prefecture', '140400'],
    ['its county', '140431'],
    ['itself', '140431299000'],
  ])('a township is named by the code of %s', (_whose, code) => {
    const township = idOf('140431299000')
    expect(codedGround([code], areas)).toEqual({ type: 'polygon', geometry: township?.geometry })
  })

  it('a village by its own, and of several places each that is ours', () => {
    expect(codedGround(['140431299201'], areas)).toMatchObject({ geometry: idOf('140431299201')?.geometry })
    expect(codedGround(['140431299201', '140431299202', '110000'], areas)).toMatchObject({
      geometry: { type: 'MultiPolygon' },
    })
  })

  it('the code of a village that is not among the areas names the township around it', () => {
    const township = idOf('140431299000')
    expect(codedGround(['140431299299'], areas)).toEqual({ type: 'polygon', geometry: township?.geometry })
    const alone = areas.filter(({ level }) => level === 'township')
    expect(codedGround(['140431299201'], alone)).toEqual({ type: 'polygon', geometry: township?.geometry })
  })

  it('codes of other places of the same scheme are elsewhere', () => {
    expect(codedGround(['140425', '110000'], areas)).toBe('elsewhere')
  })

  it('other schemes, and townships with names of their own making, say nothing', () => {
    expect(codedGround(['048047', 'NWS-TXZ251', ''], areas)).toBe('elsewhere')
    expect(codedGround(['NWS-TXZ251', ''], areas)).toBeNull()
    expect(
      codedGround(
        ['140431'],
        areas.map((area) => ({ ...area, code: `xs-${area.code}` })),
      ),
    ).toBeNull()
  })
})

describe('what is nobody’s business here', () => {
  it('begins fifty kilometres beyond the last border', () => {
    expect(isFarOff(at(112.2, 36.6), areas)).toBe(false)
    expect(isFarOff(at(112.6, 36.6), areas)).toBe(false)
    expect(isFarOff(at(113.2, 36.6), areas)).toBe(true)
  })

  it('an unknown place, or a township without areas, may be anywhere', () => {
    expect(isFarOff({ type: 'unknown' }, areas)).toBe(false)
    expect(isFarOff(at(113.2, 36.6), [])).toBe(false)
  })
})

describe('a warning that names its ground by a code alone', () => {
  const raised = (geocode: string) => {
    const alert = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>w-1</identifier><sender>office</sender>
      <sent>${NOON.toISOString()}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
      <info><language>zh-CN</language><event>暴雨</event><severity>Severe</severity><headline>暴雨橙色预警</headline>
      <area><areaDesc>县</areaDesc><geocode><valueName>行政区划</valueName><value>${geocode}</value></geocode></area></info></alert>`
    const message = messageOn('cap/office', new TextEncoder().encode(alert), { receivedAt: NOON })
    const { decoding } = decode(message, usualSources)
    if (decoding.outcome !== 'decoded') throw new Error(JSON.stringify(decoding))
    const arrivals = decoding.observations.map((decoded) => ({ sourceId: 'cap', decoded, message, key: null }))
    return decideArrivals(arrivals, demoFacts(), makingAt(0))
  }

  it('for the county touches the whole township', () => {
    const { incidents } = raised('140431')
    expect(incidents.map(({ areas: touched }) => touched.some(({ areaId }) => areaId === 'township'))).toEqual([true])
  })

  it('for a hundred counties touches ours, the last of them', () => {
    const others = Array.from({ length: 100 }, (_, n) => `14${String(n + 5000).slice(0, 4)}`)
    const { incidents } = raised(
      `${others.join('</value></geocode><geocode><value>')}</value></geocode><geocode><value>140431`,
    )
    expect(incidents).toHaveLength(1)
  })

  it('for the next county is kept and not raised', () => {
    const { incidents, readings } = raised('140425')
    expect(incidents).toEqual([])
    expect(readings).toHaveLength(1)
  })
})
