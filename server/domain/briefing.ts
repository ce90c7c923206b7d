import { isDeepStrictEqual } from 'node:util'
import type { ActionBody } from '#shared/action.ts'
import { type Brief, type BriefFacts, type BriefStage, isDraft, isReported } from '#shared/brief.ts'
import { clocksOf } from '#shared/clock.ts'
import { isSettled } from '#shared/incident.ts'
import { briefWords } from './brief-text.ts'
import { type Calling, systemAction } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { saidAt } from './log-entry.ts'
import { isOver } from './tellings.ts'

// The reports to the county (首报, 续报, 终报). The server drafts each from what is known, and goes on doing so until somebody
// changes it, signs it or has told it: from then on it only says that facts have moved on.

/** What is signed and not told is thought to have been told after so long: the next one is drafted. */
const TOLD_AFTER_MS = 600_000

/** Drafts the report that is due, or writes a draft anew where facts have moved on; null where there is nothing to write. */
export function draftBrief(incident: IncidentRecord, facts: BriefFacts, making: Making): Calling | null {
  if (incident.mergedInto !== null || !isReported(incident)) return null
  const draft = incident.briefs.findLast(isDraft)
  if (draft !== undefined) return renewedDraft(incident, draft, facts, making)
  const stage = stageDue(incident, facts, making)
  return stage === null ? null : begun(incident, stage, facts, making)
}

/** Which report is due next where none is being drafted; null: none yet. */
function stageDue(incident: IncidentRecord, facts: BriefFacts, { now }: Making): BriefStage | null {
  const last = incident.briefs.at(-1)
  if (last === undefined) return isSettled(incident.outcome) ? null : 'first'
  if (isOver(incident)) return last.stage === 'final' ? null : 'final'
  const isKnown = last.told.length > 0 || now.getTime() - Date.parse(last.issuedAt ?? last.draftedAt) > TOLD_AFTER_MS
  if (!isKnown) return null
  const isNews = last.facts === null || !isDeepStrictEqual(whatMatters(last.facts), whatMatters(facts))
  const followUp = clocksOf(incident, now.getTime()).find(({ clock }) => clock === 'follow-up')
  return isNews || (followUp !== undefined && followUp.colour !== 'blue') ? 'follow-up' : null
}

/** What a county wants to hear of when it changes. */
function whatMatters(facts: BriefFacts) {
  const { kind, isSuspected, outcome, firePhase, endedAt, arrived, servicesCalled } = facts
  return { kind, isSuspected, outcome, firePhase, endedAt, arrived, servicesCalled }
}

function begun(incident: IncidentRecord, stage: BriefStage, facts: BriefFacts, making: Making): Calling {
  const brief = written(newBrief(incident, stage, making), incident, facts, making)
  const action = systemAction(incident.id, 'drafted', { briefId: brief.id, stage }, making)
  return { incident: { ...incident, briefs: [...incident.briefs, brief] }, actions: [action], deliveries: [] }
}

function renewedDraft(incident: IncidentRecord, draft: Brief, facts: BriefFacts, making: Making): Calling | null {
  if (isDeepStrictEqual(draft.renewed?.facts ?? draft.facts, facts)) return null
  // What was going to be said of it while it went on is said of its end.
  const stage = draft.stage === 'follow-up' && isOver(incident) ? 'final' : draft.stage
  const { text, written: form } = briefWords({ ...draft, stage }, facts, toldBefore(incident, draft.id), making)
  const renewed =
    draft.draftedBy === null
      ? written({ ...draft, stage, number: stage === draft.stage ? draft.number : 1 }, incident, facts, making)
      : isDeepStrictEqual(draft.facts, facts)
        ? { ...draft, renewed: null }
        : { ...draft, renewed: { text, written: form, facts } }
  return { incident: withBrief(incident, renewed), actions: [], deliveries: [] }
}

function newBrief({ briefs }: IncidentRecord, stage: BriefStage, { now, newId }: Making): Brief {
  const number = stage === 'follow-up' ? briefs.filter((brief) => brief.stage === stage).length + 1 : 1
  const unsaid = { text: '', written: '', draftedBy: null, facts: null, renewed: null }
  const unsigned = { issuedAt: null, issuedBy: null, witnessId: null, told: [] }
  return { id: newId(), stage, number, draftedAt: now.toISOString(), ...unsaid, ...unsigned }
}

/** A report in the words of the server. */
function written(brief: Brief, incident: IncidentRecord, facts: BriefFacts, making: Making): Brief {
  const words = briefWords(brief, facts, toldBefore(incident, brief.id), making)
  return { ...brief, ...words, facts, renewed: null, draftedAt: making.now.toISOString() }
}

