import type { Kind } from '#shared/kinds.ts'

/** What a code of an alarm panel says, and whether it is over. */
type PanelEvent = { kind: Kind; state: 'active' | 'cleared' }

/** The alarms among the event codes of Contact ID (SIA DC-05): from, to, what it is. All others are the panel's upkeep. */
const CODES: readonly [from: number, to: number, kind: Kind][] = [
  [100, 101, 'sos'],
  [110, 110, 'fire'],
  [111, 111, 'smoke'],
  [112, 113, 'fire'],
  [114, 114, 'heat'],
  [115, 115, 'fire'],
  [116, 116, 'smoke'],
  [117, 118, 'fire'],
  [120, 126, 'sos'],
  [130, 136, 'intrusion'],
  [140, 140, 'other'],
  [150, 150, 'other'],
  [151, 151, 'gas'],
  [154, 154, 'flood'],
  [158, 158, 'heat'],
  [162, 162, 'gas'],
  [163, 163, 'flood'],
]

/** Reads a code with its qualifier, `1111`: 1 is an event, 3 its end, 6 one told before. Null for what needs nobody. */
export function contactIdEvent(code: number): PanelEvent | null {
  const [qualifier, event] = [Math.floor(code / 1000), code % 1000]
  const kind = CODES.find(([from, to]) => event >= from && event <= to)?.[2]
  if (kind === undefined || (qualifier !== 1 && qualifier !== 3)) return null
  return { kind, state: qualifier === 1 ? 'active' : 'cleared' }
}
