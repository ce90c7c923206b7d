import { describe, expect, it } from 'vitest'
import { readAbsenceText } from '../../server/domain/absence-text.ts'
import { ZONE, SENT, day, hour, away } from '../support/away-text.ts'

describe('a night', () => {
  it.each([
    ['今晚不在村', 18, '2026-12-30'],
    ['今晚上不在村', 18, '2026-12-30'],
    ['今天晚上不在村，请王秀兰代', 18, '2026-12-30'],
    ['晚上不在村', 18, '2026-12-30'],
    ['今晚没在村', 18, '2026-12-30'],
    ['明晚不在', 18, '2026-12-31'],
    ['明天晚上不在', 18, '2026-12-31'],
    ['周五晚上不在', 18, '2027-01-01'],
  ])('%s: from six in the evening until eight in the morning', (text, from, first) => {
    expect(away(text)).toMatchObject({ from: hour(first, from), until: hour(first, 24 + 8) })
  })

  it('that has begun is from now on', () => {
    const late = hour('2026-12-30', 22.5)
    expect(away('今晚不在村', late)).toMatchObject({ from: late, until: hour('2026-12-31', 8) })
  })

  it('said before the morning is none that is certain', () => {
    for (const text of ['今晚不在村', '晚上不在村'])
      expect(readAbsenceText(text, hour('2026-12-30', 2), ZONE)).toEqual({ what: 'unclear', why: 'which-days' })
  })

  it.each([
    ['外出，今晚回来', SENT, day('2026-12-31')],
    ['外出，晚上回来', SENT, day('2026-12-31')],
    ['今晚不在，明天回来', hour('2026-12-30', 18), day('2027-01-01')],
    ['今晚起三天不在', hour('2026-12-30', 18), day('2027-01-02')],
    ['今天下午和晚上不在', SENT, hour('2026-12-31', 8)],
    ['今天和今晚不在', SENT, hour('2026-12-31', 8)],
    ['今天下午不在', SENT, day('2026-12-31')],
  ])('%s: no longer and no shorter than is said', (text, from, until) => {
    expect(away(text)).toMatchObject({ from, until })
  })

  it('is not one of several', () => {
    expect(readAbsenceText('今晚明晚不在', SENT, ZONE)).toEqual({ what: 'unclear', why: 'which-days' })
  })
})

describe('what is to be done in a case that may come', () => {
  it.each([
    ['今天不在村，请王秀兰代，有火情找她', '王秀兰'],
    ['今天不在村，请王秀兰代，有火情请找她。', '王秀兰'],
    ['今天不在村，请王秀兰代，有急事打她电话', '王秀兰'],
    ['今天不在村请王秀兰代有火情找她', '王秀兰'],
    ['今天不在村，请王秀兰代，有火情联系她，谢谢', '王秀兰'],
    ['今天不在村，有火情找王秀兰', '王秀兰'],
    ['今天不在村，如有火情找王秀兰', '王秀兰'],
    ['今天不在村，如有火情，请联系王秀兰', '王秀兰'],
    ['如有火情请联系王秀兰，今天不在村', '王秀兰'],
    ['今天不在村，要是着火了找王秀兰', '王秀兰'],
    ['今天不在村，万一有险情请联系王秀兰13800138000', '王秀兰'],
    ['今天不在村，如果发生火灾的话请找值班室', null],
    ['今天不在村，如有火情打我电话', null],
    ['今天不在，有事打电话', null],
    ['今天不在，有事请打我电话', null],
    ['今天不在有事打电话', null],
    ['今天不在，有情况请联系王秀兰', '王秀兰'],
    ['今天不在，有事找我', null],
    ['今天不在，有事电话联系', null],
    ['今天不在，请王秀兰代，有事找她', '王秀兰'],
  ])('%s: is away, and calls for nothing', (text, deputy) => {
    expect(away(text)).toEqual({ from: SENT, until: day('2026-12-31'), deputy })
  })

  it.each([
    '今天不在村，有火情，找王秀兰',
    '今天不在村，有火情',
    '有火情找王秀兰，今天不在村',
    '今天不在村，有火情了找王秀兰',
    '今天不在村，现在有火情找王秀兰',
    '今天不在村，如今有火情找王秀兰',
    '今天不在村，南沟有火情找王秀兰',
    '今天不在村，有火情找她',
    '今天不在村，请王秀兰代，有火情找她！',
    '今天不在村，请王秀兰代，有火情找她，快来人',
    '今天不在村，请王秀兰代，有火情找她，南沟冒烟',
    '今天不在村，南沟冒烟，如有火情找王秀兰',
    '今天不在村，请王秀兰代，有火情找不到她',
    '今天不在村，请王秀兰代，着火了找她',
    '今天不在村，有火找王秀兰',
    '今天不在村，火情找王秀兰',
    '今天不在村，遇到火情找王秀兰',
    '今天不在村，要是着火了怎么办',
    '今天不在村，有火情打119',
    '今天不在村，如有火情找王着火',
    '今天不在村，没有火情',
    '今天不在村，无火情',
    '今天不在村，请王秀兰代，不是没有火情',
    '王五说今天不在村，有火情找王秀兰',
    '他说“有火情找她”，今天不在村，请王秀兰代',
    '今天不在村？有火情找王秀兰',
    '今天不在村，有火情找王秀兰🔥',
    '过几天不在村，有火情找王秀兰',
    '请王秀兰代，有火情找李四',
    '回来了，有火情找我',
    '收到，有火情找王秀兰',
    '如有火情找王秀兰',
    '有火情打电话',
    '今天不在村，有火情找王秀兰 发自我的手机着火',
    '今天不在村，有火情找王秀兰，有火情',
  ])('%s: may call for help, and is reported', (text) => {
    expect(readAbsenceText(text, SENT, ZONE)).toMatchObject({ what: 'grave' })
  })

  it('hides no call for help, wherever in it somebody calls', () => {
    const calls = ['着火了', '救命', '有人晕倒', '塌方', '报警', '煤气中毒', '🔥', '淹水', '快来', '打架', '有火情']
    const said = ['今天不在村，请王秀兰代，有火情找她', '明天不在，如有火情请联系李四', '不在村，要是着火了打我电话']
    const taken = said.flatMap((text) =>
      calls.flatMap((call) =>
        Array.from({ length: text.length + 1 }, (_, at) => text.slice(0, at) + call + text.slice(at)),
      ),
    )
    expect(taken.filter((text) => readAbsenceText(text, SENT, ZONE).what !== 'grave')).toEqual([])
  })
})

