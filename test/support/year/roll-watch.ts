import type { Alert } from '#shared/incident.ts'
import { hasAnswered } from '#shared/roll-counts.ts'
import type { Duty } from '#shared/responsibility.ts'
import type { Arrangement } from '../../../server/domain/arrangement.ts'
import type { Decision, IncidentRecord } from '../../../server/domain/facts.ts'
import type { YearReport } from './report.ts'
import { mayBeCalled } from './watch.ts'
import type { World } from './world.ts'

// Whether a roll call leaves anybody out, judged by the arrangement, by who was called and by who is on the list.

/** The duties of which everybody answers a grave warning, as the demo township has planned. */
const ROLLED: readonly Duty[] = ['household', 'zone', 'grid-head', 'village', 'village-secretary', 'hazard-watcher']

/** Who is silent for so long is on the list; whom nothing rings is at once. */
const KNOCK_MS = 300_000
const ON_TIME_MS = 1000

type Judged = { arrangement: Arrangement; decision: Decision; at: Date }

export function createRollWatch({ versions, downtimes }: World, report: YearReport) {
  const listed = new Set<string>()
  /** Since when each call has been waiting for its answer, anew where it became graver. */
  const since = new Map<string, number>()
  const rings = new Map(versions.people.map((person) => [person.id, person.rings.length > 0]))

  /** Who should be among the called and is not, and the villages that nobody answers for, not even as a visible hole. */
  function leftOut(incident: IncidentRecord, { lineage, areaList }: Arrangement, at: Date): string[] {
    const named = incident.rollCall?.areaIds ?? []
    const isIn = (areaId: string) => lineage(areaId).some(({ id }) => named.includes(id))
    const called = new Set(incident.alerts.map(({ personId }) => personId))
    const holders = versions.responsibilities.filter(
      ({ rank, duty, areaId, personId }) =>
        rank === 'primary' &&
        ROLLED.includes(duty) &&
        isIn(areaId) &&
        mayBeCalled({ personId, duty, areaId }, at, versions),
    )
    const villages = areaList.filter(({ id, level }) => level === 'village' && isIn(id))
    const isAnswered = (id: string) =>
      incident.alerts.some(({ areaId }) => areaId === id) || incident.chain.some(({ areaId }) => areaId === id)
    return [
      ...holders.filter(({ personId }) => !called.has(personId)).map(({ personId }) => `${personId} was not called`),
      ...villages.filter(({ id }) => !isAnswered(id)).map(({ id }) => `nobody answers for ${id}`),
    ]
  }

  /** Who has neither answered nor is, or was, on the list of those to be woken. */
  function unaccounted({ alerts }: IncidentRecord): Alert[] {
    const last = new Map(alerts.filter(({ duty }) => duty !== 'duty-room').map((alert) => [alert.personId, alert]))
    return [...last.values()].filter((alert) => !hasAnswered(alert) && !listed.has(alert.personId))
  }

  /** Whether a call has waited for longer than anybody may be silent. */
  function isLate({ id, personId }: Alert, nowMs: number): boolean {
    const sinceMs = since.get(id) ?? nowMs
    since.set(id, sinceMs)
    const waitMs = rings.get(personId) === true ? KNOCK_MS : 0
    const down = downtimes.find(({ fromMs }) => sinceMs < fromMs && fromMs <= sinceMs + waitMs)
    return nowMs > (down?.untilMs ?? sinceMs) + waitMs + ON_TIME_MS
  }

  /** Looks at each change of a roll call. */
  return (before: IncidentRecord | undefined, after: IncidentRecord, by: Judged): void => {
    const { arrangement, decision, at } = by
    const found: string[] = []
    for (const { incidentId, action, detail } of decision.actions) {
      if (incidentId !== after.id) continue
      if (action === 'rang-round') report.rounds++
      if (action !== 'knocking') continue
      const personIds = detail['personIds'] as string[]
      report.knockedFor += personIds.length
      for (const id of personIds) listed.add(id)
    }
    if (before === undefined) report.rollCalls++
    if (before?.rollCall?.areaIds.length !== after.rollCall?.areaIds.length)
      found.push(...leftOut(after, arrangement, at))
    if (before?.severity !== after.severity) since.clear()
    if (after.condition === 'active' && after.closedAt === null)
      for (const alert of unaccounted(after).filter((one) => isLate(one, at.getTime())))
        found.push(`${alert.personId} is silent and not on the list`)
    // By the calls as they stood: closing ends those that nobody answered.
    if (before?.closedAt === null && after.closedAt !== null) {
      report.rolled += new Set(before.alerts.map(({ personId }) => personId)).size
      found.push(...unaccounted(before).map(({ personId }) => `${personId} never answered and is not on the list`))
    }
    report.rollCallOpen.push(...found.map((one) => `${at.toISOString()} ${after.id}: ${one}`))
  }
}
