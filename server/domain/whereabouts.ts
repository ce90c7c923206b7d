import type { Values } from '#shared/observation.ts'
import type { FormatName } from '#shared/source.ts'
import { formats } from './decode/formats.ts'

// Where a person's own phone or radio is, and what people write to each other, is nobody's business here until it is a
// call for help. Until positions are kept during an incident alone they are not kept at all.

/** What is kept of a message's values: of one that tells a position, nothing of that position. */
export function keptValues(values: Values): Values {
  return values['position'] === true ? {} : values
}

/** Whether a message may be kept as it came: those of some formats hold texts and positions beside what is read. */
export function mayKeepWhole(format: FormatName | null | undefined): boolean {
  return format == null || formats[format].isPrivate !== true
}
