import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHANNELS } from '../../server/notify/channels.ts'
import { heartbeat } from '../../server/notify/heartbeat.ts'
import { handedOver, later, never } from '../../server/notify/outcome.ts'
import { nextTryMs, paceOf } from '../../server/notify/pace.ts'

describe('the pace of a channel', () => {
  it('lets twenty through in a minute, and the next when the first is a minute old', () => {
    const limits = CHANNELS['wecom-robot'].limits
    const before = Array.from({ length: 20 }, (_, at) => ({ atMs: 1_000 * at, to: null }))
    expect(paceOf(before.slice(1)).freeAtMs(limits, null, 20_000)).toBe(20_000)
    expect(paceOf(before).freeAtMs(limits, null, 20_000)).toBe(60_000)
  })

  it('counts what one recipient had apart from what others had', () => {
    const limits = CHANNELS['aliyun-voice'].limits
    const before = [{ atMs: 0, to: 'a' }]
    expect(paceOf(before).freeAtMs(limits, 'b', 1_000)).toBe(1_000)
    expect(paceOf(before).freeAtMs(limits, 'a', 1_000)).toBe(60_000)
  })

  it('is not held back for hours by what was handed over before the clock was put back', () => {
    const limits = CHANNELS['aliyun-voice'].limits
    expect(paceOf([{ atMs: 7_200_000, to: 'a' }]).freeAtMs(limits.slice(0, 1), 'a', 0)).toBe(0)
  })

  it('never breaks a limit, whatever is to be sent when', () => {
    const limits = CHANNELS['feishu-robot'].limits
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { maxLength: 150 }), (gaps) => {
        const pace = paceOf([])
        const sent: number[] = []
        let nowMs = 0
        for (const gap of gaps) {
          nowMs = pace.freeAtMs(limits, null, nowMs + (gap > 2_900 ? gap : 0))
          sent.push(nowMs)
          pace.handedOver({ atMs: nowMs, to: null })
        }
        for (const { most, perMs } of limits)
          for (const [at, ms] of sent.entries()) {
            const earlierMs = sent[at - most]
            if (earlierMs !== undefined) expect(ms - earlierMs).toBeGreaterThanOrEqual(perMs)
          }
      }),
    )
  })
})

describe('trying again', () => {
  it('is quick at first, never before the provider allows it, and ends', () => {
    const busy = later('busy', 5_000)
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((tries) => nextTryMs(busy, tries))).toEqual([
      5_000,
      5_000,
      15_000,
      30_000,
      60_000,
      120_000,
      300_000,
      null,
    ])
    expect(nextTryMs(later('too-fast', 600_000), 1)).toBe(600_000)
  })

  it('with a new ticket is at once, but not for ever', () => {
    expect([1, 2].map((tries) => nextTryMs(later('ticket', 0), tries))).toEqual([0, 5_000])
  })

  it('is not where it is done, or never will be', () => {
    expect(nextTryMs(handedOver(), 1)).toBeNull()
    expect(nextTryMs(never('recipient'), 1)).toBeNull()
  })
})

describe('a heartbeat', () => {
  const url = 'https://monitor.example/u'
  it('is a sign of life, and names what is ill, or is silent', () => {
    expect(heartbeat({ url }, [])).toEqual({ method: 'GET', url, headers: {}, body: null })
    expect(heartbeat({ url }, ['clock'])).toBeNull()
    const ill = heartbeat({ url, illUrl: `${url}/fail` }, ['outbox', 'clock', 'outbox'])
    expect(ill).toMatchObject({ method: 'POST', url: `${url}/fail`, body: 'clock outbox' })
  })
})
