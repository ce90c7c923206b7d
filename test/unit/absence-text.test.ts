// Longer than others because its tables hold every wording that is understood, or is not.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAbsenceText } from '../../server/domain/absence-text.ts'
import { dayAfter, dayIn, startOfDay } from '#shared/township-day.ts'
import { ZONE, SENT, day, away } from '../support/away-text.ts'

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
    ['今天不在村', 'today', '2026-12-30', null],
    ['我不在村', 'today', '2026-12-30', null],
    ['本人今天外出', 'today', '2026-12-30', null],
    ['明天不在', '2026-12-31', '2026-12-31', null],
    ['请假一天', 'today', '2026-12-30', null],
    ['请假3日', 'today', '2027-01-01', null],
    ['请假三日', 'today', '2027-01-01', null],
    ['外出3天', 'today', '2027-01-01', null],
    ['我去县城办事，今天不在村', 'today', '2026-12-30', null],
    ['家里有急事，请假两天', 'today', '2026-12-31', null],
    ['因事请假一天，请王秀兰代', 'today', '2026-12-30', '王秀兰'],
    ['王秀兰替我', 'today', '2026-12-30', '王秀兰'],
    ['由王秀兰代班', 'today', '2026-12-30', '王秀兰'],
    ['王秀兰代我，明天外出', '2026-12-31', '2026-12-31', '王秀兰'],
    ['值班室您好，我明天不在村，谢谢', '2026-12-31', '2026-12-31', null],
    ['您好，本人因病请假3天', 'today', '2027-01-01', null],
    ['住院一周', 'today', '2027-01-05', null],
    ['今天去县城', 'today', '2026-12-30', null],
    ['去县城看病', 'today', '2026-12-30', null],
    ['我去县城', 'today', '2026-12-30', null],
    ['明天去县医院看病', '2026-12-31', '2026-12-31', null],
    ['明天去镇上开会', '2026-12-31', '2026-12-31', null],
    ['今天出门', 'today', '2026-12-30', null],
    ['后天出差', '2027-01-01', '2027-01-01', null],
    ['请3天假', 'today', '2027-01-01', null],
    ['请一天假', 'today', '2026-12-30', null],
    ['明天起请假三天', '2026-12-31', '2027-01-02', null],
    ['周五不在', '2027-01-01', '2027-01-01', null],
    ['下周五不在', '2027-01-08', '2027-01-08', null],
    ['这周末不在', '2027-01-02', '2027-01-03', null],
    ['元旦不在', '2027-01-01', '2027-01-01', null],
    ['春节外出', '2027-02-05', '2027-02-08', null],
    ['清明不在村', '2027-04-05', '2027-04-05', null],
    ['五一期间外出', '2027-05-01', '2027-05-02', null],
    ['端午节不在', '2027-06-09', '2027-06-09', null],
    ['三天后外出两天', '2027-01-02', '2027-01-03', null],
    ['两天后不在', '2027-01-01', '2027-01-01', null],
    ['不在村，到8号', 'today', '2027-01-08', null],
    ['不在村，8号回来', 'today', '2027-01-08', null],
    ['外出，十天后回来', 'today', '2027-01-09', null],
    ['今天外出，明天回来', 'today', '2026-12-31', null],
    ['外出三天，王秀兰替', 'today', '2027-01-01', '王秀兰'],
    ['一个月不在村', 'today', '2027-01-28', null],
    ['半个月不在', 'today', '2027-01-13', null],
    ['今天坐火车去外地', 'today', '2026-12-30', null],
    ['今天不在家，陪老婆看病', 'today', '2026-12-30', null],
    ['我妈住院，我请假三天', 'today', '2027-01-01', null],
    ['领导好，明天请假一天，望批准', '2026-12-31', '2026-12-31', null],
    ['回老家三天，请王秀兰代', 'today', '2027-01-01', '王秀兰'],
    ['5-8号不在', '2027-01-05', '2027-01-08', null],
    ['周六周日不在', '2027-01-02', '2027-01-03', null],
    ['明天后天不在', '2026-12-31', '2027-01-01', null],
    ['31号1号不在', '2026-12-31', '2027-01-01', null],
    ['今天不在，有事找王秀兰', 'today', '2026-12-30', '王秀兰'],
    ['外出，晚上回来', 'today', '2026-12-30', null],
    ['王主任您好，明天不在村', '2026-12-31', '2026-12-31', null],
    ['元旦请假三天', '2027-01-01', '2027-01-03', null],
    ['明后两天外出', '2026-12-31', '2027-01-01', null],
    ['1月5日—8日出差，工作由王秀兰负责', '2027-01-05', '2027-01-08', '王秀兰'],
    ['下周一到周五外出', '2027-01-04', '2027-01-08', null],
    ['發燒請假一天', 'today', '2026-12-30', null],
    ['母亲住院，我请假三天', 'today', '2027-01-01', null],
    ['请假三天，母亲住院', 'today', '2027-01-01', null],
    ['今天回不来', 'today', '2026-12-30', null],
    ['外出，8日返回', 'today', '2027-01-08', null],
    ['1月5日外出，8日回来', '2027-01-05', '2027-01-08', null],
    ['请王大明代', 'today', '2026-12-30', '王大明'],
    ['周末外出', '2027-01-02', '2027-01-03', null],
    ['请王福来代', 'today', '2026-12-30', '王福'],
    ['请王有才代，明天不在', '2026-12-31', '2026-12-31', '王有才'],
    ['10天不在', 'today', '2027-01-08', null],
    ['十五天不在村', 'today', '2027-01-13', null],
    ['十二月三十一日不在', '2026-12-31', '2026-12-31', null],
    ['请假两天，麻烦王秀兰代一下', 'today', '2026-12-31', '王秀兰'],
    ['看病，请王秀兰代', 'today', '2026-12-30', '王秀兰'],
    ['周六日不在', '2027-01-02', '2027-01-03', null],
    ['31日不在', '2026-12-31', '2026-12-31', null],
    ['1月3日请假', '2027-01-03', '2027-01-03', null],
    ['请假1月3日', '2027-01-03', '2027-01-03', null],
    ['请假3日到5日', '2027-01-03', '2027-01-05', null],
    ['本周五外出', '2027-01-01', '2027-01-01', null],
    ['我今天要去县里开防火会，不在村', 'today', '2026-12-30', null],
    ['今天下午不在', 'today', '2026-12-30', null],
  ])('%s: from %s to %s', (text, first, last, deputy) => {
    expect(away(text)).toEqual({ from: first === 'today' ? SENT : day(first), until: day(dayAfter(last, 1)), deputy })
  })

  it.each([
    '回来了',
    '我回来了。',
    '已回村',
    '我回來了',
    '今天回来了',
    '回村了，谢谢',
    '到家了',
    '返回了',
    '我在村了',
    '我已经回来了',
    '刚回来',
    '销假',
    '值班室您好，我回来了',
    '到岗了',
    '回來啦',
  ])('%s: back again, and nothing else', (text) => {
    expect(readAbsenceText(text, SENT, ZONE)).toEqual({ what: 'back' })
  })

  it.each([
    '南沟有火，村长不在',
    '山火！护林员不在',
    '火烧到房子了 我外出',
    '有人晕倒，医生不在',
    '煤气中毒快来人，家里大人不在',
    '孩子不在家找不到了',
    '我爹外出走失了',
    '被困山上回不来',
    '车祸 有人受伤 需住院',
    '快叫救护车来帮',
    '请人代我报警',
    '回来路上出车祸了快来',
    '到村口有人打架',
    '老人摔倒了，家里人不在',
    '路断了回不来',
    '桥冲垮了，今天回不去',
    '水涨上来了，我不在村',
    '有人落水，我去县城了',
    '我回来了，山上冒烟',
    '在外地，家里漏水',
    '请王秀兰代我救人',
    '电线掉了，电工不在',
    '房子塌了，主人外出',
    '王五喝农药了快来',
    '有人跳河，我在外地',
    '牛掉沟里了',
    '有贼，户主不在家',
    '被狗咬了 去医院',
    '老婆要生了，医生请假',
    '蛇咬了，去县医院',
    '孩子发烧抽搐，大人不在家',
    '困在河对岸，回不来',
    '迷路了，今天回不去',
    '打119 我不在村',
    '快打110，人外出了',
    '火车撞人了',
    '着急，孩子不见了',
    '急！明天不在',
    '有急事，家里着火了',
    '触电了 电工请假',
    '泥石流，明天回不来',
    '洪水来了，3天不在',
    '爷爷昏过去了，我在外地',
    '刹车失灵翻车了 出差',
    '滑坡埋了人 请王秀兰代',
    '地震了，我不在家',
    '有人拿刀，不在村',
    '老张联系不上了，外出两天',
    '不在家 冒煙了 快來人',
    '失火了我不在村',
    '房子燒了，我外出',
    '有人受傷，我不在村',
    '炉子爆炸，家里不在',
    '联系不上我妈，她不在家',
    '求助，我外出',
    '闻到煤气味，我外出',
    '胸口疼喘不上气 呼吸困难，家人外出',
    '前面断电了，不在家',
    '牛跑丢了，我不在家',
  ])('%s: a call for help, whoever is absent', (text) => {
    expect(readAbsenceText(text, SENT, ZONE)).toMatchObject({ what: 'grave' })
  })

  it.each([
    ['收到，我去，老张不在家', 'no-absence'],
    ['收到', 'no-absence'],
    ['我没有不在村', 'no-absence'],
    ['谁今天不在？', 'no-absence'],
    ['王五不在', 'no-absence'],
    ['今天不在？', 'no-absence'],
    ['十天后回来', 'no-absence'],
    ['过两天回来', 'no-absence'],
    ['月底回来', 'no-absence'],
    ['下周回来', 'no-absence'],
    ['晚上回来', 'no-absence'],
    ['明天回来', 'no-absence'],
    ['王五外出了', 'no-absence'],
    ['收到，明天不在', 'no-absence'],
    ['老张请假', 'no-absence'],
    ['医生不在', 'no-absence'],
    ['村长不在', 'no-absence'],
    ['主任不在', 'no-absence'],
    ['值班室不在', 'no-absence'],
    ['孩子不在家', 'no-absence'],
    ['我妈住院', 'no-absence'],
    ['我家没人', 'no-absence'],
    ['我们不在村', 'no-absence'],
    ['大家都不在', 'no-absence'],
    ['不外出', 'no-absence'],
    ['没请假', 'no-absence'],
    ['可以请假吗', 'no-absence'],
    ['今天开会', 'no-absence'],
    ['明天开会', 'no-absence'],
    ['明天开会，收到请回复', 'no-absence'],
    ['开会', 'no-absence'],
    ['我去', 'no-absence'],
    ['我在村', 'no-absence'],
    ['在家', 'no-absence'],
    ['到了', 'no-absence'],
    ['我出门了', 'no-absence'],
    ['收到，已出门', 'no-absence'],
    ['马上到', 'no-absence'],
    ['请张医生帮忙', 'no-absence'],
    ['叫王秀兰来帮', 'no-absence'],
    ['请人代班', 'no-absence'],
    ['新时代', 'no-absence'],
    ['我代王秀兰', 'no-absence'],
    ['我替王五', 'no-absence'],
    ['王五不在，我代', 'no-absence'],
    ['外出人员请登记', 'no-absence'],
    ['外出请登记', 'no-absence'],
    ['不在服务区', 'no-absence'],
    ['老张不在了', 'no-absence'],
    ['不在了', 'no-absence'],
    ['回来', 'no-absence'],
    ['没回来', 'no-absence'],
    ['还没回来', 'no-absence'],
    ['他回来了', 'no-absence'],
    ['回来了吗', 'no-absence'],
    ['王五回来了', 'no-absence'],
    ['不回来了', 'no-absence'],
    ['明天回村', 'no-absence'],
    ['回来了，明天不在', 'no-absence'],
    ['不是不在', 'no-absence'],
    ['谁要外出', 'no-absence'],
    ['护林员今天请假', 'no-absence'],
    ['昨天不在', 'which-days'],
    ['上周五不在', 'which-days'],
    ['最近不在', 'which-days'],
    ['过几天外出', 'which-days'],
    ['月底不在', 'which-days'],
    ['下周不在', 'which-days'],
    ['明天起不在', 'which-days'],
    ['外出打工', 'which-days'],
    ['几天不在', 'which-days'],
    ['暂时不在村', 'which-days'],
    ['5号、8号不在', 'which-days'],
    ['过年不在村', 'which-days'],
    ['外出2小时', 'which-days'],
    ['可能明天不在', 'which-days'],
    ['正月初五不在', 'which-days'],
    ['春节后外出', 'no-absence'],
    ['13月40日不在', 'which-days'],
    ['99天不在', 'which-days'],
    ['0天不在', 'which-days'],
    ['半小时后到家', 'no-absence'],
    ['请假三天，8号回来', 'which-days'],
    ['周二到周一', 'no-absence'],
    ['今天送他去医院', 'no-absence'],
    ['不在村的请回复', 'no-absence'],
    ['家里大人不在', 'no-absence'],
    ['他们外出', 'no-absence'],
    ['南沟没人', 'no-absence'],
    ['路不通', 'no-absence'],
    ['TD', 'no-absence'],
    ['1', 'no-absence'],
    ['好的', 'no-absence'],
    ['谢谢', 'no-absence'],
    ['我在南沟', 'no-absence'],
    ['我是王五，明天不在', 'no-absence'],
    ['我爱人外出三天', 'no-absence'],
    ['两三天不在', 'which-days'],
    ['请大家代为转告', 'no-absence'],
    ['8号前不在', 'which-days'],
    ['8号以后不在', 'which-days'],
    ['3到5天不在', 'which-days'],
    ['我马上出门', 'no-absence'],
    ['我去看看', 'no-absence'],
    ['到村口了', 'no-absence'],
    ['我到村口', 'no-absence'],
    ['一周后回来', 'no-absence'],
    ['3日后回来', 'no-absence'],
    ['回村再说', 'no-absence'],
    ['明天上午回家', 'no-absence'],
    ['出门注意安全', 'no-absence'],
    ['外出注意安全', 'no-absence'],
    ['请假条已交', 'no-absence'],
    ['不在家的有3户', 'no-absence'],
    ['不在家3户', 'no-absence'],
    ['我去检查', 'no-absence'],
    ['门口有人不在', 'no-absence'],
    ['老人不在家', 'no-absence'],
    ['孩子生病，不在家', 'no-absence'],
    ['我回不来', 'no-absence'],
    ['外出8日回来', 'which-days'],
    ['新一代不在', 'no-absence'],
    ['请各位代班', 'no-absence'],
    ['今晚回来了', 'no-absence'],
    ['在村不在村', 'no-absence'],
    ['我替班', 'no-absence'],
    ['王五替我去现场', 'no-absence'],
    ['三月外出', 'no-absence'],
    ['我妈住院，去县城了', 'no-absence'],
    ['不在服务区了', 'no-absence'],
    ['值班室没人', 'no-absence'],
    ['国庆外出', 'which-days'],
    ['中秋不在', 'which-days'],
    ['3人外出', 'no-absence'],
    ['十天半月不在', 'which-days'],
    ['今天我家没人', 'no-absence'],
  ])('%s: nobody’s leave that is certain (%s)', (text, why) => {
    expect(readAbsenceText(text, SENT, ZONE)).toEqual({ what: 'unclear', why })
  })

  const LEAVES = [
    '今天不在村，请王秀兰代',
    '1月5日到1月8日不在村',
    '明天请假一天，有急事',
    '三天后外出两天',
    '我去县城看病，今天不在村',
    '元旦不在，谢谢',
    '外出，8号回来',
    '坐火车回老家三天',
  ]
  const anywhere = (word: string[]) =>
    fc.tuple(fc.constantFrom(...LEAVES), fc.nat(20), fc.constantFrom(...word)).map(([text, at, said]) => {
      const letters = Array.from(text)
      return [...letters.slice(0, at), said, ...letters.slice(at)].join('')
    })

  it('is a call for help wherever in it somebody calls', () => {
    const calls = ['着火了', '救命', '有人晕倒', '塌方', '报警！', '煤气中毒', '🔥', '孩子走失', '淹水了', '有人打架']
    fc.assert(
      fc.property(anywhere(calls), (text) => {
        expect(readAbsenceText(text, SENT, ZONE)).toMatchObject({ what: 'grave' })
      }),
    )
  })

  it('is nobody’s leave where anything in it is not about that, wherever it stands', () => {
    const others = ['他们', '谁', '没有', '吗', '张家的牛', '村长说', '是不是', '取消', '南沟', '？']
    const taken = LEAVES.flatMap((text) => {
      const letters = Array.from(text)
      return others.flatMap((said) =>
        Array.from({ length: letters.length + 1 }, (_, at) =>
          [...letters.slice(0, at), said, ...letters.slice(at)].join(''),
        ),
      )
    }).filter((text) => !['unclear', 'grave'].includes(readAbsenceText(text, SENT, ZONE).what))
    expect(taken).toEqual([])
  })

  it('is nobody’s leave where it begins with somebody else', () => {
    for (const whose of ['王五', '老张', '村长', '护林员', '孩子', '我爹', '大家', '我们', '有人', '谁', '家里人'])
      for (const said of [
        '不在',
        '不在村',
        '今天不在家',
        '外出三天',
        '请假3日',
        '明天请假',
        '住院了',
        '回来了',
        '到家了',
      ])
        expect([whose + said, readAbsenceText(whose + said, SENT, ZONE).what]).toEqual([whose + said, 'unclear'])
  })

  it('knows weeks by their Monday', () => {
    const sunday = new Date('2027-01-03T01:30:00.000Z')
    expect(away('周末不在', sunday)).toEqual({ from: sunday, until: day('2027-01-04'), deputy: null })
    expect(away('下周末不在', sunday)).toMatchObject({ from: day('2027-01-09'), until: day('2027-01-11') })
    expect(away('下周五不在', sunday)).toMatchObject({ from: day('2027-01-08') })
    expect(readAbsenceText('这周五不在', sunday, ZONE)).toEqual({ what: 'unclear', why: 'which-days' })
    expect(away('国庆外出', new Date('2026-09-20T01:30:00.000Z'))).toMatchObject({
      from: day('2026-10-01'),
      until: day('2026-10-04'),
    })
    const feast = new Date('2027-02-07T01:30:00.000Z')
    expect(away('春节不在村', feast)).toMatchObject({ from: feast, until: day('2027-02-09') })
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
