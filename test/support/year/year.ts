import type { ActionBody } from '#shared/action.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody } from '../../../server/domain/act.ts'
import { type Arrangement, arrangementAt } from '../../../server/domain/arrangement.ts'
import { type Decoded, signOfLife } from '../../../server/domain/decode/format.ts'
import { takeDue } from '../../../server/domain/due.ts'
import { dueSteps } from '../../../server/domain/due-steps.ts'
import type { Decision, Facts, IncidentRecord, Making } from '../../../server/domain/facts.ts'
import { noDecision } from '../../../server/domain/facts.ts'
import { decideArrivals, decideReport } from '../../../server/domain/intake.ts'
import { withPresentChain } from '../../../server/domain/present-chain.ts'
import { afterwards } from '../demo-facts.ts'
import { messageOn } from '../message-fixtures.ts'
import { randomNumbers } from '../random-numbers.ts'
import { createAgenda } from './agenda.ts'
import { FLOOD, type Warned, warningOf } from './flood.ts'
import { backAt, createJudge } from './judge.ts'
import { endedBy, type Intent, noticedIn, wokenIn } from './people.ts'
import { newReport, type YearReport } from './report.ts'
import { createTelling, type Told } from './telling.ts'
import { BEGIN_MS, type Happening, TIME_ZONE, worldOf } from './world.ts'

type Event =
  | { what: 'happens'; it: Happening; nth: number }
  | { what: 'warned'; it: Warned }
  | { what: 'person'; personId: string; incidentId: string; intent: Intent }
  | { what: 'room'; incidentId: string; does: OwnBody['action'] | 'end'; more?: Partial<ActionBody> }
  | { what: 'told'; it: Told }
  | { what: 'back' }

const HOUR_MS = 3_600_000
/** After the last thing has happened people have so long to bring it to its end. */
const AFTER_MS = 36 * HOUR_MS

