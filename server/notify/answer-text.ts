import type { AnswerKeys } from '#shared/notice.ts'
import { plainText } from '../domain/plain-text.ts'

/** That they go, that they cannot, that they have read it, that they are well. */
export type SaidAnswer = 'accept' | 'decline' | 'heard' | 'safe'

/**
 * What somebody answers by a short message: by a key, which says whose call is meant, or in words, which do not. `isMore`:
 * they say why they cannot, for people to read.
 */
export type AnswerText = { isMore?: true } & (
  { by: 'key'; call: number; answer: 'accept' | 'decline' } | { by: 'words'; answer: SaidAnswer }
)

/** So many calls of one person can wait for an answer by keys. */
export const MOST_CALLS = 9

/** The keys of the first, second, … of one person's calls that wait: 1 and 2, 3 and 4, … */
export function answerKeys(call: number): AnswerKeys {
  return { accept: call * 2 + 1, decline: call * 2 + 2 }
}

const TAKEN = '(?:(?:收到|好的?|行|知道了|明白),?)?'
const ACCEPTS = new RegExp(
  `^${TAKEN}(?:(?:我|马上|这就|立刻|现在)*(?:能|可以|就)?(?:去|过去)(?:了)?|我?(?:马上|这就|立刻|现在)就?(?:到|来|出发|动身)(?:了)?|我?(?:已经?|正)?(?:在路上|出发)(?:了)?)$`,
)
const DECLINES =
  /^(?:收到,?)?(?:我)?(?:去不了|不能去|不去|来不了|过不去|去不成|走不开|赶不过去|没空|没时间|没时间去|没空去)(?:了)?$/
const HEARD = /^(?:收到|知道了|好的|好|行|明白|ok)(?:了)?$/i
/** Whoever goes later, sends somebody or names days has said more than that they cannot. */
const GOES = /[去到来能请代替让叫派\d]/
const SAFE = /^(?:收到,?)?(?:我|我们)?(?:都|很)?(?:平安|安全|没事|没问题)(?:了|的)?$/

/** Reads `1`, `2去不了`, `收到，我去`; null where it is more, or says the one and means the other: that is left to people. */
export function readAnswer(text: string): AnswerText | null {
  const plain = plainText(text)
  const [, key = '', words = ''] = /^(?:回复?)?(\d{0,2}),?(.*)$/.exec(plain) ?? []
  const said = spoken(words)
  if (key === '' && said !== null) return { by: 'words', answer: said }
  if (key === '') return isReasoned(words) ? { by: 'words', answer: 'decline', isMore: true } : null
  const number = Number(key)
  if (number < 1 || number > MOST_CALLS * 2) return null
  const answer = number % 2 === 1 ? 'accept' : 'decline'
  const isWhy = plain.includes(`${key},`) && said === null && !GOES.test(words)
  if (answer === 'decline' && (isWhy || isReasoned(words)))
    return { by: 'key', call: Math.ceil(number / 2) - 1, answer, isMore: true }
  if (words !== '' && said !== answer && !((said === 'heard' || said === 'safe') && answer === 'accept')) return null
  return { by: 'key', call: Math.ceil(number / 2) - 1, answer }
}

/** 去不了，在县城 */
function isReasoned(words: string): boolean {
  const [first = '', ...why] = words.split(',')
  return why.length > 0 && DECLINES.test(first) && !GOES.test(why.join())
}

function spoken(words: string): SaidAnswer | null {
  if (DECLINES.test(words)) return 'decline'
  if (HEARD.test(words)) return 'heard'
  if (SAFE.test(words)) return 'safe'
  return ACCEPTS.test(words) ? 'accept' : null
}
