import { describe, expect, it } from 'vitest'
import type { Clue } from '#shared/clue.ts'
import type { LngLat } from '#shared/geo.ts'
import { certaintyOf, placedBy, withClue } from '../../server/domain/clues.ts'
import { distanceMetres } from '../../server/domain/geodesy.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'

const { toLngLat } = createTangentPlane([112.196, 36.604])
const at = '2026-11-23T04:00:00.000Z'
const clue = (deviceId: string, change: Partial<Clue>): Clue => ({
  observationId: deviceId,
  kind: 'smoke',
  place: { type: 'unknown' },
  sight: null,
  deviceId,
  personId: null,
  ofItself: false,
  signalKey: deviceId,
  lasts: true,
  confidence: null,
  firstAt: at,
  lastAt: at,
  ...change,
})
const sector = (apex: LngLat, bearingDegrees: number) =>
  ({ type: 'sector', apex, bearingDegrees, halfAngleDegrees: 1, rangeMetres: 8000, bearingSigmaDegrees: 0.5 }) as const

describe('what witnesses say together', () => {
  const west = sector(toLngLat([-3000, 0]), 45)
  const east = sector(toLngLat([3000, 0]), 315)
  const there = toLngLat([0, 3000])

  it('is where directions meet, also that of a camera whose own ray has met the ground', () => {
    // The ground gave the western camera a long ellipse half a kilometre short of the fire.
    const onGround = {
      type: 'ellipse',
      location: toLngLat([-400, 2600]),
      semiMajorMetres: 900,
      semiMinorMetres: 60,
      bearingDegrees: 45,
    } as const
    const { place, fix } = placedBy([clue('west', { place: onGround, sight: west }), clue('east', { place: east })])
    expect(fix).toMatchObject({ reason: null, deviceIds: ['east', 'west'] })
    expect(place.type === 'ellipse' && distanceMetres(place.location, there)).toBeLessThan(20)
  })

  it('stays the more exact place where somebody stands beside it', () => {
    const beside = { type: 'point', location: there, radiusMetres: 15 } as const
    const clues = [clue('west', { place: west }), clue('east', { place: east }), clue('hut', { place: beside })]
    expect(placedBy(clues).place).toEqual(beside)
  })

  it('says why where the directions give no point', () => {
    const beside = sector(toLngLat([-3000, 10]), 45)
    expect(placedBy([clue('west', { place: west }), clue('twin', { place: beside })]).fix?.reason).toBe('one-mast')
  })

  it('is surer with each witness, and not with each word of one', () => {
    const one = [clue('a', { confidence: 0.5 })]
    const again = withClue(one, clue('a', { observationId: 'a2', confidence: 0.5 }))
    expect([certaintyOf(one), certaintyOf(again)]).toEqual([0.5, 0.5])
    expect(certaintyOf([...one, clue('b', { confidence: 0.5 })])).toBe(0.75)
  })
})
