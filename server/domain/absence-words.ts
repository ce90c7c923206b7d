import { CASE } from './case-words.ts'
import { NAME, NAME_CHARACTER } from './spoken-name.ts'
import { daysNamed, type NamedDay, spokenNumber } from './spoken-days.ts'
import { feastDays, weekDays, weekendDays } from './week-and-feast.ts'

/**
 * A part of a message about an absence. `place` and `reason` do not make somebody away by themselves; `until` stands
 * before the day on which an absence ends, `return` after it; `vague` names a time that is no days.
 */
export type AbsenceWord =
  | { kind: 'away' | 'place' | 'reason' | 'medical' | 'long' | 'back' | 'filler' | 'part' | 'late-part' | 'night' }
  /** That a leave does not come to be. */
  | { kind: 'stayed' }
  | { kind: 'until' | 'return' | 'open' | 'vague' }
  | { kind: 'days'; days: NamedDay[]; isToday: boolean; isNight: boolean }
  | { kind: 'count'; days: number }
  | { kind: 'deputy'; name: string; standsIn: 'alone' | 'beside' }

const NUMBER = '[\\d零一二两三四五六七八九十]+'
const WEEK = '(?:周|星期|礼拜)'
const DAY = `今明(?:两天)?|今天|今日|今儿|[今明]晚上(?=[不没请外离出我]|,|$)|今晚|今早|今下午|大后天|后天|后日|明天|明日|明儿|明早|明晚|\\d{4}-\\d{1,2}-\\d{1,2}|(?:\\d{4}年)?${NUMBER}月${NUMBER}[日号]?|\\d{1,2}[./]\\d{1,2}(?![\\d.])|${NUMBER}[日号]|${WEEK}[一二三四五六日天]`
const KIN =
  '(?:老人|老婆|爱人|媳妇|丈夫|老公|父亲|母亲|父母|爸爸?|妈妈?|爹|娘|孩子|小孩|娃|儿子|女儿|孙子|孙女|家人|家属)'
const MEDICAL = '看病|看医生|就医|体检|检查身体|复查|做?手术|输液|打针|[拿取买换]药|抽血|验血'
const REASON =
  '开防火会|开紧急会议|开会|参加会议|参加培训|学习|培训|考试|办(?:点|些|私|急)?事|办证|办手续|走亲戚|探亲|旅游|参加婚礼|喝喜酒|吃酒|吃席|奔丧|办丧事|进货|买东西|上学|参加防火(?:会议|培训)'
const LEAVE = '(?:请|休|年休)(?:事|病|年|产|婚|丧|公)?假'
const TAIL = '(?:我|班|岗|值|为|管|理|替|劳|忙|一下|照看|照应|照管|看着|看管|看|负责|值班|工作)*'
/** Who is spoken to; the same words before 不在 say who is away. */
const SPOKEN_TO = '(?=,|$|[您你我本]|好)'

type Found = RegExpExecArray
type Rule = [pattern: string, word: (found: Found, today: string, before: string) => AbsenceWord | null]
const is =
  (kind: Exclude<AbsenceWord['kind'], 'days' | 'count' | 'deputy'>): Rule[1] =>
  () => ({ kind })
const dated =
  (days: (found: Found, today: string) => NamedDay[] | null): Rule[1] =>
  (found, today) => {
    const named = days(found, today)
    return named === null || named.length === 0
      ? { kind: 'vague' }
      : { kind: 'days', days: named, isToday: /^今[天日儿早]$/.test(found[0]), isNight: /^[今明]晚/.test(found[0]) }
  }

