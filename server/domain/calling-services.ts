import type { ActionBody } from '#shared/action.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { saidAt } from './log-entry.ts'

/** An incident with the last word about whether 119, 110 or 120 was called; of what is entered later, the later moment stands. */
export function withService(
  incident: IncidentRecord,
  body: ActionBody,
  personId: string,
  making: Making,
): IncidentRecord {
  const { service, isCalled } = body
  const at = saidAt(body, making)
  if (service == null || isCalled == null) return incident
  const known = incident.services.find((call) => call.service === service)
  if (known !== undefined && known.at > at) return incident
  const others = incident.services.filter((call) => call.service !== service)
  return { ...incident, services: [...others, { service, isCalled, at, personId }] }
}

/** The last words about each service of two incidents as one; what was called for either was called. */
export function servicesOfBoth(
  a: Pick<IncidentRecord, 'services'>,
  b: Pick<IncidentRecord, 'services'>,
): IncidentRecord['services'] {
  const all = [...a.services, ...b.services].toSorted((one, other) => {
    return Number(one.isCalled) - Number(other.isCalled) || (one.at < other.at ? -1 : 1)
  })
  return [...new Map(all.map((call) => [call.service, call])).values()]
}
