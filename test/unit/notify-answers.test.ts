import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerKeys, MOST_CALLS, readAnswer } from '../../server/notify/answer-text.ts'

describe('an answer by short message', () => {
  it.each([
    ['1', 0, 'accept'],
    ['2', 0, 'decline'],
    [' １ ', 0, 'accept'],
    ['1。', 0, 'accept'],
    ['回复1', 0, 'accept'],
    ['回2', 0, 'decline'],
    ['1我去', 0, 'accept'],
    ['1，收到，我马上去', 0, 'accept'],
    ['1收到', 0, 'accept'],
    ['2去不了', 0, 'decline'],
    ['3', 1, 'accept'],
    ['4 去不了', 1, 'decline'],
    ['18', 8, 'decline'],
    ['1，马上到', 0, 'accept'],
    ['1 OK', 0, 'accept'],
  ])('by its key says whose call is meant: %s', (text, call, answer) => {
    expect(readAnswer(text)).toEqual({ by: 'key', call, answer })
  })

  it.each([
    ['我去', 'accept'],
    ['收到，我去！', 'accept'],
    ['马上过去', 'accept'],
    ['好的，我去', 'accept'],
    ['行，马上到', 'accept'],
    ['在路上了', 'accept'],
    ['走不开', 'decline'],
    ['OK', 'heard'],
    ['去不了', 'decline'],
    ['我去不了', 'decline'],
    ['來不了', 'decline'],
    ['收到', 'heard'],
    ['知道了', 'heard'],
    ['平安', 'safe'],
    ['我没事', 'safe'],
  ])('may be in words: %s', (text, answer) => {
    expect(readAnswer(text)).toEqual({ by: 'words', answer })
  })

  it.each([
    ['2，在县城', 'key'],
    ['4 去不了，腿疼', 'key'],
    ['去不了，在县城', 'words'],
  ])('keeps for people why somebody cannot: %s', (text, by) => {
    expect(readAnswer(text)).toMatchObject({ by, answer: 'decline', isMore: true })
  })

  it.each([
    '',
    '1去不了',
    '2我去',
    '19',
    '0',
    '110',
    '12345',
    '1月5日不在村',
    '3天不在',
    '今天不在村，请王秀兰代',
    '着火了',
    '我去镇上了',
    '1个人受伤',
    '119',
    '我到了',
    '2去',
    '不知道去不去',
    '2个人去',
    '2，晚点去',
    '2，让老王去',
    '2，请王秀兰代',
    '2、5号不在村',
    '去不了，让老王去',
    '1，但要半小时',
    '马上到家',
    '在路上摔了一跤',
  ])('is left to people where it is anything else: %s', (text) => {
    expect(readAnswer(text)).toBeNull()
  })

  it('comes back to the call whose keys were given', () => {
    fc.assert(
      fc.property(fc.nat(MOST_CALLS - 1), fc.constantFrom('accept' as const, 'decline' as const), (call, answer) => {
        expect(readAnswer(String(answerKeys(call)[answer]))).toEqual({ by: 'key', call, answer })
      }),
    )
  })

  it('is read of any text without breaking', () => {
    fc.assert(fc.property(fc.string(), (text) => void readAnswer(text)))
  })
})
