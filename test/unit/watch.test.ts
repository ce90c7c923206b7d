import { describe, expect, it } from 'vitest'
import { createWatch } from '../../server/watch.ts'

/** A watch over work of which the test says how it goes; it is looked at every second. */
function watched() {
  const state = { pending: 0, settled: 0, ms: 0, stuck: 0 }
  const watch = createWatch({
    pending: () => state.pending,
    settled: () => state.settled,
    monotonicMs: () => state.ms,
    patienceMs: 90_000,
    onStuck: () => (state.stuck += 1),
  })
  const wait = (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      state.ms += 1000
      watch.look()
    }
  }
  return { state, wait }
}

describe('the watch over work that is under way', () => {
  it('says once that it is stuck when nothing ends for its patience', () => {
    const { state, wait } = watched()
    state.pending = 5
    wait(89)
    expect(state.stuck).toBe(0)
    wait(500)
    expect(state.stuck).toBe(1)
  })

  it('is content while anything ends, and while there is nothing to do', () => {
    const { state, wait } = watched()
    wait(1000)
    state.pending = 5
    for (let minute = 0; minute < 10; minute++) {
      wait(60)
      state.settled += 1
    }
    state.pending = 0
    wait(1000)
    state.pending = 1
    wait(60)
    expect(state.stuck).toBe(0)
  })
})
