import { NAME } from './spoken-name.ts'

// 有事找王秀兰 · 如有火情请联系她 · 有事打电话: what is to be done in a case that has not come.

const IF = '(?:如果?|若是?|要是|万一|倘若|一旦|假如|如若|遇)'
const EVENT =
  '(?:什么|任何|突发|紧急|重大|特殊)*(?:火情|火警|火灾|火险|山火|险情|灾情|警情|汛情|情况|状况|问题|[急要]事|事情|事(?!故))'
const WHEN = '(?:的话|的时候|时)?'
const MILD = '(?:请|就|可以?|麻烦|直接|都|也|尽管|随时|及时)*'
const NAMED = `(?<name>${NAME})(?=,|$|打电话|处理|(?:电话)?1\\d{10})`
const ASK = `${MILD}(?:(?:找|联系|通知|打电话[给找]|打给|给)(?:她|他|我|值班室|村委会?|村部|${NAMED})(?:打?电话|联系|处理)?|[打拨](?:[我她他]的?)?(?:电话|手机)|(?:电话|微信)(?:联系)?(?:[我她他])?|[打拨]1\\d{10})`
const EXPLICIT = `${IF}(?:有|发生|出现|发现)?(?:${EVENT}|着火|起火|失火|冒烟|火)了?${WHEN},?${ASK}`
/** Without an if it is one only where it stands last, after what was said before: 有火情找她. */
const LAST = '(?=,?(?:谢谢[您你大家]*|多谢|辛苦了|麻烦了|拜托了?|(?:电话)?1\\d{10})?,?$)'
const CERTAIN = new RegExp(
  `${EXPLICIT}(?=,|$|谢谢|(?:电话)?1\\d{10})|(?<=.(?:,|代|班))有${EVENT}${WHEN}${ASK.replace('<name>', '<other>')}${LAST}`,
  'gu',
)

/** A case that has not come and who is to be asked then; its group `name` is the name of that person. */
export const CASE = `(?:${EXPLICIT}|有${EVENT}${WHEN}${ASK.replace('<name>', '<other>')})(?=,|$|谢谢|(?:电话)?1\\d{10})`

/** A plain text without what it says of cases that certainly have not come, but with the names in it. */
export function withoutCases(plain: string): string {
  return plain.replaceAll(CERTAIN, (...found) => {
    // The last argument holds the groups: both are named.
    const { name, other } = found.at(-1) as { name?: string; other?: string }
    return `,${name ?? other ?? ''},`
  })
}
