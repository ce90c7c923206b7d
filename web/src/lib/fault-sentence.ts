import { m } from '#lib/paraglide/messages.js'
import type { Trouble } from './http.ts'

type Fault = NonNullable<Trouble['fields']>[number]

/** What the server says of a field: in our words where it gives a reason that has some, else as it says it. */
export function faultSentence({ field, message, reason }: Fault): string {
  if (reason === 'only-looks') return m.fault_only_looks()
  if (reason === 'last-admin') return m.people_last_admin()
  return `${field}: ${message}`
}
