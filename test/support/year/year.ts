import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody } from '../../../server/domain/act.ts'
import { type Arrangement, arrangementAt } from '../../../server/domain/arrangement.ts'
import { signOfLife } from '../../../server/domain/decode/format.ts'
import { takeDue } from '../../../server/domain/due.ts'
import { dueSteps } from '../../../server/domain/due-steps.ts'
import type { Decision, Facts, IncidentRecord, Making } from '../../../server/domain/facts.ts'
import { noDecision } from '../../../server/domain/facts.ts'
import { decideArrivals, decideReport } from '../../../server/domain/intake.ts'
import { isAsked, isResting, needsPeople } from '../../../server/domain/next-step.ts'
import { withPresentChain } from '../../../server/domain/present-chain.ts'
import { afterwards } from '../demo-facts.ts'
import { messageOn } from '../message-fixtures.ts'
import { randomNumbers } from '../random-numbers.ts'
import { createAgenda } from './agenda.ts'
import { answersTo, endedBy, type Intent, noticedIn, reachedBy } from './people.ts'
import { isInGoodHands, mayBeCalled } from './watch.ts'
import { BEGIN_MS, type Happening, TIME_ZONE, worldOf } from './world.ts'

/** What a year came to. The lists name what may never happen. */
export type YearReport = {
  incidents: number
  closed: number
  calls: number
  declined: number
  escalated: number
  stalled: number
  silent: number
  rungOfficer: number
  rungLeader: number
  absences: number
  swaps: number
  withoutPerson: string[]
  offDutyCalls: string[]
  /** Steps taken after their time though the server was there, or before it. */
  untimely: string[]
  leftOpen: string[]
}

type Event =
  | { what: 'happens'; it: Happening; nth: number }
  | { what: 'person'; personId: string; incidentId: string; intent: Intent }
  | { what: 'room'; incidentId: string; does: OwnBody['action'] | 'end' }
  | { what: 'look' }

const HOUR_MS = 3_600_000
/** A step is on time within this. */
const ON_TIME_MS = 1000
/** After the last thing has happened people have so long to bring it to its end. */
const AFTER_MS = 36 * HOUR_MS

