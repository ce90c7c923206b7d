import type { Action, ActionBody, ActionName } from '#shared/action.ts'
import type { Incident } from '#shared/incident.ts'
import type { ReportBody } from '#shared/observation.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../db/connect.ts'
import { type Decisions, SeenBefore } from './decisions.ts'
import { createDrafting } from './drafting.ts'
import { act, type Acted, refusalOf } from './domain/act.ts'
import { actMerge, actSplit, actUndo, type JoinActed, otherOf, undoable } from './domain/join-act.ts'
import { takeDue } from './domain/due.ts'
import { type Facts, type IncidentRecord, type Making, noDecision } from './domain/facts.ts'
import { wireIncident } from './domain/wire-incident.ts'
import type { Chosen } from './domain/join.ts'
import { decideArrivals, decideReport } from './domain/intake.ts'
import { actHousehold } from './domain/household-word.ts'
import { withPresentChain } from './domain/present-chain.ts'
import { standingAlarms } from './domain/standing.ts'
import { maySee, scopeOf } from './domain/viewer.ts'
import type { SaidBody } from './domain/log-entry.ts'
import { mayApprove } from './domain/handling-table.ts'
import { namedSector, searchedAround } from './domain/searching.ts'
import { mayIssue } from './domain/issuing.ts'
import { answererFaults } from './registry.ts'
import { createRevisits } from './revisits.ts'
import { stepOf } from './store/decisions.ts'
import { householdAnswerRow, householdWords } from './store/household-answers.ts'
import {
  actionById,
  actionsOf,
  evidenceLinks,
  incidentById,
  observationById,
  standingIncident,
} from './store/incidents.ts'

/** What became of an action on an incident. */
export type ActOutcome =
  | { ok: true; action: Action; incident: Incident; repeated: boolean }
  | { ok: false; reason: 'not-found' | 'not-allowed' | 'conflict' }
  | { ok: false; reason: 'contradiction'; state: string; allowed: ActionName[] }
  | { ok: false; reason: 'invalid'; field: string; message: string; why?: string | undefined }

/** What people, and the clock, do to incidents. */
export type Acting = {
  /** Does what a viewer wants done; the same action id again gives the first answer. */
  act(viewer: Viewer, incidentId: string, body: SaidBody): Promise<ActOutcome>
  /**
   * Takes a person's report, or (null) that of somebody nobody knows; the same id again gives the first answer. Null: the
   * id is another's.
   */
  report(
    personId: string | null,
    body: ReportBody,
  ): Promise<{ observationId: string; incidentId: string; repeated: boolean } | null>
  /** Does what the passing of time brings about; resolves to how many incidents it concerned. */
  takeDue(): Promise<number>
}

