import type { Audit, Wanted } from '../audit/audit.ts'
import type { Asked, Route } from './route.ts'

/** The writes that leave no entry in the audit log, each with the reason. There are no others. */
export const UNAUDITED: Record<string, string> = {
  'put /api/media/:id':
    'one picture comes in many pieces; it is evidence of its own, kept with its sum and cited by the report or action that is audited',
  'post /api/plans/try': 'it writes nothing: what would be the case is told',
  'post /api/invitation/person': 'it writes nothing: looking at a link does not use it up',
}

/** How a request is named in the audit log and in lists of routes. */
export function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`
}

/**
 * Whether requests to a route are entered in the audit log: every write by people. What sources bring with their tokens
 * is evidence in its own right, kept whole as observation or in quarantine; what people say through one, by short message,
 * is entered message by message.
 */
export function isAudited(route: Pick<Route, 'method' | 'path' | 'who'>): boolean {
  const isWrite = route.method !== 'get' && route.method !== 'head'
  return isWrite && route.who !== 'source' && !(routeName(route) in UNAUDITED)
}

/** Whether this one is entered: signing out where nobody is signed in does nothing, and anybody could do it for ever. */
export function isEntered(route: Pick<Route, 'method' | 'path'>, isSignedIn: boolean): boolean {
  return isSignedIn || routeName(route) !== 'delete /api/session'
}

/** Enters what a request wants, before anything is done. */
export async function enterWanted(audit: Audit, route: Route, asked: Asked, personId: string | null): Promise<Wanted> {
  const { params, sessionId, ip, body } = asked
  const meant = route.means === undefined ? {} : await route.means(asked)
  return audit.wanted(
    { personId, sessionId, ip },
    {
      what: `${route.method.toUpperCase()} ${route.path}`,
      target: { ...params, ...meant },
      reason: route.reasoned === true ? reasonIn(body) : null,
    },
  )
}

function reasonIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('reason' in body)) return null
  return typeof body.reason === 'string' && body.reason.trim() !== '' ? body.reason : null
}
