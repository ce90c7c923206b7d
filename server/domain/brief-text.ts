import type { Brief, BriefFacts, BriefPaper } from '#shared/brief.ts'
import type { LngLat } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'
import zh from '#shared/messages/zh.json' with { type: 'json' }
import { nearSaid } from '#shared/place-said.ts'
import { sayFrom } from '#shared/said.ts'
import { zoneOffsetMs } from '#shared/zone-clock.ts'
import type { Making } from './facts.ts'

// Reports to the county in the Chinese of official papers, whatever language the pages are in: 时间、地点、信息来源、事件性质、
// 影响范围、已采取的措施、请求; a follow-up says again nothing of the beginning, but what has changed. What is spoken is read
// out in half a minute, some 150 characters.

/** What is said of an incident on the telephone, and in writing. */
type BriefWords = Pick<Brief, 'text' | 'written'>

const say = sayFrom(zh)

const EVENTS: Readonly<Record<Kind, string>> = {
  fire: '火情',
  smoke: '烟情',
  heat: '高温异常',
  gas: '燃气险情',
  flood: '洪涝险情',
  geohazard: '地质灾害险情',
  intrusion: '闯入事件',
  sos: '求助事件',
  medical: '急救事件',
  'missing-person': '人员走失事件',
  accident: '事故',
  'public-order': '治安事件',
  hazard: '安全隐患',
  dispute: '事件',
  request: '事件',
  infrastructure: '设施故障',
  epidemic: '疫情',
  warning: '预警事项',
  'device-fault': '设备故障',
  other: '突发事件',
}

const OUTCOMES: Readonly<Record<string, string>> = {
  real: '经现场核实属实',
  'false-alarm': '经核实为误报',
  'approved-burning': '经核实为经批准的用火',
  'illegal-burning-stopped': '经核实为违规用火，已制止',
  duplicate: '经核实与已报事件为同一事件',
  unreachable: '现场暂时无法到达，尚未核实',
}

const PHASES: Readonly<Record<string, string>> = {
  'fire-out': '明火已扑灭',
  'mop-up': '正在清理余火',
  'fire-watch': '正在看守火场',
  withdraw: '人员已撤离火场',
}

const GRADES = ['', '一', '二', '三', '四', '五'] as const
const NUMBERS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'] as const

/** The words of a report; `before` are the facts of the one before it, null for the first. */
export function briefWords(
  brief: Pick<Brief, 'stage' | 'number'>,
  facts: BriefFacts,
  before: BriefFacts | null,
  { now, timeZone }: Pick<Making, 'now' | 'timeZone'>,
): BriefWords {
  const at = (moment: string | Date) => momentSaid(moment, timeZone)
  switch (brief.stage) {
    case 'first':
      return { text: firstSpoken(facts, at), written: firstWritten(facts, at) }
    case 'follow-up': {
      const news = changes(facts, before)
      const told = `截至${at(now)}，${news}`
      return {
        text: `${drill(facts)}${sender(facts)}${stageSaid(brief)}：${placeSaid(facts)}${eventSaid(facts)}，${told}后续情况随时续报。`,
        written: `${drill(facts)}${placeSaid(facts)}${eventSaid(facts)}续报如下：\n${told}\n${standing(facts)}后续情况随时续报。`,
      }
    }
    case 'final': {
      const ended = facts.endedAt === null ? '已处置完毕' : `已于${at(facts.endedAt)}处置完毕`
      const start = `${at(facts.discoveredAt)}发现的${placeSaid(facts)}${eventSaid(facts)}${ended}`
      return {
        text: `${drill(facts)}${sender(facts)}${stageSaid(brief)}：${start}。${verified(facts)}。${hands(facts)}。人员伤亡和财产损失情况：`,
        written: `${drill(facts)}${start}。\n${verified(facts)}。${sourcesSaid(facts)}。\n${standing(facts)}\n人员伤亡和财产损失情况：\n原因：`,
      }
    }
  }
}

/** What a report is called: 首报, 续报一, 终报. */
export function stageSaid({ stage, number }: Pick<Brief, 'stage' | 'number'>): string {
  if (stage === 'first') return '首报'
  return stage === 'final' ? '终报' : `续报${NUMBERS[number] ?? String(number)}`
}

/** The title of the written form (标题). */
export function briefTitle(brief: Pick<Brief, 'stage' | 'number'>, facts: BriefFacts): string {
  const where = facts.ground[0] ?? ''
  return `${facts.exercise ? '【演练】' : ''}关于${where}${eventSaid(facts)}的报告（${stageSaid(brief)}）`
}

