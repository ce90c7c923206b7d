const SURNAMES = [
  ...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭郎鲁韦马苗方任袁柳鲍史唐薛',
]
/** 示, 例 and 样 make 示例, 样例 (a sample): whoever reads such a name sees that it is made up. */
const MARKS = [...'示例样']
const LAST = [...'安宁康乐福顺和平春秋山川林泉松柏梅兰竹菊云霞禾穗']

/** Hands out names of people who do not exist, each once. */
export function createNames(): () => string {
  let handedOut = 0
  return () => {
    // The stride shares no factor with the 3600 names, so all of them come before the first returns.
    const index = (handedOut * 1373) % (SURNAMES.length * MARKS.length * LAST.length)
    handedOut += 1
    const surname = SURNAMES[index % SURNAMES.length] ?? ''
    const mark = MARKS[Math.floor(index / SURNAMES.length) % MARKS.length] ?? ''
    const last = LAST[Math.floor(index / (SURNAMES.length * MARKS.length))] ?? ''
    return surname + mark + last
  }
}

/** Hands out telephone numbers from 13800000001 upwards, a row of figures that nobody takes for a real subscriber. */
export function createPhones(): () => string {
  let handedOut = 0
  return () => {
    handedOut += 1
    return String(13_800_000_000 + handedOut)
  }
}
