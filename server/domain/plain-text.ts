/** Characters that a message about people, days and the village may have in their traditional form, and common ones of names. */
const TRADITIONAL =
  '請请號号後后來来個个週周離离開开從从兩两裡里裏里鄉乡會会點点時时為为門门還还沒没這这邊边幫帮頂顶負负責责顧顾縣县醫医應应該该禮礼對对讓让與与過过' +
  '蘭兰張张劉刘陳陈楊杨趙赵黃黄吳吴孫孙馬马鄭郑馮冯鄧邓許许葉叶蔣蒋蘇苏呂吕盧卢國国軍军華华強强偉伟麗丽紅红鳳凤龍龙飛飞貴贵榮荣蓮莲寶宝東东慶庆勝胜愛爱雲云萬万銀银鐵铁興兴學学義义樹树廣广豐丰財财貞贞賢贤傑杰輝辉鋒锋剛刚濤涛曉晓瓊琼嬌娇錦锦潔洁顏颜韓韩羅罗蕭萧賈贾閻阎潘潘錢钱譚谭龔龚賴赖' +
  '失失煙烟濃浓災灾滅灭塌塌爆爆觸触電电氣气'

const SIMPLE = new Map<string, string>()
for (let at = 0; at + 1 < TRADITIONAL.length; at += 2) SIMPLE.set(TRADITIONAL.charAt(at), TRADITIONAL.charAt(at + 1))

/**
 * A short message in one form: simplified characters, ASCII digits, no blanks, and one comma for whatever else stands
 * between words.
 */
export function plainText(text: string): string {
  return simplified(text.normalize('NFKC'))
    .replaceAll(/(?<=\d)\s*[.。·]\s*(?=\d)/g, '.')
    .replaceAll(/[—–―‐‑−~～〜]+/g, '-')
    .replaceAll(/\s+/g, '')
    .replaceAll(/[^\p{L}\p{N}.·/-]+/gu, ',')
    .replaceAll(/(?<!\d)\.|\.(?!\d)/g, ',')
    .replaceAll(/,+/g, ',')
    .replaceAll(/^,|,$/g, '')
}

/** Names and words with the characters above in their simplified form. */
export function simplified(text: string): string {
  return Array.from(text, (character) => SIMPLE.get(character) ?? character).join('')
}
