// Apart from the schemas, for phones load it without the library of those.

/** How bad it may become, in the words of CAP 1.2, worst first. */
export const SEVERITIES = ['extreme', 'severe', 'moderate', 'minor', 'unknown'] as const
