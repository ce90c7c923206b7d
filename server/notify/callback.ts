import { createHash, timingSafeEqual } from 'node:crypto'

/** What a provider sends to the address of a channel. */
export type CallbackRequest = {
  isPost: boolean
  query: Readonly<Record<string, string>>
  header: (name: string) => string | undefined
  body: string
}

/** By what a provider, or a person's press, names something that was handed over: its own name for it, ours, or a short form of ours. */
export type MessageName = { receipt: string | null; messageId: string | null; outId: string | null }

/** One thing that a provider tells. `key` is the same when it is told again. */
export type Heard =
  | { kind: 'answered'; name: MessageName; answer: 'accept' | 'decline'; channel: 'voice' | 'card'; key: string }
  | { kind: 'reported'; name: MessageName; isDelivered: boolean; code: string | null; at: Date | null }
  | { kind: 'wrote'; from: string; userId: string | null; text: string; at: string | null; key: string | null }
  /** Nothing that concerns us, or nothing that can be read: counted. */
  | { kind: 'passed-over' }

/** What became of one of them, as far as an answer to the provider says it. */
export type HeardFate = 'taken' | 'late' | 'refused' | 'unknown'

/** What is answered; a provider that is answered anything else sends again, or gives up. */
export type CallbackAnswer = { status: number; body?: string | object; type?: string }

/** A callback that was let in: what it tells, and what is answered once that has been done. */
export type OpenCallback = { heard: Heard[]; answer: (fates: readonly HeardFate[]) => CallbackAnswer }

/** The moment of a callback, and a word never used before. */
export type CallbackMoment = { now: Date; nonce: string }

/** Reads a callback by a channel's settings; null: whoever sent it is not the provider. Never throws. */
export type ReadCallback = (settings: unknown, request: CallbackRequest, moment: CallbackMoment) => OpenCallback | null

/** Whether a word is the one that was agreed; whoever guesses learns nothing by the time it takes. */
export function isAgreed(given: string | undefined, agreed: string): boolean {
  const hash = (word: string) => createHash('sha256').update(word).digest()
  return given !== undefined && timingSafeEqual(hash(given), hash(agreed))
}