/** Lets a made-up year of the demo township pass, by a clock of its own and at full speed, with the decisions of the server itself. */
export function simulateYear(size: { days: number; incidents: number; seed: number }): YearReport {
  const world = worldOf(size)
  const random = randomNumbers(size.seed + 1)
  const agenda = createAgenda<Event>()
  let nowMs = BEGIN_MS
  let ids = 0
  let arrangement: Arrangement = arrangementAt(world.versions, new Date(nowMs))
  let facts: Facts = {
    seq: 1,
    arrangement,
    timeZone: TIME_ZONE,
    terrain: null,
    incidents: new Map(),
    signals: new Map(),
  }
  const report: YearReport = {
    incidents: 0,
    closed: 0,
    calls: 0,
    declined: 0,
    escalated: 0,
    stalled: 0,
    silent: 0,
    rungOfficer: 0,
    rungLeader: 0,
    absences: world.versions.absences.length,
    swaps: world.swaps,
    withoutPerson: [],
    offDutyCalls: [],
    untimely: [],
    leftOpen: [],
  }
  world.happenings.forEach((it, nth) => agenda.put(it.atMs, { what: 'happens', it, nth }))

  const making = (): Making => ({
    now: new Date(nowMs),
    timeZone: TIME_ZONE,
    newId: () => `y-${String(ids++).padStart(9, '0')}`,
  })

  function keep(decision: Decision): void {
    const before = facts.incidents
    for (const incident of decision.incidents) judge(before.get(incident.id), incident, decision)
    facts = afterwards(facts, decision)
    for (const action of decision.actions) {
      if (action.action === 'escalated') report.escalated++
      if (action.action === 'stalled') report.stalled++
      if (action.action === 'silent') report.silent++
      if (action.action === 'rings-officer') report.rungOfficer++
      if (action.action === 'rings-leader') report.rungLeader++
      if (action.action === 'asked-check-in')
        for (const personId of action.detail['personIds'] as string[])
          if (random() < 0.9) plan(personId, action.incidentId, { afterMs: 60_000 * random(), does: 'check-in' })
    }
    for (const delivery of decision.deliveries) {
      const of = decision.incidents.find(({ alerts }) => alerts.some(({ id }) => id === delivery.alertId))
      const call = of?.alerts.find(({ id }) => id === delivery.alertId)
      const member = call && arrangement.people.get(call.personId)
      if (of === undefined || call === undefined || member === undefined) continue
      if (reachedBy(member, nowMs, world, random).length > 0)
        for (const intent of answersTo(random)) plan(call.personId, of.id, intent)
    }
  }

  function plan(personId: string, incidentId: string, intent: Intent): void {
    agenda.put(nowMs + intent.afterMs, { what: 'person', personId, incidentId, intent })
  }

  /** Looks at every change of an incident for what may never be. */
  function judge(before: IncidentRecord | undefined, after: IncidentRecord, { actions }: Decision): void {
    const at = new Date(nowMs)
    if (before === undefined) report.incidents++
    if (before?.closedAt == null && after.closedAt !== null && after.mergedInto === null) report.closed++
    const known = new Set(before?.alerts.map(({ id }) => id))
    for (const call of after.alerts) {
      if (known.has(call.id) || call.state !== 'sent') continue
      report.calls++
      if (!mayBeCalled(call, at, world.versions))
        report.offDutyCalls.push(`${at.toISOString()} ${call.personId} as ${call.duty} of ${call.areaId}`)
    }
    if (needsPeople(after) && !isAsked(after) && !isResting(after) && !isInGoodHands(after, at, world.versions))
      report.withoutPerson.push(`${at.toISOString()} ${after.id} ${after.kind}`)
    const step = actions.find(({ incidentId, action }) => incidentId === after.id && action === 'escalated')
    if (step !== undefined && before?.next != null) {
      const lateMs = nowMs - Math.max(Date.parse(before.next.at), backAt(Date.parse(before.next.at)))
      if (Math.abs(lateMs) > ON_TIME_MS) report.untimely.push(`${at.toISOString()} ${after.id} ${lateMs} ms`)
    }
  }

  /** When the server is there again for what is due at a moment. */
  function backAt(atMs: number): number {
    return world.downtimes
      .filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)
      .reduce((latest, { untilMs }) => Math.max(latest, untilMs), atMs)
  }

  function nextDueMs(): number {
    let soonest = arrangement.holdsUntil?.getTime() ?? Infinity
    for (const incident of facts.incidents.values()) {
      if (incident.next !== null) soonest = Math.min(soonest, Date.parse(incident.next.at))
      for (const { step, at } of dueSteps(incident))
        if (step !== 'call-person') soonest = Math.min(soonest, Date.parse(at))
    }
    return soonest
  }

  function settle(): void {
    for (let times = 0; times < 20; times++) {
      const due = takeDue(facts, making())
      if (due === null) return
      keep(due)
    }
    throw new Error('there is no end to what is due')
  }

  function does(viewer: Viewer, incidentId: string, body: Omit<OwnBody, 'id'>): boolean {
    const incident = facts.incidents.get(incidentId)
    if (incident === undefined) return false
    const standing = withPresentChain(incident, arrangement, making())
    // The action is one of those that concern one incident; the rest of the type is its fields.
    const acted = act(standing, { ...body, id: `do-${ids++}` } as OwnBody, viewer, making())
    if (!acted.ok) return false
    if (body.action === 'decline') report.declined++
    const { incident: after, actions, deliveries } = acted.calling
    keep({ ...noDecision(), incidents: [after], actions, deliveries })
    return true
  }

  function room(): Viewer {
    const shift = arrangement.shifts.find(({ post }) => post === 'officer')
    return { personId: shift?.personId ?? 'duty', name: '', roles: ['duty'], duties: [], areaIds: null }
  }

  function take(event: Event): void {
    switch (event.what) {
      case 'happens':
        return happens(event.it, event.nth)
      case 'person': {
        const { personId, incidentId, intent } = event
        const roles = arrangement.people.get(personId)?.roles ?? []
        const viewer: Viewer = { personId, name: '', roles: [...roles], duties: [], areaIds: null }
        does(viewer, incidentId, { ...intent.more, action: intent.does })
        return
      }
      case 'room': {
        const incident = facts.incidents.get(event.incidentId)
        if (incident === undefined) return
        if (event.does !== 'end') return void does(room(), incident.id, { action: event.does })
        // Nobody is sent home from what still goes on: it is looked at again.
        const isOver = incident.handling === 'handled' || incident.outcome === 'false-alarm' || isOld(incident)
        if (isOver) for (const action of endedBy(incident)) does(room(), incident.id, { action })
        if (facts.incidents.has(incident.id)) agenda.put(nowMs + HOUR_MS / 2, event)
        return
      }
      case 'look':
    }
  }

  const isOld = ({ openedAt }: IncidentRecord): boolean => nowMs - Date.parse(openedAt) > 6 * HOUR_MS

  function happens({ kind, location, by, confidence }: Happening, nth: number): void {
    const before = new Set(facts.incidents.keys())
    if (by === 'person') {
      const observedAt = new Date(nowMs).toISOString()
      const body = { id: `report-${nth}`, kind, description: '', location, accuracyMetres: 30, observedAt }
      keep(decideReport(body, null, facts, making()).decision)
    } else {
      const message = messageOn('t', {}, { receivedAt: new Date(nowMs) })
      const stated = { type: 'point', location, radiusMetres: 20 } as const
      const said = { signal: 'event', kind, state: 'active', place: stated, confidence } as const
      const decoded = { ...signOfLife(`made-up-${nth}`, 'other'), ...said }
      keep(decideArrivals([{ sourceId: 'native', decoded, message, key: null }], facts, making()))
    }
    for (const id of facts.incidents.keys()) {
      if (before.has(id)) continue
      for (const { afterMs, does: action } of noticedIn(random))
        agenda.put(nowMs + afterMs, { what: 'room', incidentId: id, does: action })
      agenda.put(nowMs + HOUR_MS, { what: 'room', incidentId: id, does: 'end' })
    }
  }

  for (const { untilMs } of world.downtimes) agenda.put(untilMs, { what: 'look' })
  for (;;) {
    const dueMs = backAt(Math.max(nextDueMs(), nowMs))
    const eventMs = backAt(Math.max(agenda.nextMs(), nowMs))
    const atMs = Math.min(dueMs, eventMs)
    if (atMs > world.endMs + AFTER_MS) break
    nowMs = atMs
    const at = new Date(nowMs)
    if (arrangement.holdsUntil !== null && at >= arrangement.holdsUntil) {
      arrangement = arrangementAt(world.versions, at)
      facts = { ...facts, arrangement, signals: new Map([...facts.signals].filter(([, { active }]) => active)) }
    }
    settle()
    if (eventMs <= dueMs) {
      const event = agenda.take()
      if (event !== null) take(event)
      settle()
    }
  }
  report.leftOpen = [...facts.incidents.values()].map(({ id, kind, handling }) => `${id} ${kind} ${handling}`)
  return report
}