export function createActing({ database, decisions }: { database: Database; decisions: Decisions }): Acting {
  const revisits = createRevisits({ database, decisions })
  const drafting = createDrafting(decisions)

  async function repeated(viewer: Viewer, incidentId: string, actionId: string): Promise<ActOutcome | null> {
    const action = await actionById(database, actionId)
    if (action === null) return null
    const [incident, meant] = await Promise.all([
      standingIncident(database, action.incidentId),
      standingIncident(database, incidentId),
    ])
    // Whoever did it may have lost the ground since: what is no longer theirs is not there for them.
    if (meant === null || !maySee(viewer, scopeOf(meant))) return { ok: false, reason: 'not-found' }
    // An id is its maker's: another person's action under it is no answer to this one.
    if (incident === null || incident.id !== meant.id || action.actorId !== viewer.personId)
      return { ok: false, reason: 'conflict' }
    return { ok: true, action, incident: wireIncident(incident), repeated: true }
  }

  /** What concerns a second incident, which is read first. */
  async function joinOrPart(asked: {
    incident: IncidentRecord
    body: ActionBody
    viewer: Viewer
    facts: Facts
    making: Making
  }): Promise<JoinActed> {
    const { body, incident, facts } = asked
    const known = async (id: string) => facts.incidents.get(id) ?? (await incidentById(database, id))
    if (body.action === 'merge') return actMerge(await known(body.incidentId ?? ''), asked)
    if (body.action === 'split')
      return actSplit(ofTheirWitnesses(await evidenceLinks(database, incident), body.observationIds ?? []), asked)
    const undone = undoable(await actionsOf(database, incident), body.undoes)
    return actUndo(undone, undone === null ? null : await known(otherOf(undone)), asked)
  }

  return {
    async act(viewer, incidentId, body) {
      const before = await repeated(viewer, incidentId, body.id)
      if (before !== null) return before
      try {
        return await decisions.decide<ActOutcome>(async (facts, making) => {
          const incident = facts.incidents.get(incidentId) ?? (await standingIncident(database, incidentId))
          if (incident === null || !maySee(viewer, scopeOf(incident)))
            return { result: { ok: false, reason: 'not-found' }, step: null }
          // First whether they may at all: who may not is not told who there is.
          if (refusalOf(incident, body, viewer, making)?.reason === 'not-allowed')
            return { result: { ok: false, reason: 'not-allowed' }, step: null }
          const unknown = [body.personId, body.onBehalfOf].find((id) => id != null && !facts.arrangement.people.has(id))
          if (unknown != null)
            return {
              result: { ok: false, reason: 'invalid', field: 'personId', message: `there is no person ${unknown}` },
              step: null,
            }
          const { action } = body
          if (action === 'sector' && body.areaId != null && facts.arrangement.areas.byId(body.areaId) === null)
            return {
              result: { ok: false, reason: 'invalid', field: 'areaId', message: `there is no area ${body.areaId}` },
              step: null,
            }
          // An extension is approved by somebody with the right to, whoever enters it.
          const approver = action === 'extend' ? facts.arrangement.people.get(body.onBehalfOf ?? '') : undefined
          if (approver !== undefined && !mayApprove(approver.roles))
            return {
              result: {
                ok: false,
                reason: 'invalid',
                field: 'onBehalfOf',
                message: 'who approves must have the right to',
              },
              step: null,
            }
          const signer = body.onBehalfOf ?? viewer.personId
          if (action === 'issue' && !mayIssue(signer, incident.areaIds, facts.arrangement)) {
            const fault = { field: 'onBehalfOf', message: 'who signs leads the shift, or is a leader' }
            const refused =
              body.onBehalfOf == null ? { reason: 'not-allowed' as const } : { reason: 'invalid' as const, ...fault }
            return { result: { ok: false, ...refused }, step: null }
          }
          // A wall or an inspector would see what they are called to, and come to nobody's help.
          const [unfit] = action === 'assign' ? answererFaults('personId', body.personId, facts.arrangement) : []
          if (unfit !== undefined)
            return { result: { ok: false, ...unfit, reason: 'invalid', why: unfit.reason }, step: null }
          // Whoever is called on is called by who is there now; what is closed stays as it was, unless it begins again.
          const isOver = incident.closedAt !== null && action !== 'reopen'
          const standing = isOver ? incident : withPresentChain(incident, facts.arrangement, making)
          const found =
            action === 'household'
              ? actHousehold(standing, { ...body, action }, viewer, {
                  words: await householdWords(database, incident),
                  arrangement: facts.arrangement,
                  making,
                })
              : null
          const acted =
            found !== null
              ? alone(found)
              : action === 'merge' || action === 'split' || action === 'undo'
                ? await joinOrPart({ incident, body, viewer, facts, making })
                : alone(
                    withGround(
                      standing,
                      act(standing, { ...namedSector(body, facts.arrangement), action }, viewer, making),
                      facts,
                    ),
                  )
          if (!acted.ok) return { result: acted, step: null }
          const { signals, links } = acted.joining
          const callings = await drafting.ofClosed(acted.joining.callings, facts, making)
          const step = stepOf(
            {
              ...noDecision(),
              incidents: callings.map((calling) => calling.incident),
              actions: callings.flatMap(({ actions }) => actions),
              deliveries: callings.flatMap(({ deliveries }) => deliveries),
              signals,
              links,
            },
            making.now,
            making.newId,
          )
          const word = found?.ok === true ? found.word : null
          const put = word === null ? {} : { householdAnswers: [householdAnswerRow(incident.id, word)] }
          const after = callings.find((calling) => calling.incident.id === incident.id)?.incident ?? incident
          return {
            result: { ok: true, action: acted.action, incident: wireIncident(after), repeated: false },
            step: { ...step, put: { ...step.put, ...put } },
          }
        })
      } catch (error) {
        if (!(error instanceof SeenBefore)) throw error
        return (await repeated(viewer, incidentId, body.id)) ?? { ok: false, reason: 'conflict' }
      }
    },

    async report(personId, body) {
      const first = async () => {
        const observation = await observationById(database, body.id)
        if (observation === null) return null
        // What became of another's report is not for whoever has guessed its id.
        return observation.personId !== personId
          ? 'taken'
          : { observationId: body.id, incidentId: observation.incidentId ?? '', repeated: true }
      }
      const before = await first()
      if (before !== null) return before === 'taken' ? null : before
      try {
        return await decisions.decide((facts, making) => {
          const { decision, incidentId } = decideReport(body, personId, facts, making)
          const result = { observationId: body.id, incidentId, repeated: false }
          return { result, step: stepOf(decision, making.now, making.newId) }
        })
      } catch (error) {
        const answered = error instanceof SeenBefore ? await first() : null
        if (answered === null) throw error
        return answered === 'taken' ? null : answered
      }
    },

    async takeDue() {
      const called = await decisions.decide<number>((facts, making) => {
        const due = takeDue(facts, making)
        return { result: due?.incidents.length ?? 0, step: due && stepOf(due, making.now, making.newId) }
      })
      // Second, in a decision of its own: whatever may be wrong with a device holds up nobody's call.
      const raised = await decisions.decide<number>((facts, making) => {
        const standing = standingAlarms(facts, making.now)
        if (standing.length === 0) return { result: 0, step: null }
        const decision = decideArrivals(standing, facts, making)
        return { result: decision.incidents.length, step: stepOf(decision, making.now, making.newId) }
      })
      // Last: who reads it is called already.
      return called + raised + (await revisits.takeDue()) + (await drafting.takeDue())
    },
  }
}

/** Everything that the witnesses of the chosen evidence have said: a device goes whole, a person by each report. */
function ofTheirWitnesses(links: readonly Chosen[], observationIds: readonly string[]): Chosen[] {
  const asked = links.filter(({ observationId }) => observationIds.includes(observationId))
  const devices = new Set(asked.flatMap(({ deviceId }) => deviceId ?? []))
  return links.filter((link) => asked.includes(link) || (link.deviceId !== null && devices.has(link.deviceId)))
}

/** Where somebody was last seen may have become known: the ground around it is to be searched. */
function withGround(before: IncidentRecord, acted: Acted, { arrangement }: Facts): Acted {
  if (!acted.ok) return acted
  const incident = searchedAround(before, acted.calling.incident, arrangement)
  return { ...acted, calling: { ...acted.calling, incident } }
}

function alone(acted: Acted): JoinActed {
  return acted.ok ? { ...acted, joining: { callings: [acted.calling], signals: [], links: [] } } : acted
}
