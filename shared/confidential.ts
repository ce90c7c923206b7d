import type { Kind } from './kinds.ts'

// Apart from the schemas, for phones load it without the library of those.

/** Kinds that concern one household's private affairs: never on the wall, never to those not concerned. */
export const CONFIDENTIAL_KINDS: readonly Kind[] = ['dispute', 'request', 'medical']
