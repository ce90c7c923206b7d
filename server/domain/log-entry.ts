import { type Action, type ActionBody, type AnswerChannel, LATE_AFTER_SECONDS } from '#shared/action.ts'
import { FIRE_PHASES, type FirePhase, HANDLINGS, phasesAfter } from '#shared/incident.ts'
import type { Viewer } from '#shared/session.ts'
import { callTo } from './call.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { HANDLING_TABLE, isFirePhase } from './handling-table.ts'
import { saidOfSearch } from './searching.ts'
import { lineOf } from './ticking.ts'

/** What somebody wants done, with what only the program itself may say: no client's body has these. */
export type SaidBody = ActionBody & {
  channel?: AnswerChannel
  /** It is noted because it came when the call was over. */
  tooLate?: 'accept' | 'decline' | 'heard' | 'safe'
}

/** The line that the log keeps of what somebody did. */
export function logEntry(
  incident: IncidentRecord,
  body: SaidBody,
  viewer: Viewer,
  detail: Record<string, unknown>,
  making: Making,
): Action {
  return {
    id: body.id,
    incidentId: incident.id,
    action: body.action,
    actorId: viewer.personId,
    onBehalfOf: body.onBehalfOf ?? null,
    at: body.at ?? null,
    recordedAt: making.now.toISOString(),
    note: body.note ?? null,
    detail: { ...detail, ...circumstances(incident, body, viewer, making) },
    mediaIds: [...(body.mediaIds ?? []), ...(body.search?.photoId == null ? [] : [body.search.photoId])],
  }
}

/** What an action says of itself: what was asked for, and the steps that nobody recorded before it. */
export function saidBy(incident: IncidentRecord, body: ActionBody): Record<string, unknown> {
  const { outcome, cause, clock, personId, until, isSettled, revisitAt } = body
  const { service, isCalled, briefId, text, written, recipient, how } = body
  const { householdId, householdState, people } = body
  const byCallBack = body.byCallBack || null
  const said = { outcome, cause, clock, personId, until, isSettled, revisitAt, byCallBack }
  const reported = { service, isCalled, briefId, text, written, recipient, how }
  const given = Object.entries({ ...said, ...reported, householdId, householdState, people }).filter(
    ([, value]) => value != null,
  )
  const { reaches } = HANDLING_TABLE[body.action]
  const unrecorded =
    reaches === null ? [] : HANDLINGS.slice(HANDLINGS.indexOf(incident.handling) + 1, HANDLINGS.indexOf(reaches))
  const phases = isFirePhase(body.action) ? skippedPhases(incident, body.action) : []
  return {
    ...Object.fromEntries(given),
    ...lineOf(incident, body),
    ...saidOfSearch(incident, body),
    ...(unrecorded.length > 0 ? { unrecorded } : {}),
    ...(phases.length > 0 ? { unrecordedPhases: phases } : {}),
  }
}

function skippedPhases({ firePhase }: IncidentRecord, phase: FirePhase): FirePhase[] {
  return phasesAfter(firePhase).filter((other) => FIRE_PHASES.indexOf(other) < FIRE_PHASES.indexOf(phase))
}

/** Under which duty, heard how, and whether it is entered later than it happened. */
function circumstances(
  incident: IncidentRecord,
  body: SaidBody,
  viewer: Viewer,
  making: Making,
): Record<string, unknown> {
  const who = body.onBehalfOf ?? viewer.personId
  const duty = callTo(incident, who)?.duty ?? (who === viewer.personId ? viewer.duties[0]?.duty : undefined)
  return {
    ...(duty === undefined ? {} : { duty }),
    ...(body.heardBy == null ? {} : { heardBy: body.heardBy }),
    ...(isLate(body, making) ? { late: true } : {}),
    ...(body.channel === undefined ? {} : { channel: body.channel }),
    ...(body.tooLate === undefined ? {} : { tooLate: body.tooLate }),
  }
}

/** Whether something is entered later than it happened (补录): its maker says so, or it came a quarter of an hour after. */
export function isLate({ late, at }: Pick<ActionBody, 'late' | 'at'>, { now }: Pick<Making, 'now'>): boolean {
  return late === true || (at != null && now.getTime() - Date.parse(at) > LATE_AFTER_SECONDS * 1000)
}

/** When something was done by whoever enters it: as they say, and not after now. */
export function saidAt({ at }: Pick<ActionBody, 'at'>, { now }: Pick<Making, 'now'>): string {
  const said = at == null ? now : new Date(at)
  return (said < now ? said : now).toISOString()
}
