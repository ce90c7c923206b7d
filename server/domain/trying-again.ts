import type { EvidenceState, FetchReason } from '#shared/evidence.ts'

/** Cameras write a clip some seconds after they have told of it, and some restart in between. */
const PAUSES_SECONDS = [3, 10, 30, 120, 600]

/** What no second try changes. */
const FINAL: ReadonlySet<FetchReason> = new Set([
  'bad-link',
  'not-allowed',
  'forbidden-address',
  'forbidden-redirect',
  'too-large',
  'packed',
])
const FORBIDDEN: ReadonlySet<FetchReason> = new Set([
  'bad-link',
  'not-allowed',
  'forbidden-address',
  'forbidden-redirect',
])

/** Why an entry of an index is not tried at every asking: what is wrong with it will hardly be right within hours. */
export const LASTING: readonly FetchReason[] = [...FINAL, 'not-found']

/** What becomes of a picture that could not be fetched at the `tries`-th try; `nextAt` null: nothing any more. */
export function afterFailure(
  reason: FetchReason,
  tries: number,
  now: Date,
): { state: EvidenceState; nextAt: Date | null } {
  if (FORBIDDEN.has(reason)) return { state: 'not-allowed', nextAt: null }
  const pause = FINAL.has(reason) ? undefined : PAUSES_SECONDS[tries - 1]
  if (pause === undefined) return { state: 'failed', nextAt: null }
  return { state: 'waiting', nextAt: new Date(now.getTime() + pause * 1000) }
}