/** Who reports (报送单位). */
export function sender({ township }: BriefFacts): string {
  return township === '' ? '本乡' : township
}

/** A moment by the clock of the township: 11月23日9时41分. */
export function momentSaid(moment: string | Date, timeZone: string): string {
  const atMs = new Date(moment).getTime()
  const shown = new Date(atMs + zoneOffsetMs(timeZone, atMs))
  return `${shown.getUTCMonth() + 1}月${shown.getUTCDate()}日${shown.getUTCHours()}时${shown.getUTCMinutes()}分`
}

function firstSpoken(facts: BriefFacts, at: (moment: string) => string): string {
  return [
    `${drill(facts)}${sender(facts)}报告：${at(facts.discoveredAt)}，${placeSaid(facts)}${found(facts)}${eventSaid(facts)}，${sourcesSaid(facts)}，${verified(facts)}。`,
    householdsSaid(facts),
    `${hands(facts)}，${servicesSaid(facts)}。`,
    weatherSaid(facts),
    `${asked(facts)}后续情况随时续报。`,
  ].join('')
}

function firstWritten(facts: BriefFacts, at: (moment: string) => string): string {
  const where = [placeSaid(facts), coordinatesSaid(facts)].filter((one) => one !== '').join('，')
  return [
    `${drill(facts)}${at(facts.discoveredAt)}，${where}，${found(facts)}${eventSaid(facts)}。`,
    `信息来源：${sourcesSaid(facts)}，${verified(facts)}。`,
    `影响范围：${householdsSaid(facts) || '正在核实。'}人员伤亡情况正在核实。`,
    `已采取的措施：${hands(facts)}，${servicesSaid(facts)}。`,
    ...(weatherSaid(facts) === '' ? [] : [`气象条件：${weatherSaid(facts)}`]),
    `请求事项：${asked(facts)}`,
    '后续情况随时续报。',
  ].join('\n')
}

/** What stands beside what has changed: people, services, weather. */
function standing(facts: BriefFacts): string {
  return `${hands(facts)}，${servicesSaid(facts)}。${weatherSaid(facts)}`
}

function drill({ exercise }: BriefFacts): string {
  return exercise ? '【演练】这是演练。' : ''
}

function eventSaid({ kind, isSuspected }: BriefFacts): string {
  const isDoubted = isSuspected && (kind === 'fire' || kind === 'smoke' || kind === 'heat' || kind === 'geohazard')
  return `${isDoubted ? '疑似' : ''}${EVENTS[kind]}`
}

function found({ isSuspected }: BriefFacts): string {
  return isSuspected ? '发现' : '发生'
}

function placeSaid({ ground, near }: BriefFacts): string {
  // 小地名 are said as people say them; the zone of ten households is nobody's outside the village.
  const named = `${ground.slice(0, 2).join('')}${near === null ? '' : nearSaid(near, say)}`
  return named === '' ? '位置待核实处' : named
}

/** Degrees and minutes, as they are read out over radio: 北纬36度45.123分、东经112度20.456分. */
function coordinatesSaid({ location, withinMetres }: BriefFacts): string {
  if (location === null) return ''
  const within = withinMetres === null || withinMetres < 1 ? '' : `（误差约${withinMetres}米）`
  return `${degreesMinutes(location)}${within}`
}

/** `[longitude, latitude]` in degrees and minutes, north and east or south and west. */
export function degreesMinutes([lng, lat]: LngLat): string {
  const said = (degrees: number) => {
    // Thousandths of a minute, about two metres; whole first, so that no minute is 60.
    const thousandths = Math.round(Math.abs(degrees) * 60_000)
    return `${Math.floor(thousandths / 60_000)}度${((thousandths % 60_000) / 1000).toFixed(3)}分`
  }
  return `${lat < 0 ? '南纬' : '北纬'}${said(lat)}、${lng < 0 ? '西经' : '东经'}${said(lng)}`
}

function sourcesSaid({ sources: { cameras, sensors, feeds, people } }: BriefFacts): string {
  const said = [
    ...(people > 0 ? [`${people}人上报`] : []),
    ...(cameras > 0 ? [`${cameras}处摄像机发现`] : []),
    ...(sensors > 0 ? [`${sensors}个传感器报警`] : []),
    ...(feeds > 0 ? ['卫星或上级预警信息'] : []),
  ]
  return said.length === 0 ? '来源待核实' : `由${said.join('、')}`
}

function verified({ outcome, isSuspected, firePhase }: BriefFacts): string {
  const phase = firePhase === null ? '' : `，${PHASES[firePhase] ?? ''}`
  const known = outcome === null ? null : (OUTCOMES[outcome] ?? null)
  return `${known ?? (isSuspected ? '尚未核实' : '已有人员到场核实')}${phase}`
}

