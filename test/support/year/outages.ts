import { later, never, NO_ANSWER, type Outcome } from '../../../server/notify/outcome.ts'
import { WEB_PUSH } from '../../../server/notifying/ways.ts'

// When which channel of the made-up township carries nothing, and what is heard of it then.

export const MODEM = 'modem'
export const GATEWAY = 'gateway'
export const VOICE = 'voice'

/** One channel that is down, and what becomes of a hand-over meanwhile, after so long. */
export type Outage = { channelId: string; fromMs: number; untilMs: number; afterMs: number; outcome: Outcome }

type Span = { fromMs: number; untilMs: number }

/** Behind the township's one line to the internet. */
const ONLINE = [WEB_PUSH, GATEWAY, VOICE]
/** A provider says at once that it will not; nobody answers until one's patience is over. */
const AT_ONCE_MS = 400
const PATIENCE_MS = 10_000

/** The line is cut, and with it all that needs it. */
export function uplinkCut(span: Span): Outage[] {
  return ONLINE.map((channelId) => ({ channelId, ...span, afterMs: PATIENCE_MS, outcome: NO_ANSWER }))
}

/** All that goes wrong with channels; `spans` makes times of which there are so many in a year, at most so many hours long. */
export function outagesOf(spans: (perYear: number, hours: number) => Span[]): Outage[] {
  const each = (channelId: string, perYear: number, hours: number, outcome: Outcome, afterMs = AT_ONCE_MS) =>
    spans(perYear, hours).map((span): Outage => ({ channelId, ...span, afterMs, outcome }))
  return [
    ...spans(12, 6).flatMap(uplinkCut),
    ...each(MODEM, 12, 6, later('no-network', 60_000, '331'), 3_000),
    // The port is there and says nothing.
    ...each(MODEM, 4, 3, NO_ANSWER, PATIENCE_MS),
    ...each(GATEWAY, 8, 4, later('busy', 5_000, '503')),
    ...each(GATEWAY, 4, 6, never('unpaid', 'isv.AMOUNT_NOT_ENOUGH')),
    ...each(VOICE, 8, 4, later('busy', 5_000, '503')),
    ...each(VOICE, 4, 3, NO_ANSWER, PATIENCE_MS),
    ...each(WEB_PUSH, 12, 6, later('busy', 5_000, '502')),
  ]
}
