import { hasSilent } from '#shared/alarm-state.ts'
import { noticeFacts } from '#shared/notice.ts'
import { type NoticeText, noticeText } from '#shared/notice-text.ts'
import { callTo } from '../domain/call.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { type HandOffs, handOffs, type Sort, type Try, type Waiting, type Way } from '../domain/hand-offs.ts'
import { isGrave, isOver, takesAnswer } from '../domain/tellings.ts'
import { wireIncident } from '../domain/wire-incident.ts'
import { answerKeys, MOST_CALLS } from '../notify/answer-text.ts'
import { CHANNELS, type ChannelName } from '../notify/channels.ts'
import { paceOf } from '../notify/pace.ts'
import { SAID } from '../notify/words.ts'
import type { ChannelRow } from '../store/channels.ts'
import type { DeliveryRow, NoticeRow } from '../store/notices.ts'
import type { Gathered } from './gathering.ts'
import { openOf } from './sending.ts'
import { addressOf, carrierOf, mayCarry, sortOf, WEB_PUSH } from './ways.ts'

/** What stands in place of a channel's name where none was left to try. */
export const NONE_LEFT = 'none'

/** One hand-over to be made: how often it was tried before, over which channel (null: a push), to which address. */
export type Going = {
  tryId: string | null
  tries: number
  channel: ChannelRow | null
  to: string | null
  /** The words, with whose house it is where that is known and may be said. */
  text(household: string | null): NoticeText
}

/** What is to be done about a notice now. */
export type Plan = {
  row: NoticeRow
  going: Going[]
  nextAt: Date | null
  answerCall: number | null
  /** That no channel is left, and that this has not been written yet. */
  isNoneLeft: boolean
  /** That another process has to hand over some of it: it stays due. */
  isLeft: boolean
}

/** How many things of one channel may be under way in one process; the rest keep their order in the outbox. */
const MOST_AT_ONCE = 32
const BUSY_MS = 100
/** How long a number may stay with a call that is over. */
const NUMBER_MS = 600_000

