import type { Problem } from '#shared/problem.ts'
import { m } from '#lib/paraglide/messages.js'

type Faults = NonNullable<Problem['fields']>

/** What is wrong with a field, or with anything in it; null where nothing is. Names are as in the body: `tiers.0.duties`. */
export function faultOf(faults: Faults, field: string): string | null {
  const found = faults.find((fault) => fault.field === field || fault.field.startsWith(`${field}.`))
  return found === undefined ? null : m.form_fault({ message: found.message })
}

/** The faults of fields that a form shows nowhere. */
export function otherFaults(faults: Faults, shown: readonly string[]): Faults {
  return faults.filter(({ field }) => !shown.some((name) => field === name || field.startsWith(`${name}.`)))
}
