import type { Action } from '#shared/action.ts'
import type { Observation } from '#shared/observation.ts'
import type { Delivery, Replay } from './replay.ts'

/** The lanes of the timeline: 告警, 人员, 消息, 设备. */
export const LANES = ['alarm', 'people', 'message', 'device'] as const
export type Lane = (typeof LANES)[number]

/** What an entry tells of. */
export type Told =
  | { of: 'action'; action: Action }
  | { of: 'observation'; observation: Observation }
  | { of: 'delivered' | 'failed'; delivery: Delivery }

/** One line of the timeline. */
export type Entry = {
  key: string
  lane: Lane
  /** When the server learned of it: the order of the timeline (epoch milliseconds). */
  atMs: number
  /** When it happened by another clock, where that says something else; ISO. */
  otherAt: { clock: 'device' | 'entered'; at: string } | null
  /** Written down more than two minutes after it happened (补录). */
  late: boolean
  /** The machine's own bookkeeping, hidden at first. */
  system: boolean
  told: Told
}

const LATE_AFTER_MS = 120_000
const ALARM_ACTIONS: readonly Action['action'][] = ['opened', 'evidence', 'cleared', 'raised', 'escalated']
const MESSAGE_ACTIONS: readonly Action['action'][] = ['called', 'called-duty-room', 'expired', 'seen']
// What the other lanes already tell in more detail.
const SYSTEM_ACTIONS: readonly Action['action'][] = ['evidence', 'expired', 'seen']

/** Everything that is known of an incident in the order the server learned of it. */
export function timelineOf(replay: Pick<Replay, 'actions' | 'observations' | 'deliveries'>): Entry[] {
  return [
    ...replay.actions.map(actionEntry),
    ...replay.observations.map(observationEntry),
    ...replay.deliveries.flatMap(deliveryEntries),
  ].sort((a, b) => a.atMs - b.atMs || LANES.indexOf(a.lane) - LANES.indexOf(b.lane) || (a.key < b.key ? -1 : 1))
}

function actionEntry(action: Action): Entry {
  const atMs = Date.parse(action.recordedAt)
  const lagMs = action.at === null || action.actorId === null ? 0 : atMs - Date.parse(action.at)
  return {
    key: `action ${action.id}`,
    lane: ALARM_ACTIONS.includes(action.action)
      ? 'alarm'
      : MESSAGE_ACTIONS.includes(action.action)
        ? 'message'
        : 'people',
    atMs,
    otherAt: action.at !== null && Math.abs(lagMs) >= 1000 ? { clock: 'entered', at: action.at } : null,
    late: lagMs > LATE_AFTER_MS,
    system: SYSTEM_ACTIONS.includes(action.action),
    told: { of: 'action', action },
  }
}

function observationEntry(observation: Observation): Entry {
  const atMs = Date.parse(observation.receivedAt)
  const { deviceAt } = observation
  return {
    key: `observation ${observation.id}`,
    lane: observation.deviceId === null ? 'people' : 'device',
    atMs,
    otherAt:
      deviceAt !== null && Math.abs(atMs - Date.parse(deviceAt)) >= 1000
        ? { clock: observation.deviceId === null ? 'entered' : 'device', at: deviceAt }
        : null,
    late: false,
    system: observation.state === 'reading',
    told: { of: 'observation', observation },
  }
}

function deliveryEntries(delivery: Delivery): Entry[] {
  const entry = (of: 'delivered' | 'failed', at: string): Entry => ({
    key: `${of} ${delivery.id}`,
    lane: 'message',
    atMs: Date.parse(at),
    otherAt: null,
    late: false,
    system: of === 'delivered',
    told: { of, delivery },
  })
  return [
    ...(delivery.deliveredAt === null ? [] : [entry('delivered', delivery.deliveredAt)]),
    ...(delivery.failedAt === null ? [] : [entry('failed', delivery.failedAt)]),
  ]
}