/** Plans some notices, the most urgent first: what one takes of a channel's limit or of somebody's keys is not there for the next. */
export function plansOf(
  rows: readonly NoticeRow[],
  known: Gathered,
  { underWay, now, zone }: { underWay: ReadonlyMap<string, number>; now: Date; zone: string },
): Plan[] {
  const given = Map.groupBy(known.given, ({ channelId }) => channelId)
  const paces = new Map(
    known.channels.map((row) => {
      const limits = openOf(row)?.limits ?? CHANNELS[row.channel as ChannelName].limits
      const before = given.get(row.id) ?? []
      return [row.id, { limits, pace: paceOf(before.map(({ atMs, personId }) => ({ atMs, to: personId }))) }]
    }),
  )
  const tries = {
    ofNotice: Map.groupBy(known.tries, ({ noticeId }) => noticeId),
    ofCall: Map.groupBy(known.tries, ({ alertId }) => alertId),
  }
  const busy = new Map(underWay)
  const numbers = Map.groupBy(known.answerCalls, ({ personId }) => personId ?? '')
  return rows.map((row) => planOf(row))

  function planOf(row: NoticeRow): Plan {
    const incident = known.incidents.get(row.incidentId)
    const done: Plan = { row, going: [], nextAt: null, answerCall: null, isNoneLeft: false, isLeft: false }
    if (incident === undefined) return done
    const alert = row.personId === null ? undefined : callOf(row, incident)
    const triesBefore = triesOf(row)
    const ways = waysOf(row, incident)
    const wasToldBefore = triesBefore.some(({ handedAt, failedAt }) => handedAt !== null && failedAt === null)
    const waiting: Waiting = {
      // Whoever has heard nothing yet is called, not called again.
      occasion: row.occasion === 'remind' && !wasToldBefore ? 'call' : row.occasion,
      revision: row.revision,
      isGrave: isGrave(incident),
      sinceMs: row.updatedAt.getTime(),
      isSeen: alert?.seenAt != null && Date.parse(alert.seenAt) >= row.updatedAt.getTime(),
      isAnswered: isAnswered(row, incident),
    }
    const step = handOffs(
      waiting,
      ways,
      triesBefore.flatMap((one) => tryOf(one, row.id)),
      now.getTime(),
    )
    const isOpenCall =
      alert !== undefined && alert.state !== 'expired' && alert.state !== 'declined' && !isOver(incident)
    const answerCall = isOpenCall ? (row.answerCall ?? numberFor(row, waiting, step)) : null
    const going = step.begin.flatMap(({ channelId, tryId }) =>
      goingOf(row, incident, waiting, { channelId, tryId, answerCall }),
    )
    return {
      row,
      going,
      nextAt: nextOf(step, going, answerCall),
      answerCall,
      isNoneLeft: isNewlyNone(row, step, triesBefore),
      isLeft: step.isLeft,
    }
  }

  /** What was tried for a notice, and for the call it carries, oldest first. */
  function triesOf({ id, alertId }: NoticeRow): DeliveryRow[] {
    if (alertId === null) return tries.ofNotice.get(id) ?? []
    const ofCall = tries.ofCall.get(alertId) ?? []
    return [...ofCall, ...(tries.ofNotice.get(id) ?? []).filter((one) => one.alertId !== alertId)]
  }

  function waysOf(row: NoticeRow, incident: IncidentRecord): Way[] {
    const { personId, channelId } = row
    const wanted = known.channels.filter(({ id, channel }) => {
      const sort = sortOf(channel)
      if (sort === null || !mayCarry(channel, incident.kind)) return false
      if (personId === null) return id === channelId
      return sort !== 'group' && addressOf(sort, personId, known.reach.get(personId)) !== null
    })
    const ways = wanted.map((row): Way => ({
      channelId: row.id,
      sort: sortOf(row.channel) ?? 'group',
      isIll: row.illSince !== null,
      isElsewhere: known.elsewhere.has(row.id),
      freeAtMs: freeMs(row, personId),
    }))
    if (personId === null || !known.pushed.has(personId)) return ways
    return [{ channelId: WEB_PUSH, sort: 'push', isIll: false, isElsewhere: false, freeAtMs: now.getTime() }, ...ways]
  }

  function freeMs(row: ChannelRow, personId: string | null): number {
    const known = paces.get(row.id)
    const freeAt = known?.pace.freeAtMs(known.limits, personId, now.getTime()) ?? now.getTime()
    const most = row.channel.startsWith('sim-modem-') ? 1 : MOST_AT_ONCE
    return (busy.get(row.id) ?? 0) < most ? freeAt : Math.max(freeAt, now.getTime() + BUSY_MS)
  }

  /** The smallest number that no other waiting call of this person has. */
  function numberFor({ personId }: NoticeRow, { occasion }: Waiting, { begin }: HandOffs): number | null {
    if (personId === null || begin.length === 0 || !takesAnswer(occasion)) return null
    const taken = numbers.get(personId) ?? []
    const free = Array.from({ length: MOST_CALLS }, (_, n) => n).find(
      (n) => !taken.some(({ answerCall }) => answerCall === n),
    )
    if (free === undefined) return null
    numbers.set(personId, [...taken, { personId, answerCall: free }])
    return free
  }

  function goingOf(
    row: NoticeRow,
    incident: IncidentRecord,
    { occasion }: Waiting,
    { channelId, tryId, answerCall }: { channelId: string; tryId: string | null; answerCall: number | null },
  ): Going[] {
    const channel = known.channels.find(({ id }) => id === channelId) ?? null
    const name = channel?.channel ?? WEB_PUSH
    const [carrier, sort] = [carrierOf(name), sortOf(name)]
    if (carrier === null || sort === null) return []
    const facts = noticeFacts(wireIncident(incident), {
      occasion,
      answers: takesAnswer(occasion) && answerCall !== null ? answerKeys(answerCall) : null,
      dutyRoomPhone: known.dutyRoomPhones.get(row.incidentId) ?? null,
      household: null,
      areas: known.areas,
    })
    const words = { say: SAID.zh, zone }
    const plain = noticeText(facts, carrier, words)
    if (plain === null) return []
    const text = (household: string | null) =>
      household === null ? plain : (noticeText({ ...facts, household }, carrier, words) ?? plain)
    paces.get(channelId)?.pace.handedOver({ atMs: now.getTime(), to: row.personId })
    busy.set(channelId, (busy.get(channelId) ?? 0) + 1)
    const to = row.personId === null ? null : addressOf(sort, row.personId, known.reach.get(row.personId))
    // A loudspeaker says approved words alone: those that bear the name of the kind.
    const before = triesOf(row).find(({ id }) => id === tryId)?.tries ?? 0
    return [{ tryId, tries: before, channel, to: name === 'loudspeaker' ? incident.kind : to, text }]
  }

  function isNewlyNone(row: NoticeRow, { isNoneLeft }: HandOffs, tries: readonly DeliveryRow[]): boolean {
    // Where nothing is set up that reaches anybody, nothing has failed.
    if (!isNoneLeft || !known.channels.some(({ channel }) => (sortOf(channel) ?? 'group') !== 'group')) return false
    return !tries.some(
      ({ noticeId, channel, revision }) => noticeId === row.id && channel === NONE_LEFT && revision === row.revision,
    )
  }

  /** What is under way is looked at when it must have ended, where nobody says before what became of it. */
  function nextOf({ againMs, isLeft }: HandOffs, going: readonly Going[], answerCall: number | null): Date | null {
    if (isLeft) return now
    const times = [
      ...(againMs === null ? [] : [againMs]),
      ...(going.length === 0 ? [] : [now.getTime() + HELD_MS]),
      // A number is given back when its call is over, which nobody else says.
      ...(answerCall === null ? [] : [now.getTime() + NUMBER_MS]),
    ]
    return times.length === 0 ? null : new Date(Math.min(...times))
  }
}

