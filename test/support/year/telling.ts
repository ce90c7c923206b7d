import type { Area } from '#shared/area.ts'
import type { Decision, IncidentRecord } from '../../../server/domain/facts.ts'
import { tellings } from '../../../server/domain/tellings.ts'
import { WEB_PUSH } from '../../../server/notifying/ways.ts'
import { createChannels } from './channels.ts'
import { createOutbox, type HandOver } from './outbox.ts'
import { GATEWAY, VOICE } from './outages.ts'
import { hears, type Intent, intentsAt } from './people.ts'
import type { YearReport } from './report.ts'
import { type Called, createToldWatch, HEARD_MS } from './told-watch.ts'
import { TIME_ZONE, type World } from './world.ts'

/** What comes of telling somebody, after a while. */
export type Told =
  | { is: 'ended'; handOver: HandOver }
  | { is: 'undelivered'; handOver: HandOver }
  | { is: 'to-be-judged'; called: Called; sinceMs: number }

/** So many have the app on their telephones. */
const APP_SHARE = 0.6
/** Of so many texts that the provider took it says after a while that they have not arrived; and of calls that nobody took. */
const UNDELIVERED_SHARE = 0.02
const REPORTED_MS = 40_000

/** Tells people what decisions mean for them, over the channels of the made-up township. */
export function createTelling(parts: {
  world: World
  report: YearReport
  random: () => number
  areas: () => readonly Area[]
  later: (atMs: number, it: Told) => void
  /** Somebody hears of an incident, and means to do something about it. */
  heard: (personId: string, incidentId: string, intents: Intent[]) => void
}) {
  const { world, report, random, areas, later, heard } = parts
  const { people } = world.versions
  const rings = new Map(people.map((person) => [person.id, person.rings]))
  const latest = new Map<string, IncidentRecord>()
  const channels = createChannels(world.outages, (id) => rings.get(id ?? '') ?? [], random)
  const outbox = createOutbox({
    channels,
    reach: new Map(
      people.map(({ id, rings }) => [id, { id, phone: rings.length > 0 ? id : null, wecomUser: null, email: null }]),
    ),
    pushed: new Set(people.flatMap(({ id }) => (random() < APP_SHARE ? [id] : []))),
    incidentOf: standing,
    areas,
    zone: TIME_ZONE,
  })
  const watch = createToldWatch({ world, report, channels, incidentOf: standing, noticeOf: outbox.noticeOf })
  const answered = new Set<string>()

  /** An incident as it stands, closed or not; what turned out to be another is that one. */
  function standing(id: string): IncidentRecord | null {
    const incident = latest.get(id)
    return incident?.mergedInto == null ? (incident ?? null) : standing(incident.mergedInto)
  }

  function ended(handOver: HandOver, now: Date): void {
    const { notice, channelId, outcome } = handOver
    const isLost = watch.isLost(handOver)
    if (isLost) report.lostHandOvers++
    else outbox.settle(handOver, now)
    if (!outcome.ok) {
      report.failedHandOvers++
      return
    }
    watch.handedOver(handOver)
    const isHeard = hears(channelId, now.getTime(), random)
    const isReported = channelId === VOICE ? !isHeard : channelId === GATEWAY && random() < UNDELIVERED_SHARE
    if (isReported) return later(now.getTime() + REPORTED_MS, { is: 'undelivered', handOver })
    if (notice.personId === null || !isHeard) return
    if (channelId === WEB_PUSH) heard(notice.personId, notice.incidentId, [{ afterMs: 5_000, does: 'seen' }])
    // Whoever hears the same twice answers once.
    const what = `${notice.id} ${notice.revision}`
    if (answered.has(what)) return
    answered.add(what)
    heard(notice.personId, notice.incidentId, intentsAt(notice.occasion, random))
  }

  return {
    /** Takes down what a decision has to tell. */
    decided(before: ReadonlyMap<string, IncidentRecord>, decision: Decision, now: Date): void {
      for (const incident of decision.incidents) latest.set(incident.id, incident)
      const { people: told } = tellings(before, decision)
      outbox.tell(told, now)
      report.notices += told.length
      watch.decided(before, decision)
      for (const called of watch.calledBy(decision))
        later(now.getTime() + HEARD_MS, { is: 'to-be-judged', called, sinceMs: now.getTime() })
    },
    nextDueMs: outbox.nextDueMs,
    /** Hands over what is due. */
    look(now: Date): void {
      for (const handOver of outbox.look(now)) {
        watch.begun(handOver)
        later(handOver.endsMs, { is: 'ended', handOver })
      }
    },
    take(it: Told, now: Date): void {
      if (it.is === 'ended') return ended(it.handOver, now)
      if (it.is === 'undelivered') {
        report.undelivered++
        watch.undelivered(it.handOver)
        return outbox.undelivered(it.handOver, now)
      }
      const againMs = watch.look(it.called, it.sinceMs, now.getTime())
      if (againMs !== null) later(againMs + HEARD_MS, { ...it, sinceMs: againMs })
    },
    release: outbox.release,
    /** What is known only at the end. */
    lookBack(): void {
      report.noneLeft = outbox.noneLeft()
      watch.lookBack(outbox.notices())
    },
  }
}
