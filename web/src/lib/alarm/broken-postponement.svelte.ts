import type { Action } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import type { Observation } from '#shared/observation.ts'
import { request } from '../http.ts'
import { type Breaking, brokenBy, mayBeBroken } from './broken-postponement.ts'

type Log = { of: string; actions: Action[]; observations: { items: Observation[] } }

/**
 * What broke the postponement of an incident in the last minutes, where a screen has no log of it: asked for once each
 * time the duty room hears of it anew. Call it while a component is made.
 */
export function createBreaking(incident: () => Incident, nowMs: () => number): { readonly now: Breaking | null } {
  let log = $state.raw<Log | null>(null)
  const asked = $derived(mayBeBroken(incident(), nowMs()) ? `${incident().id} ${incident().ringing?.since}` : null)
  $effect(() => {
    const of = asked
    if (of === null) return
    const controller = new AbortController()
    const path = `/api/incidents/${encodeURIComponent(of.split(' ')[0] ?? '')}`
    void request<Omit<Log, 'of'>>(path, { signal: controller.signal }).then((answer) => {
      if (answer.ok && !controller.signal.aborted) log = { of, ...answer.value }
    })
    return () => controller.abort()
  })
  return {
    get now() {
      return log === null || log.of !== asked ? null : brokenBy(log.actions, log.observations.items, nowMs())
    },
  }
}
