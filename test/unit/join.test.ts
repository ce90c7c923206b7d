import { describe, expect, it } from 'vitest'
import type { ReportBody } from '#shared/observation.ts'
import type { ActionBody } from '#shared/action.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody } from '../../server/domain/act.ts'
import { type Decision, type Facts, type IncidentRecord, noDecision } from '../../server/domain/facts.ts'
import { decideReport } from '../../server/domain/intake.ts'
import { actMerge, actSplit, actUndo, type JoinActed, otherOf, undoable } from '../../server/domain/join-act.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import { afterwards, demoFacts, makingAt } from '../support/demo-facts.ts'

const { toLngLat } = createTangentPlane([112.196, 36.604])
const duty: Viewer = { personId: 'duty', name: '', roles: ['duty'], duties: [], areaIds: null }
const member = (personId: string): Viewer => ({ personId, name: '', roles: ['member'], duties: [], areaIds: [] })

let second = 0
let facts: Facts = demoFacts()
const history: Decision[] = []

/** Starts a story anew. */
function story(): void {
  second = 0
  facts = demoFacts()
  history.length = 0
}

function written(decision: Decision): Decision {
  facts = afterwards(facts, decision)
  history.push(decision)
  return decision
}

/** A person's report of something so many metres east and north; the id of its incident. */
function reported(who: string, kind: ReportBody['kind'], east: number, north = 0): string {
  second += 10
  const body = { id: `seen-by-${who}`, kind, description: '', location: toLngLat([east, north]), accuracyMetres: 20 }
  const { decision, incidentId } = decideReport(body, who, facts, makingAt(second))
  written(decision)
  return incidentId
}

/** An incident as it was last written. */
function standing(id: string): IncidentRecord {
  const all = history.flatMap(({ incidents }) => incidents).filter((incident) => incident.id === id)
  const last = all.at(-1)
  if (last === undefined) throw new Error(`there is no incident ${id}`)
  return last
}

const logOf = (id: string) => history.flatMap(({ actions }) => actions).filter(({ incidentId }) => incidentId === id)

function body(action: ActionBody['action'], more: Partial<ActionBody> = {}): ActionBody {
  return { id: `${action}-${second}`, action, ...more }
}

function joinActed(id: string, asked: ActionBody, viewer = duty): JoinActed {
  second += 10
  const incident = standing(id)
  const given = { incident, body: asked, viewer, facts, making: makingAt(second) }
  const undone = undoable(logOf(id), asked.undoes)
  const other = history.flatMap(({ incidents }) => incidents).findLast((each) => each.id === asked.incidentId) ?? null
  const acted =
    asked.action === 'merge'
      ? actMerge(other, given)
      : asked.action === 'split'
        ? actSplit(
            (asked.observationIds ?? []).map((observationId) => ({ incidentId: id, observationId, deviceId: null })),
            given,
          )
        : actUndo(undone, undone && standing(otherOf(undone)), given)
  if (acted.ok) {
    const { callings, signals, links } = acted.joining
    written({
      ...noDecision(),
      incidents: callings.map(({ incident: changed }) => changed),
      actions: callings.flatMap(({ actions }) => actions),
      deliveries: callings.flatMap(({ deliveries }) => deliveries),
      signals,
      links,
    })
  }
  return acted
}

