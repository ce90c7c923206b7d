import { z } from 'zod'
import { type ActionBody, HEARD_BY } from '#shared/action.ts'
import { CLOCKS, FALSE_CAUSES, OUTCOMES } from '#shared/incident.ts'
import { momentOfLocal } from '../local-moment.ts'
import { ACTION_FORMS, type DeskAction } from './action-forms.ts'

const draftSchema = z.object({
  personId: z.string(),
  heardBy: z.enum(HEARD_BY).nullable(),
  note: z.string(),
  outcome: z.enum(OUTCOMES).nullable(),
  cause: z.enum(FALSE_CAUSES).nullable(),
  clock: z.enum(CLOCKS).nullable(),
  /** How long from now; null: until `until`. */
  minutes: z.number().nullable(),
  /** As a field of date and time shows it, by the clock of the township. */
  until: z.string(),
  otherId: z.string(),
  evidence: z.array(z.string()),
  byCallBack: z.boolean(),
  isLate: z.boolean(),
  happenedAt: z.string(),
  /** Of a try of which it is not known what became: sent again it is the same one. */
  attempt: z.object({ id: z.string(), at: z.string() }).nullable(),
})

/** What is typed into the form of an action. */
export type ActionDraft = z.infer<typeof draftSchema>

/** A form in which nothing stands but who probably did it. */
export function emptyActionDraft(personId = ''): ActionDraft {
  return {
    personId,
    heardBy: null,
    note: '',
    outcome: null,
    cause: null,
    clock: null,
    minutes: 30,
    until: '',
    otherId: '',
    evidence: [],
    byCallBack: false,
    isLate: false,
    happenedAt: '',
    attempt: null,
  }
}

/** A draft as it was kept; null where it is none. */
export function actionDraftIn(kept: unknown): ActionDraft | null {
  return draftSchema.safeParse(kept).data ?? null
}

/** What an action cannot be recorded without and does not stand in its form yet. */
export type Lacking = 'person' | 'heardBy' | 'note' | 'outcome' | 'until' | 'happenedAt' | 'other'

/** What is lacking in a form, in its order. `nowMs` is the server's time, `zone` the township's. */
export function lackingIn(action: DeskAction, draft: ActionDraft, nowMs: number, zone: string): Lacking[] {
  const form = ACTION_FORMS[action]
  const lacking: Lacking[] = []
  if (form.outcome && draft.outcome === null) lacking.push('outcome')
  const concerns = form.concerns === 'incident' ? draft.otherId !== '' : draft.evidence.length > 0
  if (form.concerns !== null && !concerns) lacking.push('other')
  if (form.person === 'required' && draft.personId === '') lacking.push('person')
  if (isHeard(action, draft) && draft.heardBy === null) lacking.push('heardBy')
  const happenedMs = momentMs(zone, draft.happenedAt)
  if (form.mayBeLate && draft.isLate && !(happenedMs !== null && happenedMs <= nowMs)) lacking.push('happenedAt')
  if (form.until && draft.minutes === null) {
    const untilMs = momentMs(zone, draft.until)
    // What was extended may be over by the time it is entered.
    const mayBeOver = action === 'extend' && draft.isLate
    if (untilMs === null || (untilMs <= nowMs && !mayBeOver)) lacking.push('until')
  }
  if (form.note === 'required' && draft.note.trim() === '') lacking.push('note')
  return lacking
}

/** Whether a form says what somebody else did, whom the operator heard. */
export function isHeard(action: DeskAction, { personId }: Pick<ActionDraft, 'personId'>): boolean {
  const { person, personIs } = ACTION_FORMS[action]
  return person !== 'none' && personIs === 'doer' && personId !== ''
}

/** The action that a form describes; `attempt` is its id, and when it was tried first. */
export function actionBodyOf(
  action: DeskAction,
  draft: ActionDraft,
  { id, at, nowMs, zone }: { id: string; at: string; nowMs: number; zone: string },
): ActionBody {
  const form = ACTION_FORMS[action]
  const { personId, heardBy, outcome, cause, clock, minutes } = draft
  const happened = form.mayBeLate && draft.isLate ? momentOfLocal(zone, draft.happenedAt) : null
  const note = draft.note.trim()
  const until = minutes === null ? momentOfLocal(zone, draft.until) : new Date(nowMs + minutes * 60_000).toISOString()
  const isNamed = form.person !== 'none' && personId !== ''
  return {
    id,
    action,
    at: happened ?? at,
    ...(happened === null ? {} : { late: true }),
    ...(form.note !== 'none' && note !== '' ? { note } : {}),
    ...(isNamed ? (form.personIs === 'called' ? { personId } : { onBehalfOf: personId }) : {}),
    ...(isHeard(action, draft) && heardBy !== null ? { heardBy } : {}),
    ...(form.outcome && outcome !== null ? { outcome } : {}),
    ...(form.outcome && outcome === 'false-alarm' && cause !== null ? { cause } : {}),
    ...(form.clock && clock !== null ? { clock } : {}),
    ...(form.callBack && draft.byCallBack ? { byCallBack: true } : {}),
    ...(form.concerns === 'incident' ? { incidentId: draft.otherId } : {}),
    ...(form.concerns === 'evidence' ? { observationIds: [...draft.evidence] } : {}),
    ...(form.until && until !== null ? { until } : {}),
  }
}

function momentMs(zone: string, local: string): number | null {
  const moment = momentOfLocal(zone, local)
  return moment === null ? null : Date.parse(moment)
}
