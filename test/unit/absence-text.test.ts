import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAbsenceText } from '../../server/domain/absence-text.ts'
import { dayAfter, dayIn, startOfDay } from '#shared/township-day.ts'

const ZONE = 'Asia/Shanghai'
/** A Wednesday, half past nine in the morning. */
const SENT = new Date('2026-12-30T01:30:00.000Z')
const day = (iso: string) => startOfDay(ZONE, iso)

function away(text: string, at = SENT) {
  const read = readAbsenceText(text, at, ZONE)
  if (read.what !== 'away') throw new Error(`${text}: ${JSON.stringify(read)}`)
  return { from: read.validFrom, until: read.validUntil, deputy: read.deputyName }
}

describe('a message about being away', () => {
  it.each([
    ['今天不在村，请王秀兰代', '王秀兰'],
    ['今天不在村请王秀兰代', '王秀兰'],
    [' 今天 不在村 , 请 王秀兰 代班。', '王秀兰'],
    ['今日不在村！由王秀兰替', '王秀兰'],
    ['不在村', null],
    ['请假一天，王秀兰代', '王秀兰'],
    ['今天不在村，請王秀蘭代', '王秀兰'],
    ['我今天去县里看病，不在村里，让王秀兰帮我看着', '王秀兰'],
    ['请王秀兰代', '王秀兰'],
  ])('%s: from now until midnight', (text, deputy) => {
    expect(away(text)).toEqual({ from: SENT, until: day('2026-12-31'), deputy })
  })

  it.each([
    ['明天不在', '2026-12-31', '2026-12-31', null],
    ['后天不在村，张三代', '2027-01-01', '2027-01-01', '张三'],
    ['1月5日到1月8日不在村,张三代', '2027-01-05', '2027-01-08', '张三'],
    ['１月５日至８日不在村，张三代', '2027-01-05', '2027-01-08', '张三'],
    ['1月5号—1月8号外出', '2027-01-05', '2027-01-08', null],
    ['1.5-1.8不在', '2027-01-05', '2027-01-08', null],
    ['5号到8号不在村', '2027-01-05', '2027-01-08', null],
    ['一月五日到一月八日不在村', '2027-01-05', '2027-01-08', null],
    ['2027年1月5日到2027年1月8日不在', '2027-01-05', '2027-01-08', null],
    ['31号到2号不在', '2026-12-31', '2027-01-02', null],
    ['周五不在', '2027-01-01', '2027-01-01', null],
    ['明天起3天不在', '2026-12-31', '2027-01-02', null],
  ])('%s: whole days', (text, first, last, deputy) => {
    expect(away(text)).toEqual({ from: day(first), until: day(dayAfter(last, 1)), deputy })
  })

  it.each([
    ['3天不在', '2027-01-01'],
    ['三天不在村，张三代', '2027-01-01'],
    ['今明两天不在', '2026-12-31'],
    ['今天到明天不在', '2026-12-31'],
    ['不在村，到1月3日', '2027-01-03'],
    ['不在，到3号', '2027-01-03'],
    ['一周不在村', '2027-01-05'],
    ['两个星期不在村', '2027-01-12'],
    ['28号到2号不在', '2027-01-02'],
  ])('%s: from now until the end of %s', (text, last) => {
    const { from, until } = away(text)
    expect([from, until]).toEqual([SENT, day(dayAfter(last, 1))])
  })

  it.each(['回来了', '我回来了。', '已回村', '我回來了', '今天回来了', '回村了，谢谢'])('%s: back again', (text) => {
    expect(readAbsenceText(text, SENT, ZONE)).toEqual({ what: 'back' })
  })

  it.each([
    ['', 'no-absence'],
    ['收到', 'no-absence'],
    ['TD', 'no-absence'],
    ['没回来', 'no-absence'],
    ['明天回来', 'no-absence'],
    ['13月40日不在', 'which-days'],
    ['2月30日不在', 'which-days'],
    ['99天不在', 'which-days'],
    ['0天不在', 'which-days'],
    ['2025年1月5日不在', 'which-days'],
  ])('%s is left to people: %s', (text, why) => {
    expect(readAbsenceText(text, SENT, ZONE)).toEqual({ what: 'unclear', why })
  })

  it.each([
    ['我不在村，王家着火了', 'fire'],
    ['不在家 冒煙了 快來人', 'smoke'],
    ['今天不在，家里漏气', 'gas'],
    ['路上塌方了', 'geohazard'],
    ['发水了', 'flood'],
    ['救命', 'sos'],
    ['有人落水', 'accident'],
  ] as const)('%s calls for help: %s', (text, kind) => {
    expect(readAbsenceText(text, SENT, ZONE)).toEqual({ what: 'grave', kind })
  })

  it('counts midnight by the clock of the township, whatever the server’s is', () => {
    const evening = new Date('2026-12-30T16:30:00.000Z')
    expect(away('今天不在', evening).until).toEqual(day('2027-01-01'))
    const read = readAbsenceText('今天不在', new Date('2026-10-25T00:30:00.000Z'), 'Europe/Berlin')
    expect(read).toMatchObject({ validUntil: new Date('2026-10-25T23:00:00.000Z') })
  })

  it('never throws and never gives an absence without hours, whatever is written', () => {
    const words = [
      '今天',
      '明天',
      '不在',
      '村',
      '到',
      '至',
      '-',
      '1月5日',
      '8号',
      '3天',
      '请',
      '王秀兰',
      '代',
      '，',
      '回来了',
      '周五',
      '２',
      '.',
      '/',
      '年',
      '月',
    ]
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join('')),
        ),
        fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        fc.constantFrom(ZONE, 'Europe/Berlin', 'America/St_Johns'),
        (text, at, zone) => {
          const read = readAbsenceText(text, at, zone)
          if (read.what !== 'away') return
          expect(read.validFrom.getTime()).toBeGreaterThanOrEqual(at.getTime())
          expect(read.validUntil.getTime()).toBeGreaterThan(read.validFrom.getTime())
          expect(read.validUntil).toEqual(startOfDay(zone, dayIn(zone, read.validUntil)))
        },
      ),
    )
  })

  it('reads the same through blanks, punctuation, full-width and traditional forms', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('，', ',', '。', ' ', '、', '；', '!', '\n'),
        fc.constantFrom('1月5日', '１月５日', '1 月 5 日', '1月5号', '1月5號'),
        fc.constantFrom('到', '至', '-', '—', '～', ' 到 '),
        fc.constantFrom('8日', '8号', '１月８日', '1月8號'),
        fc.constantFrom('请王秀兰代', '請王秀蘭代', '由王秀兰代班', '请王秀兰同志代'),
        (mark, first, joint, last, deputy) => {
          expect(away(`${first}${joint}${last}不在村${mark}${deputy}${mark}`)).toEqual({
            from: day('2027-01-05'),
            until: day('2027-01-09'),
            deputy: '王秀兰',
          })
        },
      ),
    )
  })
})