describe('two incidents that turn out to be one', () => {
  /** Two fires 800 m apart, and one report between them. */
  function bridged(): { first: string; second: string } {
    story()
    const ids = { first: reported('a', 'smoke', 0), second: reported('b', 'fire', 1000) }
    expect(ids.first).not.toBe(ids.second)
    reported('c', 'smoke', 500)
    return ids
  }

  it('go on under the name of the older, with the evidence, the graver kind and the witnesses of both', () => {
    const { first, second: later } = bridged()
    expect(standing(first)).toMatchObject({
      kind: 'fire',
      severity: 'extreme',
      observationCount: 3,
      reporterIds: ['a', 'b', 'c'],
      mergedIds: [later],
      mergedInto: null,
    })
    expect(standing(later)).toMatchObject({ mergedInto: first, outcome: 'duplicate', handling: 'closed', alerts: [] })
    expect([...facts.incidents.keys()]).toEqual([first])
  })

  it('have one standing call a person, and nobody who said that he goes is forgotten', () => {
    story()
    const first = reported('a', 'smoke', 0)
    const later = reported('b', 'fire', 1000)
    const goer = standing(later).alerts[0]?.personId ?? ''
    const acted = act(standing(later), { id: 'go', action: 'acknowledge' }, member(goer), makingAt(25))
    if (!acted.ok) throw new Error(acted.reason)
    written({ ...noDecision(), incidents: [acted.calling.incident], actions: acted.calling.actions })
    reported('c', 'smoke', 500)
    const { alerts } = standing(first)
    expect(alerts.every(({ incidentId }) => incidentId === first)).toBe(true)
    expect(alerts.find(({ personId, state }) => personId === goer && state === 'accepted')).toBeDefined()
    const open = alerts.filter(({ state }) => state !== 'expired').map(({ personId }) => personId)
    expect(new Set(open).size).toBe(open.length)
  })

  it('sound again although the duty room had taken notice of the one that is now graver', () => {
    story()
    const first = reported('a', 'smoke', 0)
    reported('b', 'fire', 1000)
    const acted = act(standing(first), { id: 'hear', action: 'answer' }, duty, makingAt(25))
    if (!acted.ok) throw new Error(acted.reason)
    written({ ...noDecision(), incidents: [acted.calling.incident], actions: acted.calling.actions })
    expect(standing(first).answered).not.toBeNull()
    reported('c', 'smoke', 500)
    expect(standing(first).answered).toBeNull()
  })

  it('do not settle each other: what was a false alarm in one leaves the other open, also when it is undone', () => {
    story()
    const real = reported('a', 'fire', 0)
    const settled = reported('b', 'smoke', 9000)
    const judged = act(standing(settled), { id: 'v', action: 'verify', outcome: 'false-alarm' }, duty, makingAt(25))
    if (!judged.ok) throw new Error(judged.reason)
    written({ ...noDecision(), incidents: [judged.calling.incident], actions: judged.calling.actions })
    expect(joinActed(real, body('merge', { incidentId: settled })).ok).toBe(true)
    expect(standing(real)).toMatchObject({ handling: 'reported', outcome: null })
    expect(standing(real).next).not.toBeNull()
    expect(joinActed(real, body('undo')).ok).toBe(true)
    expect(standing(real)).toMatchObject({ handling: 'reported', outcome: null })
    expect(standing(settled)).toMatchObject({ handling: 'verified', outcome: 'false-alarm', next: null })
  })

  it('give back what was said of the other when they are parted, and keep what was said since', () => {
    story()
    const [first, later] = [reported('a', 'smoke', 0), reported('b', 'smoke', 9000)]
    const said = (id: string, service: '110' | '119' | '120') => {
      const asked = { ...body('service', { service, isCalled: true }), id: `call-${service}` } as OwnBody
      const acted = act(standing(id), asked, duty, makingAt(second))
      if (!acted.ok) throw new Error(acted.reason)
      written({ ...noDecision(), incidents: [acted.calling.incident], actions: acted.calling.actions })
    }
    const called = (id: string) => standing(id).services.map(({ service }) => service)
    said(first, '110')
    said(later, '119')
    expect(joinActed(first, body('merge', { incidentId: later })).ok).toBe(true)
    expect(called(first).toSorted()).toEqual(['110', '119'])
    said(first, '120')
    expect(joinActed(first, body('undo')).ok).toBe(true)
    expect([called(first).toSorted(), called(later)]).toEqual([['110', '120'], ['119']])
  })

  it('are heard when one of them had not been heard, or was put off', () => {
    story()
    const first = reported('a', 'smoke', 0)
    reported('b', 'smoke', 1000)
    const until = makingAt(9999).now.toISOString()
    for (const each of [body('answer'), body('postpone', { id: 'p', until, note: 'later' })]) {
      const acted = act(standing(first), each as OwnBody, duty, makingAt(25))
      if (!acted.ok) throw new Error(acted.reason)
      written({ ...noDecision(), incidents: [acted.calling.incident], actions: acted.calling.actions })
    }
    reported('c', 'smoke', 500)
    expect(standing(first)).toMatchObject({ answered: null, postponedUntil: null })
  })

  it('can be parted again: the other is as it was, and they stay apart', () => {
    const { first, second: later } = bridged()
    const before = history.flatMap(({ incidents }) => incidents).filter(({ id }) => id === later)[0]
    expect(joinActed(first, body('undo')).ok).toBe(true)
    const back = standing(later)
    expect(back).toMatchObject({ kind: 'fire', mergedInto: null, closedAt: null, handling: 'reported', outcome: null })
    expect(back.alerts.map(({ personId }) => personId)).toEqual(
      expect.arrayContaining(before?.alerts.map(({ personId }) => personId) ?? []),
    )
    expect(standing(first)).toMatchObject({ kind: 'smoke', mergedIds: [], reporterIds: ['a', 'c'] })
    reported('d', 'smoke', 520)
    expect(facts.incidents.size).toBe(2)
  })

  it('may be merged by people wherever they are, and a drill never with what is real', () => {
    story()
    const first = reported('a', 'fire', 0)
    const later = reported('b', 'fire', 9000)
    expect(joinActed(first, body('merge', { incidentId: later })).ok).toBe(true)
    expect(standing(first).mergedIds).toEqual([later])
    story()
    const real = reported('a', 'fire', 0)
    const drill = reported('b', 'fire', 9000)
    written({ ...noDecision(), incidents: [{ ...standing(drill), exercise: true }] })
    expect(joinActed(real, body('merge', { incidentId: drill }))).toMatchObject({
      ok: false,
      reason: 'contradiction',
    })
  })

  it('are not merged by somebody who may not see the other, nor private affairs with what everybody sees', () => {
    story()
    const fire = reported('a', 'fire', 0)
    const quarrel = reported('b', 'dispute', 9000)
    const here: Viewer = { ...duty, personId: 'leader-elsewhere', roles: ['leader'], areaIds: standing(fire).areaIds }
    expect(joinActed(fire, body('merge', { incidentId: quarrel }))).toMatchObject({ reason: 'contradiction' })
    const far = reported('c', 'fire', 30_000, 30_000)
    expect(joinActed(fire, body('merge', { incidentId: far }), here)).toMatchObject({ reason: 'invalid' })
  })

  it('are not merged with themselves, with what is not there or closed, nor by somebody without the right', () => {
    const { first, second: later } = bridged()
    expect(joinActed(first, body('merge', { incidentId: first }))).toMatchObject({ reason: 'invalid' })
    expect(joinActed(first, body('merge', { incidentId: 'nothing' }))).toMatchObject({ reason: 'invalid' })
    expect(joinActed(first, body('merge', { incidentId: later }))).toMatchObject({ reason: 'contradiction' })
    expect(joinActed(first, body('undo'), member('a'))).toMatchObject({ reason: 'not-allowed' })
  })
})

