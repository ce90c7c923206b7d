import { m } from '#lib/paraglide/messages.js'
import type { Action } from '#shared/action.ts'
import type { Device } from '#shared/device.ts'
import type { Incident } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Observation } from '#shared/observation.ts'
import { clockTime } from '../time.ts'
import { isKind, kindWord } from '../words/incident.ts'

/** What broke a postponement is said on its card for so long. */
const SAID_FOR_MS = 600_000

/** The evidence that ended a postponement before its time. */
export type Breaking = { at: string; kind: Kind | null; deviceId: string | null }

/** Whether the duty room hears of an incident anew since a short while: only then its log may hold that. */
export function mayBeBroken(
  { ringing, postponedUntil }: Partial<Pick<Incident, 'ringing' | 'postponedUntil'>>,
  nowMs: number,
): boolean {
  return ringing != null && postponedUntil == null && isFresh(ringing.since, nowMs)
}

/** What broke the postponement of an incident in the last minutes, by its log; null where nothing did. */
export function brokenBy(
  actions: readonly Pick<Action, 'action' | 'detail' | 'recordedAt'>[],
  observations: readonly Pick<Observation, 'id' | 'deviceId'>[],
  nowMs: number,
): Breaking | null {
  const ended = actions.findLast(({ action }) => action === 'postponement-ended')
  if (ended === undefined || ended.detail['why'] !== 'new-evidence' || !isFresh(ended.recordedAt, nowMs)) return null
  const { kind, observationId } = ended.detail
  return {
    at: ended.recordedAt,
    kind: typeof kind === 'string' && isKind(kind) ? kind : null,
    deviceId: observations.find(({ id }) => id === observationId)?.deviceId ?? null,
  }
}

/** That in words. */
export function brokenWords({ at, kind, deviceId }: Breaking, devices: ReadonlyMap<string, Device>): string {
  const device = deviceId === null ? undefined : devices.get(deviceId)?.name
  const said = { kind: kindWord(kind ?? 'other'), time: clockTime(at) }
  return device === undefined ? m.postponement_broken(said) : m.postponement_broken_by({ ...said, device })
}

function isFresh(at: string, nowMs: number): boolean {
  return nowMs - Date.parse(at) < SAID_FOR_MS
}
