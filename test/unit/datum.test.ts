import fc from 'fast-check'
import gcoord from 'gcoord'
import { describe, expect, it } from 'vitest'
import { inWgs84, mixedUpDatum, statedInWgs84 } from '../../server/domain/datum.ts'
import { signOfLife } from '../../server/domain/decode/format.ts'
import { distanceMetres } from '../../server/domain/geodesy.ts'
import { decideArrivals, decideReport } from '../../server/domain/intake.ts'
import { demoFacts, makingAt } from '../support/demo-facts.ts'
import { messageOn } from '../support/message-fixtures.ts'

// The way there is the library's; what is tested is that ours is the way back, and that it is taken.
const shift = gcoord as unknown as typeof gcoord.default
const HERE: [number, number] = [112.196, 36.604]
const gcj = shift.transform([...HERE] as [number, number], shift.WGS84, shift.GCJ02)
const baidu = shift.transform([...HERE] as [number, number], shift.WGS84, shift.BD09)

describe('coordinates of another datum', () => {
  it('are half a kilometre off here, and come back to within a metre', () => {
    expect(distanceMetres(HERE, gcj)).toBeGreaterThan(300)
    expect(distanceMetres(HERE, inWgs84(gcj, 'GCJ-02'))).toBeLessThan(1)
    expect(distanceMetres(HERE, inWgs84(baidu, 'BD-09'))).toBeLessThan(1)
  })

  it('come back anywhere in China', () => {
    const lng = fc.double({ min: 75, max: 134, noNaN: true })
    const lat = fc.double({ min: 19, max: 53, noNaN: true })
    fc.assert(
      fc.property(lng, lat, (x, y) => {
        const shifted = shift.transform([x, y] as [number, number], shift.WGS84, shift.GCJ02)
        expect(distanceMetres([x, y], inWgs84(shifted, 'GCJ-02'))).toBeLessThan(2)
      }),
    )
  })

  it('are turned in points and polygons, and left alone in directions', () => {
    const point = statedInWgs84({ type: 'point', location: gcj, radiusMetres: 5 }, 'GCJ-02')
    expect(point?.type === 'point' && distanceMetres(point.location, HERE)).toBeLessThan(1)
    const ring = [gcj, [gcj[0] + 0.01, gcj[1]], [gcj[0], gcj[1] + 0.01], gcj] as [number, number][]
    const polygon = statedInWgs84({ type: 'polygon', geometry: { type: 'Polygon', coordinates: [ring] } }, 'GCJ-02')
    const first = polygon?.type === 'polygon' && polygon.geometry.coordinates[0]?.[0]
    expect(distanceMetres(first as [number, number], HERE)).toBeLessThan(1)
    const sector = { type: 'sector', bearingDegrees: 45, halfAngleDegrees: 2, rangeMetres: 100 } as const
    expect(statedInWgs84(sector, 'BD-09')).toEqual(sector)
  })

  it('are noticed when the same point is given anew without its datum', () => {
    expect(mixedUpDatum(gcj, HERE)).toBe('GCJ-02')
    expect(mixedUpDatum(baidu, HERE)).toBe('BD-09')
    expect(mixedUpDatum(HERE, HERE)).toBeNull()
    expect(mixedUpDatum([112.3, 36.7], HERE)).toBeNull()
  })

  it('of a source place its incidents', () => {
    const facts = demoFacts()
    const sources = facts.arrangement.sources.map((source) => ({ ...source, datum: 'GCJ-02' as const }))
    const decoded = { ...signOfLife('x', 'other'), kind: 'fire', state: 'active' } as const
    const place = { type: 'point', location: gcj, radiusMetres: 5 } as const
    const arrival = { sourceId: 'native', decoded: { ...decoded, place }, message: messageOn('t', {}), key: null }
    const arrangement = { ...facts.arrangement, sources }
    const [incident] = decideArrivals([arrival], { ...facts, arrangement }, makingAt(0)).incidents
    expect(incident?.place.type === 'point' && distanceMetres(incident.place.location, HERE)).toBeLessThan(1)
  })
})

describe('a report by telephone', () => {
  it('in coordinates of another datum lies where those are, not half a kilometre away', () => {
    const report = { id: 'r', kind: 'fire' as const, description: '', accuracyMetres: 20 }
    const at = (location: [number, number], datum: 'BD-09' | undefined) => {
      const said = { ...report, location, ...(datum && { datum }) }
      const place = decideReport(said, 'member', demoFacts(), makingAt(0)).decision.incidents[0]?.place
      if (place?.type !== 'point') throw new Error('a report with a place is at a point')
      return distanceMetres(place.location, HERE)
    }
    expect(at(baidu, 'BD-09')).toBeLessThan(5)
    expect(at(baidu, undefined)).toBeGreaterThan(300)
    expect(at(HERE, undefined)).toBe(0)
  })
})