describe('one incident that turns out to be two', () => {
  function together(): string {
    story()
    const id = reported('a', 'fire', 0)
    expect(reported('b', 'smoke', 300)).toBe(id)
    return id
  }

  it('is split by its evidence: the other has its own place, kind and calls, and the evidence moves', () => {
    const id = together()
    const acted = joinActed(id, body('split', { observationIds: ['seen-by-b'] }))
    if (!acted.ok) throw new Error(acted.reason)
    const other = standing(otherOf(acted.action))
    expect(other).toMatchObject({ kind: 'smoke', reporterIds: ['b'], apartFrom: [id], observationCount: 1 })
    expect(other.alerts.length).toBeGreaterThan(0)
    expect(standing(id)).toMatchObject({ kind: 'fire', reporterIds: ['a'], apartFrom: [other.id], observationCount: 1 })
    expect(acted.joining.links).toEqual([
      { incidentId: id, observationId: 'seen-by-b', withdrawnAt: makingAt(second).now.toISOString() },
      { incidentId: other.id, observationId: 'seen-by-b', withdrawnAt: null },
    ])
  })

  it('is one again when that is undone', () => {
    const id = together()
    const acted = joinActed(id, body('split', { observationIds: ['seen-by-b'] }))
    if (!acted.ok) throw new Error(acted.reason)
    expect(joinActed(id, body('undo')).ok).toBe(true)
    expect(standing(id)).toMatchObject({ kind: 'fire', mergedIds: [otherOf(acted.action)] })
    expect([...facts.incidents.keys()]).toEqual([id])
    expect(joinActed(id, body('undo'))).toMatchObject({ ok: false, reason: 'invalid' })
  })

  it('keeps some evidence on either side', () => {
    const id = together()
    const all = ['seen-by-a', 'seen-by-b']
    expect(joinActed(id, body('split', { observationIds: all }))).toMatchObject({ reason: 'invalid' })
    expect(joinActed(id, body('split', { observationIds: ['nothing'] }))).toMatchObject({ reason: 'invalid' })
  })
})