/** What the report before one said, so that it can say what has changed. */
function toldBefore({ briefs }: IncidentRecord, id: string): BriefFacts | null {
  const at = briefs.findIndex((brief) => brief.id === id)
  return (at < 0 ? briefs : briefs.slice(0, at)).at(-1)?.facts ?? null
}

function withBrief(incident: IncidentRecord, brief: Brief): IncidentRecord {
  return { ...incident, briefs: incident.briefs.map((one) => (one.id === brief.id ? brief : one)) }
}

/** Why something cannot be done to a report; null where it can. */
export function briefRefusal({ kind, briefs }: IncidentRecord, body: ActionBody) {
  const wrong = (field: string, message: string) => ({ ok: false, reason: 'invalid', field, message }) as const
  if (body.action !== 'draft' && body.action !== 'issue' && body.action !== 'told') return null
  if (!isReported({ kind, severity: 'extreme', outcome: 'real', briefs: [1] }))
    return wrong('action', 'private affairs are not reported to the county')
  if (body.briefId == null) return null
  const brief = briefs.find(({ id }) => id === body.briefId)
  if (brief === undefined) return wrong('briefId', `there is no report ${body.briefId}`)
  if (body.action === 'draft' && !isDraft(brief))
    return wrong('briefId', 'what is signed or told is not changed: begin the next one')
  if (body.action === 'draft' && body.text === '') return wrong('text', 'a report says something')
  if (body.action === 'issue' && brief.issuedAt !== null) return wrong('briefId', 'it is signed already')
  return null
}

/** An incident with a report in somebody's own words, or a new one begun; without words the server writes it. */
export function withDraft(
  incident: IncidentRecord,
  body: ActionBody,
  personId: string,
  making: Making,
): IncidentRecord {
  const known = incident.briefs.find(({ id }) => id === body.briefId) ?? incident.briefs.findLast(isDraft)
  const stage = incident.briefs.length === 0 ? 'first' : isOver(incident) ? 'final' : 'follow-up'
  const brief = known ?? newBrief(incident, stage, making)
  const all = known === undefined ? { ...incident, briefs: [...incident.briefs, brief] } : incident
  // Whoever takes what the server would write now has it go on doing so.
  if (body.text == null && body.written == null) {
    const anew = brief.renewed ?? { facts: null }
    return withBrief(all, { ...brief, ...anew, renewed: null, draftedBy: null })
  }
  const words = { text: body.text ?? brief.text, written: body.written ?? brief.written }
  const facts = brief.renewed?.facts ?? brief.facts
  const draftedAt = making.now.toISOString()
  return withBrief(all, { ...brief, ...words, facts, renewed: null, draftedBy: personId, draftedAt })
}

/** An incident with a report signed by whoever may, and by whom it was heard where another enters it. */
export function withIssue(
  incident: IncidentRecord,
  body: ActionBody,
  personId: string,
  making: Making,
): IncidentRecord {
  const brief = incident.briefs.find(({ id }) => id === body.briefId)
  if (brief === undefined) return incident
  const issuedBy = body.onBehalfOf ?? personId
  const witnessId = issuedBy === personId ? null : personId
  return withBrief(incident, { ...brief, renewed: null, issuedAt: saidAt(body, making), issuedBy, witnessId })
}

/** An incident with a report told to somebody. */
export function withTold(incident: IncidentRecord, body: ActionBody, personId: string, making: Making): IncidentRecord {
  const brief = incident.briefs.find(({ id }) => id === body.briefId)
  if (brief === undefined || body.recipient == null || body.how == null) return incident
  const told = { recipient: body.recipient, how: body.how, at: saidAt(body, making), personId }
  return withBrief(incident, { ...brief, renewed: null, told: [...brief.told, told] })
}

/** What the log keeps of a report beside its id: the words that were signed or told. */
export function briefSaid({ briefs }: IncidentRecord, body: ActionBody): Record<string, unknown> {
  const brief = briefs.find(({ id }) => id === body.briefId)
  if (brief === undefined || (body.action !== 'issue' && body.action !== 'told')) return {}
  const { stage, text, written: form, issuedAt } = brief
  const isUnsigned = body.action === 'told' && issuedAt === null
  return {
    stage,
    text,
    ...(body.action === 'issue' ? { written: form } : {}),
    ...(isUnsigned ? { unsigned: true } : {}),
  }
}

/** The reports of two incidents as one, oldest first; of two bare drafts the one of the incident that goes on. */
export function briefsOfBoth(into: IncidentRecord, from: IncidentRecord): Brief[] {
  const isBare = (brief: Brief) => isDraft(brief) && brief.draftedBy === null
  const others = into.briefs.some(isDraft) ? from.briefs.filter((brief) => !isBare(brief)) : from.briefs
  return [...into.briefs, ...others].toSorted((a, b) => (a.draftedAt < b.draftedAt ? -1 : 1))
}
