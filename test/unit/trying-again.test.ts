import { describe, expect, it } from 'vitest'
import { isMasked, maskedUrl } from '../../server/domain/masked-url.ts'
import { nextPullSeconds } from '../../server/domain/next-pull.ts'
import { afterFailure } from '../../server/domain/trying-again.ts'

const now = new Date('2026-11-28T06:00:00.000Z')

describe('a picture that could not be fetched', () => {
  it('is tried again after growing pauses, and then given up', () => {
    const pauses = [1, 2, 3, 4, 5].map((tries) => {
      const { state, nextAt } = afterFailure('not-found', tries, now)
      return [state, nextAt === null ? null : (nextAt.getTime() - now.getTime()) / 1000]
    })
    expect(pauses).toEqual([3, 10, 30, 120, 600].map((seconds) => ['waiting', seconds]))
    expect(afterFailure('not-found', 6, now)).toEqual({ state: 'failed', nextAt: null })
  })

  it('is not asked for again where that changes nothing', () => {
    expect(afterFailure('too-large', 1, now)).toEqual({ state: 'failed', nextAt: null })
    for (const reason of ['not-allowed', 'bad-link', 'forbidden-address', 'forbidden-redirect'] as const)
      expect(afterFailure(reason, 1, now)).toEqual({ state: 'not-allowed', nextAt: null })
  })
})

describe('a source that is asked by itself', () => {
  it('is asked after its interval, and after doubling pauses while it does not answer', () => {
    expect([0, 1, 2, 3, 20].map((failures) => nextPullSeconds(900, failures, 0))).toEqual([900, 60, 120, 240, 900])
    expect(nextPullSeconds(86_400, 20, 0)).toBe(3600)
    expect(nextPullSeconds(600, 0, 0.5)).toBeCloseTo(630)
  })
})

describe('an address that is shown', () => {
  it('holds nothing that may be a key', () => {
    const firms =
      'https://firms.modaps.eosdis.nasa.gov/api/area/csv/0123456789abcdef0123456789abcdef/VIIRS_NOAA20_NRT/world/1'
    expect(maskedUrl(firms)).toBe('https://firms.modaps.eosdis.nasa.gov/api/area/csv/•••/VIIRS_NOAA20_NRT/world/1')
    expect(maskedUrl('https://a.example/cap?key=s3cret&area=1&flag')).toBe(
      'https://a.example/cap?key=•••&area=•••&flag=•••',
    )
    expect(maskedUrl('https://a.example/feeds/all-warnings.xml')).toBe('https://a.example/feeds/all-warnings.xml')
    expect([isMasked(firms), isMasked(maskedUrl(firms))]).toEqual([false, true])
  })
})
