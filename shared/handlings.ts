// Apart from the schemas, for phones load it without the library of those.

/** How far people have got with it, in order; a later step implies the earlier ones. */
export const HANDLINGS = [
  'reported',
  'verified',
  'assigned',
  'acknowledged',
  'on-scene',
  'handled',
  'checked',
  'closed',
] as const

/**
 * The clocks of a plan: until somebody is there, until it is handled, until it is closed; and until the county has the first
 * report (首报), the next one (续报), and after its end the final one (终报).
 */
export const CLOCKS = ['arrive', 'handle', 'close', 'report', 'follow-up', 'final'] as const

/**
 * Whether people have put it down as dealt with. A roll call (叫应) never is: what one of them has done is not done by the
 * others, and it ends only with its warning or by being closed. One kept or sent by a server of before says nothing of it.
 */
export function isPutDown({
  handling,
  rollCall = null,
}: {
  handling: (typeof HANDLINGS)[number]
  rollCall?: object | null
}): boolean {
  return rollCall === null && (handling === 'handled' || handling === 'checked')
}
