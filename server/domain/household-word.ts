import type { ActionBody } from '#shared/action.ts'
import type { VillageProgress } from '#shared/household.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type Acted, type OwnBody } from './act.ts'
import type { Arrangement } from './arrangement.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { type Addressed, countsOf, householdsOf, type HouseholdWord, wholeGround } from './roll-call-ground.ts'
import { touchesGround } from './viewer.ts'

/** The households of a roll call for which a viewer answers: those of their ground, and of ground for which they were called. */
export function sheetFor(
  viewer: Viewer,
  { rollCall, alerts }: Pick<IncidentRecord, 'rollCall' | 'alerts'>,
  arrangement: Arrangement,
): Addressed[] {
  if (rollCall === null) return []
  const calledFor = alerts.flatMap(({ personId, areaId, duty }) =>
    personId === viewer.personId && areaId !== null && duty !== 'duty-room' ? areaId : [],
  )
  const also = new Set(wholeGround(calledFor, arrangement))
  return householdsOf(rollCall.areaIds, arrangement).filter(
    ({ areaIds }) => touchesGround(viewer, areaIds) || areaIds.some((areaId) => also.has(areaId)),
  )
}

/** How far a roll call is in each village that is the viewer's, also where no household is entered. */
export function villageProgress(
  viewer: Viewer,
  { rollCall }: IncidentRecord,
  sheet: readonly Addressed[],
  words: readonly HouseholdWord[],
  arrangement: Arrangement,
): VillageProgress[] {
  if (rollCall === null) return []
  const villages = wholeGround(rollCall.areaIds, arrangement).filter(
    (id) => arrangement.areas.byId(id)?.level === 'village',
  )
  const stoodIn = sheet.flatMap(({ areaIds }) =>
    areaIds.filter((id) => arrangement.areas.byId(id)?.level === 'village'),
  )
  return [...new Set([...villages, ...stoodIn])].flatMap((areaId) => {
    const own = sheet.filter(({ areaIds }) => areaIds.includes(areaId))
    const isTheirs = own.length > 0 || touchesGround(viewer, [areaId])
    return isTheirs ? [{ areaId, households: countsOf(own, words) }] : []
  })
}

/** What became of a word about a household; `word` null: a later one stands already, and the log alone keeps this one. */
export type HouseholdActed =
  Exclude<Acted, { ok: true }> | (Extract<Acted, { ok: true }> & { word: HouseholdWord | null })

/** Takes what somebody found at a household, with the counts that follow from it. Of several words the one said last stands. */
export function actHousehold(
  incident: IncidentRecord,
  body: ActionBody & { action: 'household' },
  viewer: Viewer,
  { words, arrangement, making }: { words: readonly HouseholdWord[]; arrangement: Arrangement; making: Making },
): HouseholdActed {
  const acted = act(incident, body satisfies OwnBody, viewer, making)
  if (!acted.ok) return acted
  const { householdId, householdState } = body
  const { rollCall } = acted.calling.incident
  const invalid = (message: string) => ({ ok: false, reason: 'invalid', field: 'householdId', message }) as const
  if (rollCall === null) return invalid('this is no roll call: no household is asked for')
  const isTheirs = sheetFor(viewer, incident, arrangement).some(({ id }) => id === householdId)
  if (householdId == null || householdState == null || !isTheirs)
    return invalid('there is no such household among those you answer for here')
  const now = making.now.toISOString()
  const said = body.at == null ? now : new Date(body.at).toISOString()
  const word: HouseholdWord = {
    householdId,
    state: householdState,
    people: body.people ?? null,
    note: body.note ?? null,
    personId: body.onBehalfOf ?? viewer.personId,
    // A telephone whose clock runs ahead must not have the last word for ever.
    at: said < now ? said : now,
  }
  const known = words.find((other) => other.householdId === householdId)
  if (known !== undefined && known.at > word.at) return { ...acted, word: null }
  const after = [...words.filter((other) => other !== known), word]
  const households = countsOf(householdsOf(rollCall.areaIds, arrangement), after)
  const counted = { ...acted.calling.incident, rollCall: { ...rollCall, households } }
  return { ...acted, calling: { ...acted.calling, incident: counted }, word }
}
