import { describe, expect, it } from 'vitest'
import { readAnswer } from '../../server/notify/answer-text.ts'
import { callMeant, type ToldCall } from '../../server/notify/call-meant.ts'

const NOW = new Date('2026-12-16T04:00:00Z')
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000)

function told(incidentId: string, answerCall: number | null, change: Partial<ToldCall> = {}): ToldCall {
  return {
    incidentId,
    answerCall,
    toldAt: minutes(-5),
    isOver: false,
    answered: null,
    isAskedCheckIn: false,
    ...change,
  }
}
function meant(text: string, calls: ToldCall[], sentAt = NOW) {
  const answer = readAnswer(text)
  if (answer === null) throw new Error(`${text} is no answer`)
  const found = callMeant(answer, calls, sentAt)
  return typeof found === 'string' ? found : found.incidentId
}

describe('which call an answer means', () => {
  it('is said by its key, however many wait', () => {
    const calls = [told('a', 0), told('b', 1), told('c', 2)]
    expect(['1', '2', '3', '4', '6'].map((text) => meant(text, calls))).toEqual(['a', 'a', 'b', 'b', 'c'])
    expect(meant('7', calls)).toBe('none')
  })

  it('that somebody is well is the one that asked for it, and none where none did', () => {
    const calls = [told('a', 0), told('b', 1, { answered: 'accept', isAskedCheckIn: true })]
    expect(['平安', '收到，我很安全', '没事'].map((text) => meant(text, calls))).toEqual(['b', 'b', 'b'])
    expect(meant('我平安', [told('a', 0)])).toBe('none')
  })

  it('in words is the only one that waits, and of several none', () => {
    expect(meant('我去', [told('a', 0)])).toBe('a')
    expect(meant('收到', [told('a', 0), told('b', 1)])).toBe('several')
    expect(meant('去不了', [])).toBe('none')
  })

  it('in words is not one that was answered so already', () => {
    const calls = [told('a', 0, { answered: 'accept' }), told('b', 1)]
    expect(meant('我去', calls)).toBe('b')
    expect(meant('收到', calls)).toBe('b')
    // He may take back the one or refuse the other.
    expect(meant('去不了', calls)).toBe('several')
    expect(meant('我去', [told('a', 0, { answered: 'accept' })])).toBe('a')
  })

  it('is the one incident that two calls have become', () => {
    expect(meant('我去', [told('a', 0), told('a', 1)])).toBe('a')
  })

  it('is the last one where none waits any more, if that was one', () => {
    const over = told('a', null)
    expect(meant('我去', [over])).toBe('a')
    expect(meant('1', [over])).toBe('a')
    expect(meant('1', [told('a', 0, { isOver: true })])).toBe('a')
    expect(meant('1', [over, told('b', null)])).toBe('several')
    // A new call waits under other keys: the old key is not its.
    expect(meant('1', [over, told('b', 1)])).toBe('a')
  })

  it('is never one that was told after the message was written', () => {
    expect(meant('1', [told('a', 0, { toldAt: minutes(30) })])).toBe('none')
    expect(meant('我去', [told('a', 0, { toldAt: minutes(30) }), told('b', null)])).toBe('b')
    // The clocks of two machines may be minutes apart, unless the keys were another call's before.
    expect(meant('1', [told('a', 0, { toldAt: minutes(2) })])).toBe('a')
    expect(meant('1', [told('a', 0, { toldAt: minutes(2) }), told('b', null)])).toBe('several')
  })
})
