import { describe, expect, it } from 'vitest'
import { createRequestLimits, type Rates } from '../../server/http/request-limits.ts'

const RATES: Rates = {
  writes: { burst: 3, perSecond: 1 },
  reads: { burst: 5, perSecond: 2 },
  answers: { burst: 4, perSecond: 1 },
  address: { burst: 4, perSecond: 1 },
  strangers: { burst: 2, perSecond: 1 },
}
const put = { method: 'put', path: '/api/devices/:id', who: 'signed-in' } as const
const get = { method: 'get', path: '/api/snapshot', who: 'signed-in' } as const
const act = { method: 'post', path: '/api/incidents/:id/actions', who: 'signed-in' } as const
const open = { method: 'post', path: '/api/session', who: 'anyone' } as const
const source = { method: 'post', path: '/api/ingest/:source', who: 'source' } as const

function limited() {
  let nowMs = 1000
  const limits = createRequestLimits({ nowMs: () => nowMs, rates: RATES })
  return { wait: limits.waitSeconds, pass: (ms: number) => (nowMs += ms) }
}
const times = <T>(n: number, ask: () => T): T[] => Array.from({ length: n }, ask)

describe('the limit of requests', () => {
  it('lets a burst through and then says how long to wait', () => {
    const { wait } = limited()
    expect(times(5, () => wait(put, 'phone', '::1'))).toEqual([null, null, null, 1, 1])
  })

  it('comes back with time, and never above its burst', () => {
    const { wait, pass } = limited()
    times(3, () => wait(put, 'phone', '::1'))
    pass(1000)
    expect(times(2, () => wait(put, 'phone', '::1'))).toEqual([null, 1])
    pass(3_600_000)
    expect(times(4, () => wait(put, 'phone', '::1'))).toEqual([null, null, null, 1])
  })

  it('of one phone is not that of another behind the same address', () => {
    const { wait } = limited()
    times(4, () => wait(put, 'gone mad', '10.0.0.1'))
    expect(wait(put, 'gone mad', '10.0.0.1')).not.toBeNull()
    expect(wait(put, 'another', '10.0.0.1')).toBeNull()
  })

  it('never keeps whoever has used up all else from answering an alarm', () => {
    const { wait } = limited()
    times(9, () => wait(put, 'phone', '::1'))
    times(9, () => wait(get, 'phone', '::1'))
    expect([wait(put, 'phone', '::1'), wait(get, 'phone', '::1')]).not.toContain(null)
    expect(wait(act, 'phone', '::1')).toBeNull()
  })

  it('counts strangers by their address, and devices not at all', () => {
    const { wait } = limited()
    expect(times(3, () => wait(open, null, '10.0.0.9'))).toEqual([null, null, 1])
    expect(wait(open, null, '10.0.0.8')).toBeNull()
    // What they read is not what they write.
    expect(times(2, () => wait({ ...get, who: 'anyone' }, null, '10.0.0.9'))).toEqual([null, 1])
    expect(wait(open, 'phone', '10.0.0.9')).toBeNull()
    expect(times(50, () => wait(source, null, '10.0.0.9')).every((seconds) => seconds === null)).toBe(true)
  })
})
