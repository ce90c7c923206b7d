import { describe, expect, it } from 'vitest'
import { statutoryDay, statutoryDaysOf } from '../../shared/statutory-days.ts'

/** As the State Council has published them for these years, without the days shifted by decree; 2028 by the law itself. */
const PUBLISHED: Record<number, Record<string, string[]>> = {
  2024: {
    元旦: ['01-01'],
    春节: ['02-10', '02-11', '02-12'],
    清明节: ['04-04'],
    劳动节: ['05-01'],
    端午节: ['06-10'],
    中秋节: ['09-17'],
    国庆节: ['10-01', '10-02', '10-03'],
  },
  2025: {
    元旦: ['01-01'],
    春节: ['01-28', '01-29', '01-30', '01-31'],
    清明节: ['04-04'],
    劳动节: ['05-01', '05-02'],
    端午节: ['05-31'],
    国庆节: ['10-01', '10-02', '10-03'],
    中秋节: ['10-06'],
  },
  2026: {
    元旦: ['01-01'],
    春节: ['02-16', '02-17', '02-18', '02-19'],
    清明节: ['04-05'],
    劳动节: ['05-01', '05-02'],
    端午节: ['06-19'],
    中秋节: ['09-25'],
    国庆节: ['10-01', '10-02', '10-03'],
  },
  2027: {
    元旦: ['01-01'],
    春节: ['02-05', '02-06', '02-07', '02-08'],
    清明节: ['04-05'],
    劳动节: ['05-01', '05-02'],
    端午节: ['06-09'],
    中秋节: ['09-15'],
    国庆节: ['10-01', '10-02', '10-03'],
  },
}

describe('the days off by law', () => {
  it.each(Object.entries(PUBLISHED))('of %s are those that were published', (year, feasts) => {
    const days = Object.entries(feasts).flatMap(([name, dates]) => dates.map((date) => [`${year}-${date}`, name]))
    expect(Object.fromEntries(statutoryDaysOf(Number(year)))).toEqual(Object.fromEntries(days))
  })

  it('of 2028 hold two feasts on one day', () => {
    expect(statutoryDay('2028-10-03')).toBe('国庆节、中秋节')
    const named = (name: string) =>
      [...statutoryDaysOf(2028)].flatMap(([date, said]) => (said.includes(name) ? [date.slice(5)] : []))
    expect(named('春节')).toEqual(['01-25', '01-26', '01-27', '01-28'])
    expect(named('清明节')).toEqual(['04-04'])
    expect(named('端午节')).toEqual(['05-28'])
    expect(named('中秋节')).toEqual(['10-03'])
  })

  it('are 13 in every year from 2025 on, but where two feasts meet', () => {
    for (let year = 2025; year <= 2060; year++) {
      const names = [...statutoryDaysOf(year).values()].flatMap((name) => name.split('、'))
      expect(names.length, `${year}`).toBe(13)
    }
  })

  it('leave an ordinary day alone', () => {
    expect(statutoryDay('2026-11-28')).toBeNull()
  })
})