describe('a leave that does not come to be', () => {
  it.each(['取消请假', '请假取消', '不请假了', '今天不请假了', '没走', '我没走', '还没走', '不走了', '我还在村里'])(
    '%s: back, and cancelled',
    (text) => {
      expect(readAbsenceText(text, SENT, ZONE)).toEqual({ what: 'back', cancels: true })
    },
  )
  it.each(['明天取消请假', '取消请假三天', '王五取消请假', '牛没走', '没走，明天不在', '不请假', '取消'])(
    '%s: is left to people',
    (text) => {
      expect(readAbsenceText(text, SENT, ZONE)).toMatchObject({ what: 'unclear' })
    },
  )
  it('is none where somebody is lost', () => {
    expect(readAbsenceText('没走失', SENT, ZONE)).toMatchObject({ what: 'grave' })
  })
})

describe('a message about being away also says', () => {
  it.each(['今天没在村', '我今天没在村里', '今天没在家'])('%s', (text) => {
    expect(away(text)).toEqual({ from: SENT, until: day('2026-12-31'), deputy: null })
  })
  it.each(['刚才不在村', '刚刚没在村', '刚才我不在家'])('%s, which is over', (text) => {
    expect(readAbsenceText(text, SENT, ZONE)).toMatchObject({ what: 'unclear' })
  })
  it.each(['今天起不在村', '从今天起不在村', '今天开始不在村', '今晚起不在村', '今天起不在村，请王秀兰代'])(
    '%s, without an end, which is left to people',
    (text) => {
      expect(readAbsenceText(text, SENT, ZONE)).toEqual({ what: 'unclear', why: 'which-days' })
    },
  )

  it.each([
    '-来自小米手机',
    '\n发自我的华为手机',
    ' 发自我的iPhone',
    '\n\n来自我的 Redmi Note 12 手机。',
    '（来自vivo手机）',
    '\nSent from my iPhone',
  ])('what its phone puts under it: %s', (signature) => {
    expect(away(`今天不在村，请王秀兰代${signature}`).deputy).toBe('王秀兰')
    expect(away(`今天不在村，请王秀兰代，有火情找她${signature}`).deputy).toBe('王秀兰')
    expect(readAbsenceText(`回来了${signature}`, SENT, ZONE)).toEqual({ what: 'back' })
    expect(readAbsenceText(`南沟着火，我不在村${signature}`, SENT, ZONE)).toMatchObject({ what: 'grave' })
  })

  it('nothing that takes long to read, however long it is', () => {
    const pieces = [' ', '，', '有火情', '来自', '今天不在，', '如有火情找', '王秀兰']
    const read = pieces.map((piece) => readAbsenceText(piece.repeat(20_000 / piece.length), SENT, ZONE).what)
    expect(read).toEqual(['unclear', 'unclear', 'grave', 'unclear', 'away', 'grave', 'unclear'])
  })
})