function householdsSaid({ households }: BriefFacts): string {
  if (households === null) return ''
  return households === 0 ? '该范围内无登记住户。' : `该范围内有登记住户${households}户。`
}

function hands({ called, going, arrived, needed }: BriefFacts): string {
  const onTheWay = Math.max(0, going - arrived)
  const people = [
    `已通知${called}人`,
    ...(onTheWay > 0 ? [`${onTheWay}人正在赶赴现场`] : []),
    ...(arrived > 0 ? [`${arrived}人已到场`] : []),
  ].join('，')
  return going + arrived === 0
    ? `${people}，尚无人应答前往`
    : going < needed && arrived < needed
      ? `${people}，正在继续调集`
      : people
}

function servicesSaid({ servicesCalled }: BriefFacts): string {
  return servicesCalled.length === 0 ? '119、110、120均未报' : `已拨打${servicesCalled.join('、')}`
}

function weatherSaid({ danger, windKilometresPerHour: wind }: BriefFacts): string {
  const grade = danger === null ? '' : `森林火险${GRADES[danger.grade]}级${danger.isOfficial ? '' : '（系统估算）'}`
  const blown = wind === null ? '' : `中午实测风速每小时${wind}公里`
  const said = [grade, blown].filter((one) => one !== '').join('，')
  return said === '' ? '' : `${said}。`
}

function asked({ kind, isSuspected, endedAt }: BriefFacts): string {
  if (endedAt !== null) return '暂无请求。'
  const isFire = kind === 'fire' || kind === 'smoke' || kind === 'heat'
  return isFire && isSuspected ? '正在核实，请县里做好支援准备。' : '请县里做好支援准备。'
}

/** What has changed since the report before, in a sentence or two. */
function changes(facts: BriefFacts, before: BriefFacts | null): string {
  const isOther = <Field extends keyof BriefFacts>(field: Field) =>
    before === null || JSON.stringify(before[field]) !== JSON.stringify(facts[field])
  const said = [
    ...(isOther('outcome') || isOther('isSuspected') || isOther('firePhase') ? [verified(facts)] : []),
    ...(isOther('kind') && before !== null ? [`事件性质变为${EVENTS[facts.kind]}`] : []),
    ...(isOther('called') || isOther('going') || isOther('arrived') ? [hands(facts)] : []),
    ...(isOther('servicesCalled') ? [servicesSaid(facts)] : []),
    ...(isOther('households') && householdsSaid(facts) !== '' ? [householdsSaid(facts).slice(0, -1)] : []),
    ...(isOther('danger') && weatherSaid(facts) !== '' ? [weatherSaid(facts).slice(0, -1)] : []),
  ]
  return said.length === 0 ? '情况无变化，处置仍在进行。' : `${said.join('；')}。`
}

/** The paper of a report; names are those of whoever signed it and whoever tells it. */
export function briefPaper(
  brief: Brief,
  { signer, reporter, phone, timeZone }: { signer: string; reporter: string; phone: string; timeZone: string },
): BriefPaper {
  const { facts, issuedAt, draftedAt, told, stage } = brief
  const when = momentSaid(issuedAt ?? draftedAt, timeZone)
  const year = new Date(issuedAt ?? draftedAt).getTime() + zoneOffsetMs(timeZone, Date.parse(issuedAt ?? draftedAt))
  const toldTo = told.map(({ recipient, at }) => `${recipient}（${momentSaid(at, timeZone)}）`)
  return {
    title:
      facts === null ? `关于突发事件的报告（${stageSaid({ stage, number: brief.number })}）` : briefTitle(brief, facts),
    above: [
      ['报送单位', facts === null ? '' : sender(facts)],
      ['时间', `${new Date(year).getUTCFullYear()}年${when}`],
    ],
    paragraphs: brief.written.split('\n').filter((line) => line.trim() !== ''),
    below: [
      ['签发人', signer],
      ['报送人', reporter],
      ['联系电话', phone],
      ...(toldTo.length === 0 ? [] : [['报送情况', toldTo.join('；')] satisfies [string, string]]),
    ],
  }
}

/** The same as plain text: what is spoken first, then the written form. */
export function briefPlain({ text }: Pick<Brief, 'text'>, { title, above, paragraphs, below }: BriefPaper): string {
  const said = ([label, value]: [string, string]) => `${label}：${value}`
  return [text, '', title, ...above.map(said), '', ...paragraphs, '', ...below.map(said), ''].join('\n')
}
