import type { Area } from '#shared/area.ts'
import type { IncidentRecord } from '../../../server/domain/facts.ts'
import type { PersonTelling } from '../../../server/domain/tellings.ts'
import { nextTryMs } from '../../../server/notify/pace.ts'
import type { Outcome } from '../../../server/notify/outcome.ts'
import type { Gathered } from '../../../server/notifying/gathering.ts'
import { type Going, HELD_MS, NONE_LEFT, plansOf } from '../../../server/notifying/planning.ts'
import { WEB_PUSH } from '../../../server/notifying/ways.ts'
import type { DeliveryRow, NoticeRow } from '../../../server/store/notices.ts'
import type { Reach } from '../../../server/store/people.ts'
import type { Channels } from './channels.ts'
import { merged, newNotice } from './merging.ts'

// The outbox in memory, emptied by the plans of the server itself: what the database keeps is kept here by the same rules.

/** Something that is being handed over: the notice as it was then, and what will have become of it when. */
export type HandOver = {
  id: string
  notice: NoticeRow
  channelId: string
  beganMs: number
  endsMs: number
  outcome: Outcome
}

const MOST_AT_ONCE = 100
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

export type Outbox = ReturnType<typeof createOutbox>

export function createOutbox(parts: {
  channels: Channels
  reach: ReadonlyMap<string, Reach>
  pushed: ReadonlySet<string>
  /** An incident, closed or not, as it stands; what was merged as what it went into. */
  incidentOf: (id: string) => IncidentRecord | null
  areas: () => readonly Area[]
  zone: string
}) {
  const { channels, reach, pushed, incidentOf, areas, zone } = parts
  const notices = new Map<string, NoticeRow>()
  const waiting = new Set<string>()
  const numbered = new Set<string>()
  const tries = new Map<string, DeliveryRow>()
  const triesOf = new Map<string, string[]>()
  const underWay = new Map<string, HandOver>()
  const given: Gathered['given'] = []
  let ids = 0

  function put(notice: NoticeRow): void {
    const { id, dueAt, answerCall } = notice
    notices.set(id, notice)
    if (dueAt === null) waiting.delete(id)
    else waiting.add(id)
    if (answerCall === null) numbered.delete(id)
    else numbered.add(id)
  }

  function noticesAt(ids: Iterable<string>): NoticeRow[] {
    return [...ids].flatMap((id) => notices.get(id) ?? [])
  }

  /** What was tried for a notice or for a call. */
  function triedFor(id: string): DeliveryRow[] {
    return (triesOf.get(id) ?? []).flatMap((tryId) => tries.get(tryId) ?? [])
  }

  function write(row: DeliveryRow): void {
    if (!tries.has(row.id))
      for (const key of [row.noticeId, row.alertId])
        if (key !== null) triesOf.set(key, [...(triesOf.get(key) ?? []), row.id])
    tries.set(row.id, row)
  }

  function gathered(rows: readonly NoticeRow[], now: Date): Gathered {
    const people = new Set(rows.map(({ personId }) => personId))
    const sinceMs = now.getTime() - MINUTE_MS
    const known = rows.flatMap(({ id, alertId }) => [...triedFor(id), ...(alertId === null ? [] : triedFor(alertId))])
    return {
      incidents: new Map(rows.flatMap(({ incidentId }) => standing(incidentId))),
      channels: channels.rows(),
      tries: [...new Set(known)].toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime()),
      given: given.filter(({ personId, atMs }) => atMs > sinceMs || people.has(personId)),
      reach,
      pushed,
      answerCalls: noticesAt(numbered).filter(({ personId }) => people.has(personId)),
      areas: new Map(areas().map((area) => [area.id, area])),
      dutyRoomPhones: new Map(),
      elsewhere: new Set(),
    }
  }

  function standing(id: string): [string, IncidentRecord][] {
    const incident = incidentOf(id)
    return incident === null ? [] : [[id, incident]]
  }

  function begin(notice: NoticeRow, { tryId, channel }: Going, now: Date): HandOver {
    const channelId = channel?.id ?? WEB_PUSH
    const before = tryId === null ? null : (tries.get(tryId) ?? null)
    const row = before ?? tryOf(`try-${ids++}`, notice, channel?.channel ?? WEB_PUSH, now)
    write({
      ...row,
      channelId,
      tries: row.tries + 1,
      holder: 'year',
      heldUntil: new Date(now.getTime() + HELD_MS),
      retryAt: null,
      handedAt: null,
      failedAt: null,
      failure: null,
      code: null,
    })
    given.push({ channelId, personId: notice.personId, atMs: now.getTime() })
    const { outcome, afterMs } = channels.hand(channelId, notice.personId, now.getTime())
    const beganMs = now.getTime()
    const handOver = { id: row.id, notice, channelId, beganMs, endsMs: beganMs + afterMs, outcome }
    underWay.set(row.id, handOver)
    return handOver
  }

  return {
    /** Takes down what is to be told. */
    tell(people: readonly PersonTelling[], now: Date): void {
      for (const telling of people) {
        const id = noticeId(telling.incidentId, telling.personId)
        const known = notices.get(id)
        const wasHanded = triedFor(id).some(({ handedAt }) => handedAt !== null)
        put(known === undefined ? newNotice(id, telling, now) : merged(known, telling, now, wasHanded))
      }
    },
    nextDueMs(): number {
      let soonest = Infinity
      for (const id of waiting) soonest = Math.min(soonest, notices.get(id)?.dueAt?.getTime() ?? Infinity)
      return soonest
    },
    /** Begins what is due. */
    look(now: Date): HandOver[] {
      channels.tryThemselves(now)
      while (given[0] !== undefined && given[0].atMs < now.getTime() - DAY_MS) given.shift()
      const begun: HandOver[] = []
      for (;;) {
        const rows = noticesAt(waiting)
          .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
          .toSorted((a, b) => a.urgency - b.urgency || (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0))
          .slice(0, MOST_AT_ONCE)
        const busy = new Map<string, number>()
        for (const { channelId } of underWay.values()) busy.set(channelId, (busy.get(channelId) ?? 0) + 1)
        for (const plan of plansOf(rows, gathered(rows, now), { underWay: busy, now, zone })) {
          put({ ...plan.row, dueAt: plan.nextAt, answerCall: plan.answerCall })
          begun.push(...plan.going.map((going) => begin(plan.row, going, now)))
          if (plan.isNoneLeft)
            write({ ...tryOf(`try-${ids++}`, plan.row, NONE_LEFT, now), failedAt: now, failure: 'none-left' })
        }
        if (rows.length < MOST_AT_ONCE) return begun
      }
    },
    /** Notes what became of a hand-over; one that failed is looked at again at once. */
    settle({ id, channelId, notice, outcome }: HandOver, now: Date): void {
      const row = tries.get(id)
      if (row === undefined) return
      underWay.delete(id)
      const retryMs = nextTryMs(outcome, row.tries)
      const [failure, code] = outcome.ok ? [null, null] : [outcome.why, outcome.code]
      write({
        ...row,
        holder: null,
        heldUntil: null,
        failure,
        code,
        handedAt: outcome.ok ? now : null,
        failedAt: outcome.ok ? null : now,
        retryAt: retryMs === null ? null : new Date(now.getTime() + retryMs),
      })
      channels.fared(channelId, outcome, now)
      if (!outcome.ok) for (const known of noticesAt([notice.id])) put({ ...known, dueAt: now })
    },
    /** A provider reports that something it had taken has not arrived. */
    undelivered({ id, notice }: HandOver, now: Date): void {
      const row = tries.get(id)
      if (row !== undefined) write({ ...row, failedAt: now, failure: 'not-taken' })
      for (const known of noticesAt([notice.id])) put({ ...known, dueAt: now })
    },
    /** The server is there again: what it was at when it ended nobody knows. */
    release(now: Date): void {
      for (const { id, notice } of underWay.values()) {
        const row = tries.get(id)
        if (row !== undefined) write({ ...row, heldUntil: now })
        for (const lost of noticesAt([notice.id])) put({ ...lost, dueAt: now })
      }
      underWay.clear()
    },
    noticeOf: (incidentId: string, personId: string): NoticeRow | undefined =>
      notices.get(noticeId(incidentId, personId)),
    notices: (): NoticeRow[] => [...notices.values()],
    /** How often no channel was left. */
    noneLeft: (): number => [...tries.values()].filter(({ channel }) => channel === NONE_LEFT).length,
  }
}

/** One for each person of whom an incident knows. */
function noticeId(incidentId: string, personId: string): string {
  return `${incidentId} ${personId}`
}

function tryOf(id: string, notice: NoticeRow, channel: string, now: Date): DeliveryRow {
  const { id: noticeId, alertId, revision } = notice
  return {
    id,
    alertId,
    noticeId,
    revision,
    channel,
    channelId: null,
    createdAt: now,
    deliveredAt: null,
    handedAt: null,
    failedAt: null,
    failure: null,
    code: null,
    receipt: null,
    tries: 0,
    triedAt: [],
    retryAt: null,
    holder: null,
    heldUntil: null,
  }
}