/** How long what is under way is nobody else's. */
export const HELD_MS = 20_000

function callOf({ alertId, personId }: NoticeRow, incident: IncidentRecord) {
  return incident.alerts.find(({ id }) => id === alertId) ?? callTo(incident, personId ?? '')
}

/** Whether nothing asks for an answer any more: it was given, it is over, or (of what nobody took notice of) somebody has. */
function isAnswered(row: NoticeRow, incident: IncidentRecord): boolean {
  // Whoever is there has accepted long since, and may be there after all is put down as handled.
  if (row.occasion === 'check-in') return incident.closedAt !== null || callOf(row, incident)?.checkInAskedAt == null
  // Of whom nothing is heard is looked for, though what they went to was put down as handled.
  const isSought = row.occasion === 'unanswered' && incident.closedAt === null && hasSilent(incident)
  if (isOver(incident) && !isSought) return true
  if (row.occasion === 'unanswered' && incident.answered !== null) return true
  const state = callOf(row, incident)?.state
  return state === undefined || state === 'accepted' || state === 'declined' || state === 'expired'
}

function tryOf(row: DeliveryRow, noticeId: string): Try[] {
  const sort: Sort | null = sortOf(row.channel)
  if (sort === null) return []
  return [
    {
      id: row.id,
      isOwn: row.noticeId === noticeId,
      channelId: row.channelId ?? row.channel,
      sort,
      revision: row.revision ?? 0,
      isHanded: row.handedAt !== null && row.failedAt === null,
      heldUntilMs: row.holder === null ? null : (row.heldUntil?.getTime() ?? null),
      failedAtMs: row.failedAt?.getTime() ?? null,
      retryAtMs: row.retryAt?.getTime() ?? null,
    },
  ]
}