// The first that fits is taken: what is longer stands before what it begins with.
const RULES: readonly Rule[] = [
  [',', is('filler')],
  [
    `上个?${WEEK}[一二三四五六日天末]?|昨[天日晚]|前[天日]|大前天|[上下本这]个?月[底初中]?|[月年][底初中]|[今明去后]年|过年|年[前后]|过?[好这最]?近?几[天日]|过(?:两|几)天|这两天|这阵子?|这段时间|最近|近期|近日|暂时|短期|长期|左右|大概|大约|可能|也许|农历|阴历|正月|腊月|初[一二三四五六七八九十]|(?:半|${NUMBER}个?)(?:小时|钟头|分钟)[后内]?|${NUMBER}[到至-]${NUMBER}(?:天|个?${WEEK}(?![一二三四五六日天末])|个月)|下下?个?${WEEK}(?![一二三四五六日天末])|[这本]个?${WEEK}(?![一二三四五六日天末])`,
    is('vague'),
  ],
  [`(?:请|休)(?=(?:${NUMBER}|半)(?:天|个?${WEEK}|个月)假)`, is('away')],
  [
    `过?(${NUMBER})个?(天|日|${WEEK}(?![一二三四五六日天末]))(?:以|之)?后(?!天|日)|过(${NUMBER})个?(天|${WEEK}(?![一二三四五六日天末]))`,
    dated(([said = '', number = '', unit = '', number2 = '', unit2 = '']) => {
      const count = spokenNumber(number || number2)
      const days = (count ?? 0) * ('天日'.includes(unit || unit2) ? 1 : 7)
      return days < 1 ? null : [{ name: 'ahead', days, said }]
    }),
  ],
  [`(${NUMBER}|半)(天|个?${WEEK}(?![一二三四五六日天末])|个月|(?<=半)月)假?`, countOf],
  // 请假3日 is a length, 3日请假 a date, and 请假3日回来 may be either.
  [`(?<=假了?|外出|出差|离村)${NUMBER}日(?=前?才?[回返])`, is('vague')],
  [`(?<=假了?|外出|出差|离村)(${NUMBER})(日)(?![到至起-])`, countOf],
  [
    `明后(?:两|天)天?`,
    dated(() => [
      { name: 'ahead', days: 1, said: '' },
      { name: 'ahead', days: 2, said: '' },
    ]),
  ],
  [
    `(这个?|本|下个?)?(?:${WEEK}(?:末|六日)|双休日)`,
    dated(([, which = ''], today) => weekendDays(which.startsWith('下') ? 1 : 0, today)),
  ],
  [
    `(这个?|本|下个?)${WEEK}([一二三四五六日天])`,
    dated(([, which = '', day = ''], today) => weekDays(which.startsWith('下') ? 1 : 0, day, today)),
  ],
  [
    '(元旦|春节|清明|五一|劳动节|端午|中秋|国庆)(?:劳动节)?节?(?:小长假|长假|假期|放假)?(?:期间)?(?!假|[前后])',
    dated(([, feast = ''], today) => feastDays(feast, today)),
  ],
  [DAY, dated(([said]) => daysNamed(said))],
  [`(\\d{1,2})(?=[-到至]\\d{1,2}[日号])`, dated(([said]) => daysNamed(`${said}号`))],
  [`(?:到|至|-)(?=${DAY}|元旦|春节|清明|五一|端午|中秋|国庆|[这本下]个?${WEEK}|周末)`, is('until')],
  ['(?:起|开始)', (_found, _today, before) => (new RegExp(`(?:${DAY}|节|末)$`).test(before) ? { kind: 'open' } : null)],
  [
    '(?:取消|撤销)(?:请|事|病|年|休)假了?|(?:请|事|病|年|休)假(?:取消|撤销)了?|不(?:再|用|需要|想)?(?:请|休)假了|[还仍]?没(?:有)?走(?:成)?(?=,|$)|不走了|[还仍]在村里?(?=,|$)',
    is('stayed'),
  ],
  [
    '(?:已经?|刚刚?)(?:回来|回村|返回|返村|到村|到家|到岗|在村)[了啦]?|(?:回来|回村|返回|返村|到村|到家|到岗|回岗|在村)[了啦]|已?销假了?',
    is('back'),
  ],
  ['之?前?(?:才|再|就|会|能)?(?:回来|回村|回家|返回|返村|到家|到岗|回)(?=,|$)', is('return')],
  ['(?:以|之)?[后前](?!天|日)', is('vague')],
  ['下午|傍晚', is('late-part')],
  ['晚上|夜里|夜间', is('night')],
  ['上午|早上|中午|全天|整天|一整天|白天', is('part')],
  [
    CASE,
    ({ groups }) => {
      const name = groups?.name ?? groups?.other
      return name === undefined ? { kind: 'filler' } : { kind: 'deputy', name, standsIn: 'beside' }
    },
  ],
  [
    `(?:请(?!假)|由|让|叫|找|委托|拜托|麻烦|托|交给|交由|交)(${NAME})(?:同志)?来?(代|替|顶|帮|接|负责|值班|带班|照看|照应|照管)${TAIL}`,
    ([, name = '', verb = '']) => ({ kind: 'deputy', name, standsIn: /^[代替顶]$/.test(verb) ? 'alone' : 'beside' }),
  ],
  ['(?:务工|打工)', is('long')],
  [`(?:去|到|上|往|在)了?(?:[县市省镇乡]?(?:人民|中)?医院|卫生院|诊所)了?`, is('place')],
  // Who was not there a moment ago is there now.
  ['(?:刚才|刚刚)(?=[我都]?[不没]在)', is('vague')],
  [
    '[不没]在(?:村里|村上|村子里?|本村|村|家里|家中|家|岗位上?|岗|本地|乡里|镇[上里]|网格里?|组里|辖区)了?|不在(?!了)|(?:不能|无法)(?:到岗|在岗|值班)',
    is('away'),
  ],
  [`${LEAVE}了?|外出了?|离村了?|离乡|离岗|出村了?|出远门|出差了?|住院了?|休假了?|进城了?`, is('away')],
  ['(?:去|到|上|往|在)了?(?:县城|县里|县上|县|市里|市区|省城|省里|城里|外地|外省|外县)了?', is('away')],
  [
    '(?:去|到|上|往|在)了?(?:镇[上里]?|乡[里上]?|街上|娘家|老家|亲戚家|学校)了?|回(?:娘家|老家)了?|出门了?|出去了?|上街|赶[集场]|(?:赶不回|回不)[来去](?!了)|坐(?:火车|汽车|班车|车)',
    is('place'),
  ],
  [`去(?=${MEDICAL}|${REASON}|[陪接送])`, is('place')],
  [`(?:我的?)?${KIN}(?:住院|生病|看病|过生日|结婚|满月|做手术)了?(?=,?(?:谢谢)?$|,?(?:我|本人|请))`, is('reason')],
  [`(?:陪护?|带|送|接|照顾)我?${KIN}(?:去(?=${MEDICAL}|${REASON}|住院))?(?:住院)?`, is('reason')],
  [`(?:${MEDICAL})了?`, is('medical')],
  [`(?:${REASON})了?`, is('reason')],
  [
    '本人|自己|我人(?=不在|在)|因公|因私|因病|因事|因有(?:点|急)?事|由于|(?:家[里中]?|临时)?有(?:点|些|急|私|要|公)?事情?|私事|急事|生病了?|感冒了?|[发發][烧燒]了?|身体不(?:舒服|适|好)|(?:我的?|本人的?)?(?:工作|职责|片区|网格)(?=[由请让交])',
    is('filler'),
  ],
  [
    `谢谢(?:您|你|大家|了)?|多谢|感谢|辛苦(?:了|您|你)?|麻烦(?:了|您|你)|拜托了?|(?:值班室|值班员|各位领导|尊敬的领导|领导)(?:同志)?${SPOKEN_TO}|${NAME_CHARACTER}{1,3}(?:主任|书记|[站所镇乡村组]长)(?:您|你)?好(?=,|$|我|本)|(?:您|你|大家)?好(?=,|$|我|本)|您好|你好|报告|汇报|特此(?:报告|告知|说明)?|(?:请|望|敬请|恳请)(?:领导)?(?:批准|准假|知悉|谅解|见谅)|抱歉|不好意思|对不起|(?:电话)?1\\d{10}(?!\\d)`,
    is('filler'),
  ],
  ['现在|目前|已经|正在|刚刚|刚才|需要|想要|准备|申请|打算|计划|期间|总共|一共|共计', is('filler')],
  [
    `(?![请让由叫找托交从到至因])(${NAME})(?:同志)?来?(代|替|顶)(?=我|${TAIL}(?:,|$))${TAIL}`,
    ([said, name = '']) => ({ kind: 'deputy', name, standsIn: /[代替顶]我/.test(said) ? 'alone' : 'beside' }),
  ],
  ['[我已正刚要需想得将会就共从自因和及跟与并且啊哦嗯]', is('filler')],
]
const PATTERNS = RULES.map(([pattern, word]) => ({ pattern: new RegExp(pattern, 'uy'), word }))

