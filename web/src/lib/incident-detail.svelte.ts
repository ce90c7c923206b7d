import type { Action } from '#shared/action.ts'
import type { Delivery } from '#shared/delivery.ts'
import { answersTo, type Incident } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import type { Guard } from '#shared/permit.ts'
import type { PersonCard } from '#shared/person.ts'
import { type Trouble, request } from './http.ts'

/** What `GET /api/incidents/:id` answers. */
export type IncidentDetail = Incident & {
  observations: { items: Observation[]; nextCursor: string | null }
  actions: Action[]
  deliveries: Delivery[]
  people: PersonCard[]
  /** Of those who were called, for the duty room. One from a server of before has none. */
  phones?: { personId: string; phone: string | null }[]
  /** Whom to ring first of what a permit covers; absent from a server of before. */
  guard?: Guard | null
  /** The sirens that would sound. */
  sirens?: string[]
}

/** The full record of one incident, as far as it is loaded. */
export type Detail = {
  readonly value: IncidentDetail | null
  readonly problem: Trouble | null
  /** Asks again, for example after an action. */
  reload: () => void
}

/** Follows the record of the incident `id` names: loaded anew whenever `version` changes. Call it while a component is made. */
export function createDetail(id: () => string | null, version: () => unknown): Detail {
  let value = $state.raw<IncidentDetail | null>(null)
  let problem = $state.raw<Trouble | null>(null)
  let asked = $state(0)
  $effect(() => {
    const wanted = id()
    void version()
    void asked
    if (wanted === null) return
    const controller = new AbortController()
    void request<IncidentDetail>(`/api/incidents/${encodeURIComponent(wanted)}`, { signal: controller.signal }).then(
      (answer) => {
        if (controller.signal.aborted) return
        if (answer.ok) value = answer.value
        problem = answer.ok ? null : answer.problem
      },
    )
    return () => controller.abort()
  })
  return {
    // What was loaded for the incident chosen before is not shown under the name of this one.
    get value() {
      const wanted = id()
      return value !== null && wanted !== null && answersTo(value, wanted) ? value : null
    },
    get problem() {
      return problem
    },
    reload: () => void asked++,
  }
}
