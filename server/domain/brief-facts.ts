import { areaNames } from '#shared/area-names.ts'
import { goingCount, isVerified } from '#shared/alarm-state.ts'
import type { BriefFacts } from '#shared/brief.ts'
import { estimateAt, officialAt } from '#shared/fire-danger.ts'
import type { Place } from '#shared/geo.ts'
import { isSettled } from '#shared/incident.ts'
import type { Arrangement, ArrangedVersions } from './arrangement.ts'
import type { IncidentRecord } from './facts.ts'
import { fireDangerOf } from './fire-danger.ts'
import { householdCount } from './household.ts'
import { placeCentre } from './place-centre.ts'

/** What weather and fire danger have to do with. */
const BURNING: readonly string[] = ['fire', 'smoke', 'heat']
/** A place known less exactly than this says nothing of who lives there. */
const MOST_METRES = 2000

/** What is known of an incident for a report to the county: numbers and names of ground, nobody's name. */
export function briefFactsOf(
  incident: IncidentRecord,
  arrangement: Arrangement,
  households: ArrangedVersions['households'],
  now: Date,
): BriefFacts {
  const { kind, outcome, firePhase, place, alerts, services, deviceIds, reporterIds, exercise, near } = incident
  const byId = new Map(arrangement.areaList.map((area) => [area.id, area]))
  const township = incident.areaIds.map((id) => byId.get(id)).find((area) => area?.level === 'township')
  const kinds = deviceIds.map((id) => arrangement.devices.get(id)?.kind ?? 'sensor')
  const count = (is: (kind: string) => boolean) => kinds.filter(is).length
  const within = withinMetres(place)
  return {
    exercise,
    kind,
    isSuspected: !isVerified(incident) || outcome === 'false-alarm',
    outcome,
    firePhase,
    endedAt: endedAt(incident),
    discoveredAt: incident.startedAt ?? incident.openedAt,
    township: township?.name ?? onlyTownship(arrangement),
    ground: areaNames(incident, byId),
    near,
    location: within === null || within > MOST_METRES ? null : placeCentre(place),
    withinMetres: within === null ? null : Math.round(within),
    sources: {
      cameras: count((one) => one === 'camera'),
      feeds: count((one) => one === 'feed'),
      sensors: count((one) => one !== 'camera' && one !== 'feed'),
      people: reporterIds.length,
    },
    households: within === null || within > MOST_METRES ? null : householdCount(place, households, now),
    called: new Set(alerts.map(({ personId }) => personId)).size,
    going: goingCount(incident),
    arrived: new Set(alerts.flatMap(({ personId, arrivedAt }) => (arrivedAt === null ? [] : [personId]))).size,
    needed: incident.respondersNeeded,
    servicesCalled: services.flatMap(({ service, isCalled }) => (isCalled ? [service] : [])).toSorted(),
    ...(BURNING.includes(kind) && township !== undefined
      ? weatherOf(township.id, arrangement, now)
      : { danger: null, windKilometresPerHour: null }),
  }
}

function weatherOf(townshipId: string, { fireDanger }: Arrangement, now: Date) {
  const all = fireDangerOf(townshipId, fireDanger, now)
  const [official, estimate] = [officialAt(all, now.getTime()), estimateAt(all, now.getTime())]
  const grade = official?.grade ?? estimate?.grade ?? null
  return {
    danger: grade === null ? null : { grade, isOfficial: official !== null },
    // Without an anemometer the estimate has taken a wind that nobody measured.
    windKilometresPerHour:
      estimate === null || estimate.gaps.includes('no-wind')
        ? null
        : Math.round(estimate.weather.windKilometresPerHour),
  }
}

/** Outside every area: whose township it is where there is but one. */
function onlyTownship({ areaList }: Arrangement): string {
  const [only, ...others] = areaList.filter(({ level }) => level === 'township')
  return only !== undefined && others.length === 0 ? only.name : ''
}

function endedAt({ timing, outcome, handling, closedAt }: IncidentRecord): string | null {
  const mark = timing.reached.find(({ clock }) => clock === 'handle')?.at
  const isOver = handling === 'handled' || handling === 'checked' || handling === 'closed' || isSettled(outcome)
  return mark ?? (isOver ? closedAt : null)
}

/** How far a place may be off; null where nothing says. */
function withinMetres(place: Place): number | null {
  switch (place.type) {
    case 'point':
      return place.radiusMetres
    case 'ellipse':
      return place.semiMajorMetres
    case 'sector':
      return place.rangeMetres
    case 'polygon':
      return 0
    case 'unknown':
      return null
  }
}
