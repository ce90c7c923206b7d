import type { ReceivedPart } from './deliver.ts'

/** Parts that wait for the others of their text, by sender and reference. */
export type WaitingParts = ReadonlyMap<string, { since: number; parts: readonly (ReceivedPart | null)[] }>

/** A short message as a person wrote it. `isWhole` is false where a part never came. */
export type ReceivedText = { from: string; text: string; sentAt: Date | null; isWhole: boolean }

/** How long a text waits for its missing parts. */
export const PATIENCE_MS = 10 * 60_000

/** Takes one part: what waits now, and the text if it is whole. A part that comes twice counts once. */
export function joinedText(
  waiting: WaitingParts,
  part: ReceivedPart,
  nowMs: number,
): { waiting: WaitingParts; text: ReceivedText | null } {
  if (part.part === null) return { waiting, text: textOf([part]) }
  const { reference, count, at } = part.part
  const key = `${part.from} ${reference} ${count}`
  const known = waiting.get(key) ?? { since: nowMs, parts: Array.from({ length: count }, () => null) }
  const parts = known.parts.map((one, place) => (place === at - 1 ? part : one))
  const others = new Map(waiting)
  others.delete(key)
  if (parts.every((one) => one !== null)) return { waiting: others, text: textOf(parts) }
  return { waiting: others.set(key, { ...known, parts }), text: null }
}

/** The texts that waited too long: what came of them is told as it is, for it may be a call for help. */
export function overdueTexts(waiting: WaitingParts, nowMs: number): { waiting: WaitingParts; texts: ReceivedText[] } {
  const late = [...waiting].filter(([, { since }]) => nowMs - since >= PATIENCE_MS)
  const left = new Map(waiting)
  for (const [key] of late) left.delete(key)
  return { waiting: left, texts: late.flatMap(([, { parts }]) => textOf(parts) ?? []) }
}

function textOf(parts: readonly (ReceivedPart | null)[]): ReceivedText | null {
  const came = parts.filter((part) => part !== null)
  const [first] = came
  if (first === undefined) return null
  const text = parts.map((part) => part?.text ?? '…').join('')
  return { from: first.from, text, sentAt: first.sentAt, isWhole: came.length === parts.length }
}
