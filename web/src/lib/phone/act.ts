import type { ActionName } from '#shared/action.ts'
import type { Outcome } from '#shared/incident.ts'
import { newId } from '../ids.ts'
import type { PhoneOutbox } from './phone-outbox.svelte.ts'

/** Puts into the outbox what a person does to an incident; `atMs` is the server's time. */
export async function act(
  outbox: Pick<PhoneOutbox, 'add'>,
  { personId, incidentId, atMs }: { personId: string; incidentId: string; atMs: number },
  action: ActionName,
  outcome: Outcome | null = null,
): Promise<void> {
  const id = newId()
  const body = { id, action, at: new Date(atMs).toISOString(), ...(outcome === null ? {} : { outcome }) }
  await outbox.add({ type: 'action', incidentId, body }, { personId, stream: incidentId, id })
}
