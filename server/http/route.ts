import type { Request } from 'express'
import type { z } from 'zod'
import type { Role } from '#shared/person.ts'
import type { Problem, ProblemCode } from '#shared/problem.ts'
import type { Viewer } from '#shared/session.ts'

/** What a handler gets of a request. `viewer` is null only on routes for anyone. */
export type Asked<V = Viewer | null> = {
  params: Record<string, string>
  query: Record<string, string>
  body: unknown
  viewer: V
  /** By which session; null where nobody is signed in, or the route is for anyone. */
  sessionId: string | null
  ip: string
  /** The request itself, for bodies that are streams and for headers. */
  raw: Request
}

/** What a handler answers; a body that is not JSON says its type. */
export type Answer = {
  status: number
  body?: unknown
  type?: string
  headers?: Record<string, string | string[]>
  /** Sends this file instead of a body. */
  file?: string
  /** Whom or what it turned out to concern, for the audit log: ids alone. */
  concerns?: Record<string, string>
}

/** A refusal, thrown by handlers and turned into problem+json at the edge. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly extra: Partial<Problem>
  readonly headers: Record<string, string>
  constructor(code: ProblemCode, extra: Partial<Problem> = {}, headers: Record<string, string> = {}) {
    super(code)
    this.code = code
    this.extra = extra
    this.headers = headers
  }
}

type Common = {
  method: 'get' | 'post' | 'put' | 'delete' | 'head'
  path: string
  /** One sentence for the OpenAPI document. */
  says: string
  /** The schema of a JSON body, for the document; handlers parse with `parsed`. */
  takes?: z.ZodType
  /** The body is a stream or text that the handler reads itself. */
  rawBody?: boolean
  /** Whom or what a request means beside the parameters of its path, for the audit log: ids alone. */
  means?: (asked: Asked) => Promise<Record<string, string>>
  /** Whether this is one try too many. Such leave no entry in the audit log: they would only be a way to fill the disk. */
  refuses?: (asked: Asked) => boolean | Promise<boolean>
  /** The `reason` of its body is why personal data are uncovered or erased: the audit log keeps it. Of no other route. */
  reasoned?: boolean
  /** It answers an alarm and has a log of its own: it is done also where it cannot be audited. */
  urgent?: boolean
}

/**
 * On what an answer depends, beside who may ask: the same for all of them (`installation`), the ground, duties and calls of
 * the viewer (`viewer`), only what is the asker's own (`own`), or on nothing, for it tells nothing (`nobody`).
 */
export const ROUTE_SCOPES = ['installation', 'viewer', 'own', 'nobody'] as const
export type RouteScope = (typeof ROUTE_SCOPES)[number]

/**
 * One route: for anyone, for devices that bring their source's token (the handler checks it; a page of another site has
 * none), or for whoever is signed in, or of those for the holders of some roles.
 */
export type Route =
  | (Common & { who: 'anyone' | 'source'; handle: (asked: Asked) => Promise<Answer> })
  | (Common & {
      who: 'signed-in'
      roles: readonly Role[] | 'all'
      scope: RouteScope
      handle: (asked: Asked<Viewer>) => Promise<Answer>
    })

/** The value by its schema, or a refusal that names every wrong field. */
export function parsed<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const fields = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }))
  throw new Refusal('invalid', { fields })
}

/** An answer with a JSON body. */
export function json(body: unknown, status = 200): Answer {
  return { status, body }
}
