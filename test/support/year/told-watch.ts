import { isSettled } from '#shared/incident.ts'
import type { Decision, IncidentRecord } from '../../../server/domain/facts.ts'
import { isGrave } from '../../../server/domain/tellings.ts'
import { CHANNELS, type ChannelName } from '../../../server/notify/channels.ts'
import { sortOf, WEB_PUSH } from '../../../server/notifying/ways.ts'
import type { NoticeRow } from '../../../server/store/notices.ts'
import type { Channels } from './channels.ts'
import type { HandOver } from './outbox.ts'
import type { YearReport } from './report.ts'
import type { World } from './world.ts'

// Who was told and how often, judged by what channels were given and by none of the rules that are tried.

/** Minutes count: a grave call rings within this. */
export const HEARD_MS = 60_000
const DAY_MS = 86_400_000
/** One message at a time: with less than half of the minute left for others it has no room. */
const BUSY_MS = 30_000

/** What somebody does who brings an incident to its end. */
const ENDING: readonly string[] = ['verify', 'handle', 'withdraw', 'check', 'close']
const SILENT: readonly string[] = ['sent', 'delivered', 'seen']

/** Somebody who is called to an incident. */
export type Called = { incidentId: string; personId: string }

export function createToldWatch(parts: {
  world: World
  report: YearReport
  channels: Channels
  incidentOf: (id: string) => IncidentRecord | null
  noticeOf: (incidentId: string, personId: string) => NoticeRow | undefined
}) {
  const { world, report, channels, incidentOf, noticeOf } = parts
  const lately: HandOver[] = []
  const told = new Map<string, number>()
  /** How often somebody was told by each notice, and the last revision of it that was given to any channel. */
  const heard = new Map<string, number>()
  const given = new Map<string, number>()
  /** The notices that have said that it is over, whatever they said afterwards. */
  const takenBack = new Set<string>()
  /** Who brought each incident to its end, and so knows. */
  const enders = new Set<string>()

  const wentDown = (fromMs: number, untilMs: number) =>
    world.downtimes.find((one) => fromMs < one.fromMs && one.fromMs <= untilMs)
  const nameOf = (channelId: string): string => channels.rows().find(({ id }) => id === channelId)?.channel ?? WEB_PUSH

  function nameOfTold({ channelId, notice: { id, revision } }: HandOver): string {
    return `${id} revision ${revision} by ${sortOf(nameOf(channelId))}`
  }

  function count(noticeId: string, by: number): void {
    heard.set(noticeId, (heard.get(noticeId) ?? 0) + by)
  }

  function hadRoom(channelId: string, personId: string | null, sinceMs: number, untilMs: number): boolean {
    const own = lately.filter((one) => one.channelId === channelId)
    const isWithin = CHANNELS[nameOf(channelId) as ChannelName].limits.every(({ most, perMs, of }) => {
      const counted = own.filter(
        ({ beganMs, notice }) => beganMs > sinceMs - perMs && (of === 'channel' || notice.personId === personId),
      )
      return counted.length < most
    })
    const busyMs = own.reduce(
      (sum, { beganMs, endsMs }) => sum + Math.max(0, Math.min(endsMs, untilMs) - Math.max(beganMs, sinceMs)),
      0,
    )
    const isSerial = nameOf(channelId).startsWith('sim-modem-')
    return channels.wasUp(channelId, sinceMs, untilMs) && isWithin && (!isSerial || busyMs < BUSY_MS)
  }

  /** Whether whoever is called has neither answered nor looked since, and is still to come. */
  function isAwaited({ incidentId, personId }: Called, sinceMs: number): boolean {
    const incident = incidentOf(incidentId)
    if (incident === null || incident.closedAt !== null || isSettled(incident.outcome)) return false
    const occasion = noticeOf(incidentId, personId)?.occasion
    if (occasion === 'ended' || occasion === 'stand-by') return false
    if (occasion === 'unanswered' && incident.answered !== null) return false
    const call = incident.alerts.findLast((alert) => alert.personId === personId)
    if (call === undefined || !SILENT.includes(call.state)) return false
    return call.seenAt === null || Date.parse(call.seenAt) < sinceMs
  }

  return {
    /** Whom a decision calls, or calls again, to something grave. */
    calledBy({ incidents, deliveries }: Decision): Called[] {
      const alertIds = new Set(deliveries.map(({ alertId }) => alertId))
      const grave = incidents.filter((one) => one.mergedInto === null && !one.exercise && isGrave(one))
      return grave.flatMap(({ id: incidentId, alerts }) =>
        alerts.flatMap(({ id, personId, state }) =>
          alertIds.has(id) && SILENT.includes(state) ? [{ incidentId, personId }] : [],
        ),
      )
    },
    /** Looks a minute later whether it rang; since when to look again where the server went down meanwhile. */
    look(called: Called, sinceMs: number, nowMs: number): number | null {
      const down = wentDown(sinceMs - 1, nowMs)
      if (down !== undefined) return down.untilMs
      if (!isAwaited(called, sinceMs)) return null
      const { incidentId, personId } = called
      const isOwn = ({ notice }: HandOver) => notice.incidentId === incidentId && notice.personId === personId
      const rang = lately.some(
        (one) =>
          isOwn(one) &&
          one.outcome.ok &&
          one.endsMs >= sinceMs &&
          one.endsMs <= nowMs &&
          channels.rings(one.channelId, personId),
      )
      if (rang) return null
      const ringing = channels.rows().filter(({ id }) => channels.rings(id, personId))
      const free = ringing.filter(({ id }) => hadRoom(id, personId, sinceMs, nowMs)).map(({ id }) => id)
      if (free.length > 0)
        report.unheard.push(`${new Date(sinceMs).toISOString()} ${incidentId} ${personId} by ${free.join(', ')}`)
      return null
    },
    begun(handOver: HandOver): void {
      while (lately[0] !== undefined && lately[0].beganMs < handOver.beganMs - DAY_MS) lately.shift()
      lately.push(handOver)
      const { id, revision, occasion } = handOver.notice
      given.set(id, revision)
      if (occasion === 'ended') takenBack.add(id)
    },
    /** Whether the server was gone before it could hear what became of a hand-over. */
    isLost: ({ beganMs, endsMs }: HandOver): boolean => wentDown(beganMs, endsMs) !== undefined,
    handedOver(handOver: HandOver): void {
      const { channelId, beganMs, endsMs } = handOver
      report.handOvers++
      report.byChannel[channelId] = (report.byChannel[channelId] ?? 0) + 1
      const what = nameOfTold(handOver)
      const beforeMs = told.get(what)
      if (beforeMs !== undefined && wentDown(beforeMs, endsMs) === undefined)
        report.twice.push(`${new Date(endsMs).toISOString()} ${what}`)
      told.set(what, beganMs)
      count(handOver.notice.id, 1)
    },
    /** What has not arrived after all was not told. */
    undelivered(handOver: HandOver): void {
      if (told.delete(nameOfTold(handOver))) count(handOver.notice.id, -1)
    },
    /** Looks whether whoever heard of an incident, and goes or might, has been told that it is over when it is closed. */
    decided(before: ReadonlyMap<string, IncidentRecord>, { incidents, actions }: Decision): void {
      for (const { incidentId, action, actorId } of actions)
        if (ENDING.includes(action) && actorId !== null) enders.add(`${incidentId} ${actorId}`)
      for (const { id: incidentId, closedAt, mergedInto } of incidents) {
        const earlier = before.get(incidentId)
        if (earlier === undefined || earlier.closedAt !== null || closedAt === null || mergedInto !== null) continue
        for (const { personId, state } of earlier.alerts) {
          const notice = noticeOf(incidentId, personId)
          if (notice === undefined || enders.has(`${incidentId} ${personId}`)) continue
          const isWaiting = state === 'accepted' || SILENT.includes(state)
          const isTold = notice.occasion === 'ended' || takenBack.has(notice.id)
          if (isWaiting && !isTold && (heard.get(notice.id) ?? 0) > 0)
            report.notCalledOff.push(`${notice.id} ${state}, told last: ${notice.occasion}`)
        }
      }
    },
    /** At the end of the year: who heard a call and was given nothing more when it was over. */
    lookBack(notices: readonly NoticeRow[]): void {
      for (const { id, occasion, revision } of notices)
        if (occasion === 'ended' && (heard.get(id) ?? 0) > 0 && given.get(id) !== revision) report.notCalledOff.push(id)
    },
  }
}
