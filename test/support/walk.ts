import type { Role } from '#shared/person.ts'
import { GROUNDS, type Planted, pointIn, PLACES } from './canaries.ts'
import type { Ask } from './visitor.ts'

type Parameter = { name: string; in: 'path' | 'query'; required: boolean }
type Operation = {
  parameters?: Parameter[]
  security?: unknown[]
  'x-roles'?: Role[]
  'x-scope'?: string
}

/** One route as the program itself publishes it. */
export type Published = {
  method: string
  path: string
  parameters: Parameter[]
  /** Null: everybody who is signed in. */
  roles: readonly Role[] | null
  scope: string | null
  isOpen: boolean
  /** For devices, by the token of their source. */
  isForSources: boolean
}

/** The published table of routes: a new route is walked without anybody adding it anywhere. */
export async function publishedRoutes(ask: Ask): Promise<Published[]> {
  const { paths } = (await (await ask('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      roles: operation['x-roles'] ?? null,
      scope: operation['x-scope'] ?? null,
      isOpen: operation.security?.length === 0,
      isForSources: JSON.stringify(operation.security ?? '').includes('gateway'),
    })),
  )
}

/** Every address that a route can be asked under with what was planted. */
export function addressesOf({ path, parameters }: Published, planted: Planted): string[] {
  const filled = [...path.matchAll(/\{(\w+)\}/g)].reduce<string[]>(
    (paths, [whole, name]) =>
      valuesOf(name ?? '', path, planted).flatMap((id) => paths.map((one) => one.replace(whole, id))),
    [path],
  )
  return filled.flatMap((one) => queriesOf(parameters, path, planted).map((query) => `${one}${query}`))
}

/** What to fill a parameter with; one that nobody has thought of gets every id there is. */
function valuesOf(name: string, path: string, planted: Planted): string[] {
  const { devices, households, media, people, areas, directives, handovers, shifts, swaps, absences, briefs, permits } =
    planted
  const incidents = Object.values(planted.incidents)
  const kept = [...directives, ...handovers, ...shifts, ...swaps, ...absences, ...permits]
  const everything = [...incidents, ...devices, ...households, ...media, ...people, ...areas, ...kept]
  if (path.includes('/terrain/')) return ['1']
  const noun = name === 'id' ? (/^\/api\/([\w-]+)\//.exec(path)?.[1] ?? '') : name.replace(/Id$/, '')
  const known: Record<string, string[]> = {
    incidents,
    incident: incidents,
    brief: briefs,
    permits,
    permit: permits,
    devices,
    device: devices,
    households,
    household: households,
    media,
    people,
    person: people,
    areas,
    area: areas,
    directives,
    handovers,
    shifts,
    'shift-swaps': swaps,
    absences,
  }
  return known[noun] ?? everything
}

function queriesOf(parameters: readonly Parameter[], path: string, planted: Planted): string[] {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const names = query.map(({ name }) => name)
  const unknown = query.filter(
    ({ name, required }) => required && !['since', 'lng', 'lat', 'areaIds', 'severity'].includes(name),
  )
  if (unknown.length > 0) throw new Error(`${path}: say in test/support/walk.ts with what ${unknown[0]?.name} is asked`)
  if (names.includes('areaIds')) return planted.areas.map((id) => `?areaIds=${id}&severity=minor`)
  if (names.includes('since')) return ['?since=0']
  if (names.includes('lng'))
    return GROUNDS.map((ground) => {
      const [lng, lat] = pointIn(ground, PLACES.dispute)
      return `?lng=${lng + 0.001}&lat=${lat}&kind=dispute`
    })
  const limit = names.includes('limit') ? 'limit=200' : ''
  const byId = names
    .filter((name) => name.endsWith('Id'))
    .flatMap((name) => valuesOf(name, path, planted).map((id) => `?${name}=${id}&${limit}`))
  return [`?${limit}`, ...byId]
}

/** Asks every address of every route that is read, as one person; answers with all bytes, of pictures by their ids. */
export async function walked(routes: readonly Published[], planted: Planted, role: Role, ask: Ask): Promise<Seen> {
  const seen: Seen = { bytes: [], failed: [] }
  for (const route of routes) {
    if (route.method !== 'GET' || (route.roles !== null && !route.roles.includes(role))) continue
    for (const address of addressesOf(route, planted)) {
      const answer = await ask(address)
      if (answer.status >= 500 && !address.startsWith('/readyz')) seen.failed.push(`${answer.status} ${address}`)
      const isPicture = answer.headers.get('content-type')?.startsWith('image/') === true
      const text = isPicture ? `picture ${address.split('?')[0]?.split('/').at(-1) ?? ''}` : await answer.text()
      if (isPicture) await answer.arrayBuffer()
      // A refusal may repeat what was asked for, and nothing else.
      if (answer.status < 400) seen.bytes.push({ where: address, text })
      else seen.bytes.push({ where: address, text: text.replaceAll(decodeURIComponent(address), '') })
    }
  }
  return seen
}

export type Seen = { bytes: { where: string; text: string }[]; failed: string[] }
