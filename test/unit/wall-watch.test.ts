import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createWallWatch } from '../../server/realtime/wall-watch.ts'
import { createLog } from '../../server/log.ts'

const START = Date.parse('2026-11-29T13:00:00Z')

beforeEach(() => void vi.useFakeTimers({ now: START }))
afterEach(() => void vi.useRealTimers())

/** A watch whose notes are read as `seconds fault`; the first `failures` of them fail. */
function watched({ failures = 0 } = {}) {
  const noted: string[] = []
  let left = failures
  const watch = createWallWatch({
    async note(session, { fault, since }) {
      if (left-- > 0) throw new Error('no database')
      noted.push(
        `${(Date.now() - START) / 1000} ${session} ${fault ?? 'well'} since ${(since.getTime() - START) / 1000}`,
      )
    },
    now: () => new Date(),
    tickMs: () => performance.now(),
    log: createLog('silent'),
  })
  return { watch, noted }
}
const seconds = (n: number) => vi.advanceTimersByTimeAsync(n * 1000)
const well = { isNewest: true, muted: false }

describe('what a wall says of itself', () => {
  it('is kept when it comes, and renewed every half minute while it draws', async () => {
    const { watch, noted } = watched()
    const screen = watch.entered('w')
    for (let n = 0; n < 14; n++) {
      screen.drew(well)
      await seconds(5)
    }
    expect(noted).toEqual(['0 w well since 0', '30 w well since 0', '60 w well since 0'])
    await watch.stop()
  })

  it('is a fault after fifteen seconds without the newest picture, also where it draws what is old, and over at once', async () => {
    const { watch, noted } = watched()
    const screen = watch.entered('w')
    for (let n = 0; n < 4; n++) {
      screen.drew({ isNewest: false, muted: false })
      await seconds(5)
    }
    expect(noted).toEqual(['0 w well since 0', '17.5 w not-drawn since 17.5'])
    screen.drew(well)
    await seconds(0)
    expect(noted.at(-1)).toBe('20 w well since 20')
    await watch.stop()
  })

  it('is a fault after fifteen seconds of blocked sound; being frozen is worse', async () => {
    const { watch, noted } = watched()
    const screen = watch.entered('w')
    for (let n = 0; n < 4; n++) {
      screen.drew({ isNewest: true, muted: true })
      await seconds(5)
    }
    expect(noted.at(-1)).toBe('17.5 w muted since 17.5')
    await seconds(15)
    expect(noted.at(-1)).toBe('32.5 w not-drawn since 32.5')
    await watch.stop()
  })

  it('of a session with two screens is that of the one that fares better, and nothing once both have left', async () => {
    const { watch, noted } = watched()
    const [one, other] = [watch.entered('w'), watch.entered('w')]
    for (let n = 0; n < 5; n++) {
      one.drew(well)
      await seconds(5)
    }
    expect(noted).toEqual(['0 w well since 0'])
    one.left()
    await seconds(2.5)
    expect(noted.at(-1)).toBe('27.5 w not-drawn since 27.5')
    other.left()
    const before = noted.length
    await seconds(120)
    expect(noted).toHaveLength(before)
    await watch.stop()
  })

  it('is kept as soon as it can be where the database was away', async () => {
    const { watch, noted } = watched({ failures: 2 })
    watch.entered('w')
    await seconds(5)
    expect(noted).toEqual(['5 w well since 5'])
    await watch.stop()
  })
})
