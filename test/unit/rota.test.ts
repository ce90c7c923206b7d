import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayAfter, dayIn, startOfDay } from '#shared/township-day.ts'
import { zoneOffsetMs } from '#shared/zone-clock.ts'
import { fillRota, meet } from '../../server/domain/rota.ts'

const NOW = new Date('2026-01-01T00:00:00.000Z')
const fill = { areaId: 'township', post: 'officer', shiftHours: 12, startHour: 8 } as const

describe('filling days with shifts', () => {
  it('lets people take turns, from the hour of the day on', () => {
    const rota = fillRota(
      { ...fill, from: '2026-11-30', until: '2026-12-01', personIds: ['a', 'b', 'c'] },
      [],
      'Asia/Shanghai',
      NOW,
    )
    expect(rota.made.map(({ personId, validFrom }) => [personId, validFrom.toISOString()])).toEqual([
      ['a', '2026-11-30T00:00:00.000Z'],
      ['b', '2026-11-30T12:00:00.000Z'],
      ['c', '2026-12-01T00:00:00.000Z'],
      ['a', '2026-12-01T12:00:00.000Z'],
    ])
    expect(rota.made.at(-1)?.validUntil.toISOString()).toBe('2026-12-02T00:00:00.000Z')
  })

  it('leaves out what is held already, without taking anybody’s turn, and what is over', () => {
    const held = [{ validFrom: new Date('2026-11-30T11:00:00.000Z'), validUntil: new Date('2026-12-01T00:00:00.000Z') }]
    const now = new Date('2026-11-30T12:00:00.000Z')
    const rota = fillRota(
      { ...fill, from: '2026-11-30', until: '2026-12-01', personIds: ['a', 'b'] },
      held,
      'Asia/Shanghai',
      now,
    )
    expect(rota.made.map(({ personId, validFrom }) => [personId, validFrom.toISOString()])).toEqual([
      ['a', '2026-12-01T00:00:00.000Z'],
      ['b', '2026-12-01T12:00:00.000Z'],
    ])
    expect(rota.skipped).toHaveLength(1)
  })

  it('fills what remains of a shift of which some hours are held', () => {
    const hour = (n: number) => new Date(Date.parse('2026-11-30T00:00:00.000Z') + n * 3600_000)
    const span = (from: number, until: number) => ({ validFrom: hour(from), validUntil: hour(until) })
    const day = { ...fill, shiftHours: 24, from: '2026-11-30', until: '2026-12-01', personIds: ['a', 'b'] } as const
    const filled = (held: ReturnType<typeof span>[], now = NOW) => {
      const { made, skipped } = fillRota({ ...day, personIds: [...day.personIds] }, held, 'Asia/Shanghai', now)
      const short = ({ validFrom, validUntil }: ReturnType<typeof span>) =>
        [validFrom, validUntil].map((at) => (at.getTime() - hour(0).getTime()) / 3600_000)
      return [made.map(({ personId, ...part }) => [personId, ...short(part)]), skipped.map(short)]
    }
    // Four hours from eight o’clock on are held: the other twenty are filled by whose turn it is.
    expect(filled([span(0, 4)])).toEqual([
      [
        ['a', 4, 24],
        ['b', 24, 48],
      ],
      [[0, 4]],
    ])
    // Stretches that touch, overlap, and lie across two shifts.
    expect(filled([span(20, 30), span(10, 12), span(5, 10), span(6, 7)])).toEqual([
      [
        ['a', 0, 5],
        ['a', 12, 20],
        ['b', 30, 48],
      ],
      [
        [5, 12],
        [20, 24],
        [24, 30],
      ],
    ])
    // What lies before a stretch that is held and is over by now is no shift.
    expect(filled([span(10, 12)], hour(11))).toEqual([
      [
        ['a', 12, 24],
        ['b', 24, 48],
      ],
      [[0, 12]],
    ])
  })

  it('begins at the same hour on the days on which clocks change', () => {
    const days = { ...fill, startHour: 20, from: '2026-10-24', until: '2026-10-25', personIds: ['a'] }
    const rota = fillRota(days, [], 'Europe/Berlin', NOW)
    const hours = rota.made.map(({ validFrom, validUntil }) => (validUntil.getTime() - validFrom.getTime()) / 3600_000)
    expect(hours).toEqual([13, 12, 12, 12])
    expect(rota.made[0]?.validFrom.toISOString()).toBe('2026-10-24T18:00:00.000Z')
    expect(rota.made[1]?.validFrom.toISOString()).toBe('2026-10-25T07:00:00.000Z')
  })

  it('covers every moment once, whatever the zone, the hour and the length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'Asia/Shanghai',
          'Europe/Berlin',
          'America/New_York',
          'Australia/Lord_Howe',
          'America/Santiago',
        ),
        fc.constantFrom(8, 12, 24) as fc.Arbitrary<8 | 12 | 24>,
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 1500 }),
        fc.integer({ min: 1, max: 12 }),
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        (zone, shiftHours, startHour, skip, days, personIds) => {
          const from = dayAfter('2026-01-02', skip)
          const body = { ...fill, shiftHours, startHour, from, until: dayAfter(from, days - 1), personIds }
          const { made, skipped } = fillRota(body, [], zone, NOW)
          expect(skipped).toEqual([])
          made.forEach((shift, n) => {
            expect(shift.personId).toBe(personIds[n % personIds.length])
            if (n > 0) expect(shift.validFrom).toEqual(made[n - 1]?.validUntil)
          })
          // With any one shift there before, the same moments are covered once.
          const [there] = made.slice(Math.floor(made.length / 2))
          const half = there && { ...there, validUntil: new Date((+there.validFrom + +there.validUntil) / 2) }
          const rest = [...(half ? [half, ...fillRota(body, [half], zone, NOW).made] : made)]
          rest.sort((a, b) => +a.validFrom - +b.validFrom)
          rest.slice(1).forEach((shift, n) => expect(shift.validFrom).toEqual(rest[n]?.validUntil))
          expect([rest[0]?.validFrom, rest.at(-1)?.validUntil]).toEqual([made[0]?.validFrom, made.at(-1)?.validUntil])
          // Filled again, everything is there already.
          expect(fillRota(body, made, zone, NOW).made).toEqual([])
          for (const { validFrom } of made) {
            const shown = new Date(validFrom.getTime() + zoneOffsetMs(zone, validFrom.getTime()))
            const isChange = [-1, 1].some(
              (side) =>
                zoneOffsetMs(zone, validFrom.getTime() + side * 2 * 3600_000) !==
                zoneOffsetMs(zone, validFrom.getTime()),
            )
            if (!isChange) expect((shown.getUTCHours() - startHour + 24) % shiftHours).toBe(0)
          }
        },
      ),
    )
  })

  it('knows the beginning of every day', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns'),
        fc.integer({ min: 0, max: 3000 }),
        (zone, skip) => {
          const day = dayAfter('2024-01-01', skip)
          expect(dayIn(zone, startOfDay(zone, day))).toBe(day)
          expect(dayIn(zone, new Date(startOfDay(zone, day).getTime() - 1))).toBe(dayAfter(day, -1))
        },
      ),
    )
  })
})

describe('two spans', () => {
  it('meet where they have a moment in common, and not where one ends as the other begins', () => {
    const at = (hour: number) => new Date(NOW.getTime() + hour * 3600_000)
    const span = (from: number | null, until: number | null) => {
      return { validFrom: from === null ? null : at(from), validUntil: until === null ? null : at(until) }
    }
    expect(meet(span(0, 2), span(1, 3))).toBe(true)
    expect(meet(span(0, 2), span(2, 3))).toBe(false)
    expect(meet(span(null, null), span(2, 3))).toBe(true)
    expect(meet(span(null, 2), span(2, null))).toBe(false)
  })
})
