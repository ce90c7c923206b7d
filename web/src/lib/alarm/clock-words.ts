import type { ShownClock } from '#shared/clock.ts'
import type { Clock } from '#shared/incident.ts'
import { m } from '#lib/paraglide/messages.js'
import { spanWord } from '#lib/time.ts'

const CLOCKS: Readonly<Record<Clock, () => string>> = {
  arrive: m.clock_arrive,
  handle: m.clock_handle,
  close: m.clock_close,
  report: m.clock_report,
  'follow-up': m.clock_follow_up,
  final: m.clock_final,
}

/** What a clock is for: 到场, 首报. */
export const clockWord = (clock: Clock): string => CLOCKS[clock]()

/** A clock in words: 首报 剩 12分钟, 到场 已超时 3分钟, 处置 按时. */
export function clockWords({ clock, state, colour, remainingSeconds }: ShownClock): string {
  const said = { clock: clockWord(clock), span: spanWord(Math.abs(remainingSeconds ?? 0) * 1000) }
  const isOver = (remainingSeconds ?? 0) < 0
  switch (state) {
    case 'running':
      return colour === 'yellow' ? m.clock_soon(said) : m.clock_left(said)
    case 'missed':
      return m.clock_over(said)
    case 'stopped':
      return isOver ? m.clock_stopped_over(said) : m.clock_stopped(said)
    case 'met':
      if (remainingSeconds === null) return m.clock_met_unknown(said)
      return isOver ? m.clock_met_late(said) : m.clock_met(said)
  }
}
