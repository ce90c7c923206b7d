import type { ActionBody, ActionName } from '#shared/action.ts'
import { newId } from '../ids.ts'
import type { Entry } from './outbox.ts'
import type { PhoneOutbox } from './phone-outbox.svelte.ts'

/** Puts into the outbox what a person says of an incident with more than a tap; `atMs` is the server's time. */
export async function say(
  outbox: Pick<PhoneOutbox, 'add'>,
  { personId, incidentId, atMs }: { personId: string; incidentId: string; atMs: number },
  action: ActionName,
  more: Partial<ActionBody>,
): Promise<void> {
  const id = newId()
  const body = { ...more, id, action, at: new Date(atMs).toISOString() }
  await outbox.add({ type: 'action', incidentId, body }, { personId, stream: incidentId, id })
}

/** What waits on this phone of what was said of an incident, oldest first. */
export function waitingOf(entries: readonly Entry[], personId: string, incidentId: string): ActionBody[] {
  return [...entries]
    .sort((a, b) => a.order - b.order)
    .flatMap(({ job, state, personId: of }) =>
      job.type === 'action' && job.incidentId === incidentId && of === personId && state.name === 'waiting'
        ? [job.body]
        : [],
    )
}
