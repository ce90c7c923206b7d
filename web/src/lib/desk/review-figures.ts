import type { Action } from '#shared/action.ts'
import type { Replay } from './replay.ts'

/** The spans a review asks about, in the order of events. */
export const FIGURES = [
  'found-to-alarm',
  'alarm-to-delivered',
  'delivered-to-seen',
  'alarm-to-accepted',
  'accepted-to-arrived',
  'arrived-to-handled',
  'handled-to-closed',
  'alarm-to-closed',
] as const
export type FigureName = (typeof FIGURES)[number]

/** One figure: how many spans there are and what half and nine tenths of them keep within, in milliseconds. */
export type Figure = { name: FigureName; n: number; p50Ms: number | null; p90Ms: number | null }

/**
 * The figures of one incident. A step nobody recorded gives no span, and neither does one that clocks say ended before
 * it began: a wrong clock is shown on the timeline, not averaged away here.
 */
export function reviewFigures(replay: Replay): Figure[] {
  const { incident, actions } = replay
  const openedMs = Date.parse(incident.openedAt)
  const foundMs = earliest(
    replay.observations
      .filter(({ state }) => state === 'active')
      .map(({ deviceAt, receivedAt }) => Date.parse(deviceAt ?? receivedAt)),
  )
  const acceptedMs = firstOf(actions, 'acknowledge')
  const arrivedMs = firstOf(actions, 'arrive')
  const handledMs = firstOf(actions, 'handle')
  const closedMs = incident.closedAt === null ? null : Date.parse(incident.closedAt)
  const spans: Record<FigureName, (number | null)[]> = {
    'found-to-alarm': [between(foundMs, openedMs)],
    'alarm-to-delivered': incident.alerts.map((alert) =>
      between(Date.parse(alert.sentAt), deliveredMs(replay, alert.id)),
    ),
    'delivered-to-seen': incident.alerts.map((alert) => between(deliveredMs(replay, alert.id), at(alert.seenAt))),
    'alarm-to-accepted': [between(openedMs, acceptedMs)],
    'accepted-to-arrived': [between(acceptedMs, arrivedMs)],
    'arrived-to-handled': [between(arrivedMs, handledMs)],
    'handled-to-closed': [between(handledMs, closedMs)],
    'alarm-to-closed': [between(openedMs, closedMs)],
  }
  return FIGURES.map((name) => figureOf(name, spans[name]))
}

/** The smallest value that at least `share` of all are no greater than (nearest rank); null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
}

/** When a step happened: by the person's own word where that is not after it was written down, else by receipt. */
export function happenedMs(action: Pick<Action, 'at' | 'recordedAt'>): number {
  const recordedMs = Date.parse(action.recordedAt)
  return action.at === null ? recordedMs : Math.min(recordedMs, Date.parse(action.at))
}

function figureOf(name: FigureName, spans: readonly (number | null)[]): Figure {
  const known = spans.filter((span) => span !== null).filter((span) => span >= 0)
  return { name, n: known.length, p50Ms: percentile(known, 0.5), p90Ms: percentile(known, 0.9) }
}

function firstOf(actions: readonly Action[], name: Action['action']): number | null {
  return earliest(actions.filter(({ action }) => action === name).map(happenedMs))
}

function deliveredMs({ incident, deliveries }: Replay, alertId: string): number | null {
  const alert = incident.alerts.find(({ id }) => id === alertId)
  const moments = deliveries
    .filter((delivery) => delivery.alertId === alertId)
    .map(({ deliveredAt }) => at(deliveredAt))
  return earliest([at(alert?.deliveredAt ?? null), ...moments].filter((moment) => moment !== null))
}

function at(moment: string | null): number | null {
  return moment === null ? null : Date.parse(moment)
}

function earliest(moments: readonly number[]): number | null {
  return moments.length === 0 ? null : Math.min(...moments)
}

function between(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null ? null : toMs - fromMs
}
