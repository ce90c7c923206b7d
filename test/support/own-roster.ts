import type { HeldShift } from '#shared/shift.ts'
import type { RunningApp } from './running-app.ts'
import { visitor } from './visitor.ts'

export const HOUR_MS = 3600_000

/** Takes every shift and every leave of the demo away, so that a test knows who sits where, and that nobody is missing. */
export async function clearRoster(app: RunningApp): Promise<void> {
  const ask = visitor(app, await app.signIn('admin'))
  const from = new Date(Date.now() - 60 * 24 * HOUR_MS).toISOString()
  // The body is the contract's list of shifts.
  const { items } = (await (await ask(`/api/shifts?from=${from}`)).json()) as { items: HeldShift[] }
  for (const { id } of items) await ask(`/api/shifts/${id}`, { method: 'DELETE' })
  const until = new Date(Date.now() + 60 * 24 * HOUR_MS).toISOString()
  const leave = (await (await ask(`/api/absences?from=${from}&to=${until}`)).json()) as { items: { id: string }[] }
  for (const { id } of leave.items) await ask(`/api/absences/${id}`, { method: 'DELETE' })
}
