import type { HouseholdNear } from '#shared/household.ts'
import { request } from '../http.ts'
import { m } from '../paraglide/messages.js'

/** The households at the place of an incident, nearest first, as far as they are loaded. */
export type Households = { readonly list: readonly HouseholdNear[] }

/** Follows the households of the incident `id` names: asked for anew whenever `version` changes. Call it while a component is made. */
export function createHouseholds(id: () => string | null, version: () => unknown): Households {
  let found = $state.raw<{ of: string; list: readonly HouseholdNear[] } | null>(null)
  $effect(() => {
    const wanted = id()
    void version()
    if (wanted === null) return
    const controller = new AbortController()
    const path = `/api/incidents/${encodeURIComponent(wanted)}/households`
    void request<{ items: HouseholdNear[] }>(path, { signal: controller.signal }).then((answer) => {
      // Whom to ring stays on the screen while the line is down.
      if (!controller.signal.aborted && answer.ok) found = { of: wanted, list: answer.value.items }
    })
    return () => controller.abort()
  })
  return {
    get list() {
      return found !== null && found.of === id() ? found.list : []
    },
  }
}

/** How many live there, who needs help, and how far it is, in words. */
export function householdWords(household: HouseholdNear): string {
  return `${peopleWords(household)} · ${m.household_metres({ n: household.distanceMetres })}`
}

/** How many live there and who needs help, in words. */
export function peopleWords({ people, occupied, needHelp }: HouseholdNear): string {
  const lived = occupied ? m.household_people({ n: people }) : m.household_empty()
  return needHelp > 0 ? `${lived} · ${m.household_need_help({ n: needHelp })}` : lived
}
