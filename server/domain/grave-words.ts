import type { Kind } from '#shared/kinds.ts'
import { plainText } from './plain-text.ts'

// What villagers write when something is wrong. A word too many costs a look, a word too few costs a house.

/** Words that hold a grave one and mean something else. */
const HARMLESS =
  /火车|火锅|防火|着急|急事|紧急会议?|应急(?:演练|培训|会议?|局|办)|急救培训|救灾物资|烧烤|[发發][烧燒]|感冒|保险|预警|防灾|减灾|烟草|烟叶|香烟|烟台|困难|贫困|抽血|献血|验血|量血压|血糖|血常规|诊断|溃疡|黄昏|杀猪|杀鸡/g

const GRAVE = new RegExp(
  [
    '火|烟|烧|燒|燃|爆|炸|煤气[泄味]|泄[漏露]|漏|触电|雷击',
    '中毒|有毒|服毒|毒蛇|晕|暈|昏|伤|傷|死|血|摔|跌|撞|砸|坠|咬|蛰|卡住|夹住|压[住倒]|倒[下地]|病[危重倒]|重病|不行了|不省人事',
    '呼吸|心跳|抽搐|休克|中风|脑梗|心梗|[要快]生了|难产|羊水|喝(?:了)?(?:农)?药|自杀|轻生|跳[楼河水]|上吊',
    '[车車][祸禍]|翻车|事故|出事',
    '走失|失踪|失联|联系不上|[找寻]不[到着见]|没找[到着]|不见了|走丢|跑丢|丢了|困|迷路|掉|被埋|埋了|陷[入在]|下陷',
    '淹|溺|落水|水涨|涨水|洪水|山洪|发洪|发水|大水|进水|积水|漫|决[口堤]|溃|冲[走垮]|垮',
    '着了|冒|[焦糊]味|倒了|毒气|窒息|没气|喘不|胸[口痛闷]|心脏|不醒|叫不应|被电|被水|人命|未归|没回家',
    '塌|滑坡|泥石流|落石|滚石|裂缝|开裂|崩|地震|断|斷|险|灾',
    '打[架人伤]|被打|砍|杀|[拿持带动]刀|抢[劫东]|被抢|小偷|被偷|有贼|入室|闹事|家暴|绑架|强奸',
    '救|求助|急|警|来人(?!员)|[快速](?:点)?[来到去叫帮报跑]|赶[紧快]来',
    '(?<!\\d)(?:110|119|120|122)(?![\\d元块斤亩])|sos|help|fire',
  ].join('|'),
  'i',
)

/** Signs that are no letters, and are lost in a plain text. */
const GRAVE_SIGN = /🔥|🆘|🚒|🚑|🚨|🚓|💥|🌊|🩸/u

/** What a call for help is about, where its words tell; the first that fits. */
const ABOUT: readonly [Kind, RegExp][] = [
  ['fire', /着火|起火|失火|火灾|山火|🔥/u],
  ['smoke', /冒烟|浓烟/],
  ['gas', /漏气|煤气|一氧化碳/],
  ['geohazard', /塌方|滑坡|泥石流/],
  ['flood', /洪水|发水|山洪|🌊/u],
  ['accident', /倒塌|溺水|落水|爆炸|触电|车祸|翻车/],
]

/** The kind of a message that may be a call for help, whatever else it says; null for any other. */
export function graveKind(text: string): Kind | null {
  const plain = plainText(text)
  if (!GRAVE_SIGN.test(text) && !GRAVE.test(plain.replaceAll(HARMLESS, ','))) return null
  return ABOUT.find(([, words]) => words.test(plain) || words.test(text))?.[0] ?? 'sos'
}