/** Lets a made-up year of the demo township pass, by a clock of its own and at full speed, with the decisions of the server itself. */
export function simulateYear(size: { days: number; incidents: number; seed: number }): YearReport {
  const world = worldOf(size)
  const random = randomNumbers(size.seed + 1)
  const agenda = createAgenda<Event>()
  const report = newReport(world)
  const judge = createJudge(world, report)
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
  let dueMs: number | null = null
  const telling = createTelling({
    world,
    report,
    random: randomNumbers(size.seed + 2),
    areas: () => arrangement.areaList,
    later: (atMs, it) => agenda.put(atMs, { what: 'told', it }),
    heard: (personId, incidentId, intents) => {
      for (const intent of intents) plan(personId, incidentId, intent)
    },
  })

  const making = (): Making => ({
    now: new Date(nowMs),
    timeZone: TIME_ZONE,
    newId: () => `y-${String(ids++).padStart(9, '0')}`,
  })

  function keep(decision: Decision): void {
    const before = facts.incidents
    judge(before, decision, arrangement, new Date(nowMs))
    telling.decided(before, decision, new Date(nowMs))
    facts = afterwards(facts, decision)
    dueMs = null
    for (const { incidentId, action, detail } of decision.actions)
      if (action === 'knocking')
        for (const { afterMs, does, more } of wokenIn(detail['personIds'] as string[], random))
          agenda.put(nowMs + afterMs, { what: 'room', incidentId, does, more: more ?? {} })
  }

  function plan(personId: string, incidentId: string, intent: Intent): void {
    agenda.put(nowMs + intent.afterMs, { what: 'person', personId, incidentId, intent })
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

  function does(viewer: Viewer, incidentId: string, body: Omit<OwnBody, 'id'>): void {
    const incident = facts.incidents.get(incidentId)
    if (incident === undefined) return
    const standing = withPresentChain(incident, arrangement, making())
    // The action is one of those that concern one incident; the rest of the type is its fields.
    const acted = act(standing, { ...body, id: `do-${ids++}` } as OwnBody, viewer, making())
    if (!acted.ok) return
    const { incident: after, actions, deliveries } = acted.calling
    keep({ ...noDecision(), incidents: [after], actions, deliveries })
  }

  function room(): Viewer {
    const shift = arrangement.shifts.find(({ post }) => post === 'officer')
    return { personId: shift?.personId ?? 'duty', name: '', roles: ['duty'], duties: [], areaIds: null }
  }

  function take(event: Event): void {
    switch (event.what) {
      case 'happens':
        return happens(event.it, event.nth)
      case 'warned':
        return begun(() => arrives(warningOf(event.it, arrangement)))
      case 'person': {
        const { personId, incidentId, intent } = event
        const roles = arrangement.people.get(personId)?.roles ?? []
        const viewer: Viewer = { personId, name: '', roles: [...roles], duties: [], areaIds: null }
        return does(viewer, incidentId, { ...intent.more, action: intent.does })
      }
      case 'room': {
        const incident = facts.incidents.get(event.incidentId)
        if (incident === undefined) return
        if (event.does !== 'end') return does(room(), incident.id, { ...event.more, action: event.does })
        // Nobody is sent home from what still goes on: it is looked at again.
        const isOver = incident.handling === 'handled' || incident.outcome === 'false-alarm' || isOld(incident)
        if (isOver) for (const action of endedBy(incident)) does(room(), incident.id, { action })
        if (facts.incidents.has(incident.id)) agenda.put(nowMs + HOUR_MS / 2, event)
        return
      }
      case 'told':
        return telling.take(event.it, new Date(nowMs))
      case 'back':
        return telling.release(new Date(nowMs))
    }
  }

  const isOld = ({ openedAt }: IncidentRecord): boolean => nowMs - Date.parse(openedAt) > 6 * HOUR_MS

  function arrives(decoded: Decoded): void {
    const message = messageOn('t', {}, { receivedAt: new Date(nowMs) })
    keep(decideArrivals([{ sourceId: 'native', decoded, message, key: null }], facts, making()))
  }

  function happens({ kind, location, by, confidence }: Happening, nth: number): void {
    if (by === 'device') {
      const stated = { type: 'point', location, radiusMetres: 20 } as const
      const said = { signal: 'event', kind, state: 'active', place: stated, confidence } as const
      return begun(() => arrives({ ...signOfLife(`made-up-${nth}`, 'other'), ...said }))
    }
    const observedAt = new Date(nowMs).toISOString()
    const body = { id: `report-${nth}`, kind, description: '', location, accuracyMetres: 30, observedAt }
    begun(() => keep(decideReport(body, null, facts, making()).decision))
  }

  /** The duty room hears of what is new, and looks after it until it is over. */
  function begun(happen: () => void): void {
    const before = new Set(facts.incidents.keys())
    happen()
    for (const id of facts.incidents.keys()) {
      if (before.has(id)) continue
      for (const { afterMs, does: action } of noticedIn(random))
        agenda.put(nowMs + afterMs, { what: 'room', incidentId: id, does: action })
      agenda.put(nowMs + HOUR_MS, { what: 'room', incidentId: id, does: 'end' })
    }
  }

  for (const { untilMs } of world.downtimes) agenda.put(untilMs, { what: 'back' })
  world.happenings.forEach((it, nth) => agenda.put(it.atMs, { what: 'happens', it, nth }))
  for (const it of FLOOD) agenda.put(world.floodMs + it.afterMs, { what: 'warned', it })
  for (;;) {
    dueMs ??= nextDueMs()
    const stepMs = backAt(world, Math.max(dueMs, nowMs))
    const eventMs = backAt(world, Math.max(agenda.nextMs(), nowMs))
    const outboxMs = backAt(world, Math.max(telling.nextDueMs(), nowMs))
    const atMs = Math.min(stepMs, eventMs, outboxMs)
    if (atMs > world.endMs + AFTER_MS) break
    nowMs = atMs
    const at = new Date(nowMs)
    if (arrangement.holdsUntil !== null && at >= arrangement.holdsUntil) {
      arrangement = arrangementAt(world.versions, at)
      facts = { ...facts, arrangement, signals: new Map([...facts.signals].filter(([, { active }]) => active)) }
      dueMs = null
    }
    if (stepMs <= nowMs) settle()
    if (eventMs <= nowMs) {
      const event = agenda.take()
      if (event !== null) take(event)
      if (event !== null && event.what !== 'told') settle()
    }
    // What was under way when the server went down is let go before anything is handed over.
    if (outboxMs <= nowMs && agenda.nextMs() > nowMs) telling.look(at)
  }
  report.leftOpen = [...facts.incidents.values()].map(({ id, kind, handling }) => `${id} ${kind} ${handling}`)
  telling.lookBack()
  return report
}
