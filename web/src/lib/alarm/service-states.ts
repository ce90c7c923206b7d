import type { Grade } from '#shared/grade.ts'
import type { Incident } from '#shared/incident.ts'
import type { Service, ServiceCall } from '#shared/service-call.ts'

// Named here once more: the list of the contract comes with the schema library, which walls and phones do not load.
const SERVICES: readonly Service[] = ['119', '110', '120']

/** Whether one of the county's services was called; `at` is null where nobody has said anything of it. */
export type ServiceState = { service: Service; isCalled: boolean; at: string | null }

/** How it stands with the county's services. One from a server of before says nothing of them. */
export function serviceStates({ services = [] }: Partial<Pick<Incident, 'services'>>): ServiceState[] {
  return SERVICES.map((service) => {
    const said: ServiceCall | undefined = services.findLast((one) => one.service === service)
    return { service, isCalled: said?.isCalled ?? false, at: said?.at ?? null }
  })
}

/** Whether a card says which services were called: of everything grave, and where one was. */
export function showsServices(
  { kind, services = [] }: Pick<Incident, 'kind'> & Partial<Pick<Incident, 'services'>>,
  grade: Grade,
): boolean {
  return grade === 'urgent' || kind === 'fire' || kind === 'sos' || services.some(({ isCalled }) => isCalled)
}