/** The words of a plain text, seen from a day; null where anything in it is none of them. */
export function absenceWords(plain: string, today: string): AbsenceWord[] | null {
  const words: AbsenceWord[] = []
  for (let at = 0; at < plain.length;) {
    const next = wordAt(plain, at, today)
    if (next === null) return null
    words.push(next.word)
    at = next.end
  }
  return words
}

function wordAt(plain: string, at: number, today: string): { word: AbsenceWord; end: number } | null {
  for (const { pattern, word } of PATTERNS) {
    pattern.lastIndex = at
    const found = pattern.exec(plain)
    const meant = found === null ? null : word(found, today, plain.slice(Math.max(0, at - 16), at))
    if (found !== null && meant !== null) return { word: meant, end: at + found[0].length }
  }
  return null
}

/** 3天, 三天, 一周, 两个星期, 一个月: how many days, or that the number makes no sense. */
function countOf([, said = '', unit = '']: Found, _today: string, _before: string): AbsenceWord {
  const unitDays = /天|日$/.test(unit) ? 1 : unit.endsWith('月') ? 30 : 7
  const number = said === '半' ? 0.5 : spokenNumber(said)
  return number === null || number < 0.5 ? { kind: 'vague' } : { kind: 'count', days: Math.ceil(number * unitDays) }
}
