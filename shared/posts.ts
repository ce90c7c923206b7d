// Apart from the schemas, for phones load it without the library of those.

/** What somebody is on a shift of the duty room: the officer who answers (值班员), or the leader in charge (带班领导). */
export const POSTS = ['officer', 'leader'] as const
