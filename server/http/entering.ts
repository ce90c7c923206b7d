import { type Audit, AUDIT_PATIENCE_MS, type Wanted } from '../audit/audit.ts'
import type { Log } from '../mqtt/door.ts'
import { within } from '../within.ts'
import { Refusal } from './route.ts'

/** A write as it is entered: `what` for the program's own log, and how its entry is made. */
export type Entering = {
  what: string
  /** It answers an alarm, or may call for help: it waits for the audit log but a moment. */
  isUrgent: boolean
  want: () => Promise<Wanted>
}

/** How a write ended: with which HTTP status, and whom or what it turned out to concern. */
export type Ending = { status: number; concerns?: Record<string, string> | undefined }

/** Does something between its two entries in the audit log. What cannot be entered is not done, save what is urgent. */
export async function entered<T>(
  { what, isUrgent, want }: Entering,
  { audit, log }: { audit: Pick<Audit, 'ended'>; log: Log },
  act: () => Promise<T>,
  endOf: { done: (outcome: T) => Ending; failed: (error: unknown) => number },
): Promise<T> {
  const patiently = <R>(writing: Promise<R>) => (isUrgent ? within(AUDIT_PATIENCE_MS, writing) : writing)
  const wanted = await patiently(want()).catch((error: unknown) => {
    if (isUrgent) log.error({ error, what }, 'what could not wait was taken without an audit entry')
    else {
      log.error({ error, what }, 'a write was refused: it could not be audited')
      throw new Refusal('unavailable')
    }
    return null
  })
  const outcome = await act().catch(async (error: unknown) => {
    await end({ status: endOf.failed(error) })
    throw error
  })
  await end(endOf.done(outcome))
  return outcome

  /** It is done already: without its end the entry shows as what it is, a write of which no end is known. */
  async function end({ status, concerns }: Ending): Promise<void> {
    if (wanted === null) return
    await patiently(audit.ended(wanted, status, concerns)).catch((error: unknown) =>
      log.error({ error, entry: wanted.id }, 'the end of a write could not be audited'),
    )
  }
}
