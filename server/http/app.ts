import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { gzip } from 'node:zlib'
import express, { type NextFunction, type Request, type Response } from 'express'
import { PROBLEMS, type Problem, type ProblemCode } from '#shared/problem.ts'
import { errorCode } from '../../db/error-code.ts'
import type { Audit } from '../audit/audit.ts'
import { hasRole } from '../domain/viewer.ts'
import type { Log } from '../mqtt/door.ts'
import { tokenOf, type Visitor } from '../accounts/sessions.ts'
import { enterWanted, isAudited, isEntered } from './audited.ts'
import { entered } from './entering.ts'
import { readableText, soundJson } from './json-body.ts'
import { isOfPage, policy, servePages } from './pages.ts'
import type { RequestLimits } from './request-limits.ts'
import { type Answer, type Asked, Refusal, type Route } from './route.ts'

const MOST_JSON = '256kb'
const DEEPEST_JSON = 32
/** What somebody is told who tried too often: the window of the sign-in limit, see sessions.ts. */
const RETRY_AFTER_SECONDS = 15 * 60
/** What goes with some refusals: many a device says who it is only when it is asked to. */
const HEADERS: Partial<Record<ProblemCode, Record<string, string>>> = {
  'too-many': { 'retry-after': String(RETRY_AFTER_SECONDS) },
  'wrong-token': { 'www-authenticate': 'Basic realm="xiangshao", charset="UTF-8"' },
}

/** What the HTTP side is made of. */
export type HttpParts = {
  routes: readonly Route[]
  visitorOf: (token: string | null) => Promise<Visitor | null>
  limits: RequestLimits
  audit: Audit
  /** The address people reach the program by, where a proxy hides it. */
  publicUrl: string | null
  trustProxy: string | null
  isTls: boolean
  /** Whom the pages may ask for the base map. */
  base: { origins(): readonly string[]; look(): Promise<void> }
  log: Log
}

/** The Express program: policy, routes, pages, and one edge for everything that goes wrong. */
export function createHttpApp(parts: HttpParts): express.Express {
  const { routes, trustProxy, isTls, base, log } = parts
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  if (trustProxy !== null) app.set('trust proxy', /^\d+$/.test(trustProxy) ? Number(trustProxy) : trustProxy)
  app.use(async (request, _response, next) => {
    if (isOfPage(request.path)) await base.look()
    next()
  })
  app.use(policy(isTls, base.origins))
  const isForSources = (path: string) => routes.some((route) => route.who === 'source' && matches(route.path, path))
  app.use('/api', (request, _response, next) => {
    const isWrite = !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
    if (!isWrite || isSameOrigin(request, parts.publicUrl) || isForSources(request.baseUrl + request.path)) next()
    else next(new Refusal('wrong-origin'))
  })
  const readJson = express.json({ limit: MOST_JSON, strict: false, type: ['application/json', 'application/*+json'] })
  for (const route of routes)
    app[route.method](route.path, ...(route.rawBody === true ? [] : [readJson]), handler(route, parts))
  app.use(['/api', '/healthz', '/readyz', '/metrics'], (request, response, next) => {
    const taken = routes.filter(({ path }) => matches(path, request.baseUrl + request.path))
    if (taken.length === 0) return next(new Refusal('not-found'))
    const methods = taken.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    response.set('allow', [...new Set(methods)].join(', '))
    next(new Refusal('method-not-allowed'))
  })
  servePages(app)
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error)
    const refusal = refusalOf(error)
    if (refusal.code === 'internal')
      log.error({ error, method: request.method, path: request.path }, 'a request failed')
    sendProblem(request, response, refusal)
  })
  return app
}

function handler(route: Route, parts: HttpParts) {
  return async (request: Request, response: Response): Promise<void> => {
    const audits = isAudited(route)
    const session = route.who === 'signed-in' || audits ? await parts.visitorOf(tokenOf(request.headers.cookie)) : null
    const wait = parts.limits.waitSeconds(route, session?.sessionId ?? null, request.ip ?? '')
    if (wait !== null) throw new Refusal('too-many', {}, { 'retry-after': String(wait) })
    const asked: Asked<null> = {
      // Express types parameters as possibly lists; ours are single segments.
      params: Object.fromEntries(
        Object.entries(request.params).map(([name, value]) => [name, readableText(String(value))]),
      ),
      query: Object.fromEntries(
        Object.entries(request.query).map(([name, value]) => [
          name,
          readableText(String(Array.isArray(value) ? value[0] : value)),
        ]),
      ),
      body: route.rawBody === true ? undefined : checkedBody(request, route),
      viewer: null,
      sessionId: session?.sessionId ?? null,
      ip: request.ip ?? '',
      raw: request,
    }
    // Who is nobody writes nothing where one must be signed in: entries of that would only be a way to fill the disk.
    if (route.who === 'signed-in' && session === null) throw new Refusal('not-signed-in')
    if ((await route.refuses?.(asked)) === true) throw new Refusal('too-many')
    const act = () => answerTo(route, asked, session)
    const answer =
      audits && isEntered(route, session !== null)
        ? await entered(
            {
              what: `${route.method} ${route.path}`,
              isUrgent: route.urgent === true,
              want: () => enterWanted(parts.audit, route, asked, session?.viewer.personId ?? null),
            },
            parts,
            act,
            { done: (done) => done, failed: (error) => PROBLEMS[refusalOf(error).code].status },
          )
        : await act()
    send(response, answer)
  }
}

async function answerTo(route: Route, asked: Asked<null>, session: Visitor | null): Promise<Answer> {
  if (route.who !== 'signed-in') return route.handle(asked)
  if (session === null) throw new Refusal('not-signed-in')
  const { viewer } = session
  if (route.roles !== 'all' && !hasRole(viewer, ...route.roles)) throw new Refusal('not-allowed')
  return route.handle({ ...asked, viewer })
}

function checkedBody(request: Request, route: Route): unknown {
  if (route.takes === undefined) return undefined
  if (request.body === undefined)
    throw new Refusal(request.headers['content-type'] === undefined ? 'bad-json' : 'wrong-type')
  const sound = soundJson(request.body, DEEPEST_JSON)
  if (!sound.ok) throw new Refusal('bad-request', { detail: `nested deeper than ${DEEPEST_JSON}` })
  return sound.value
}

function send(response: Response, { status, body, type, headers, file }: Answer): void {
  response.status(status).set({ 'cache-control': 'no-store', ...headers })
  // The program names the file: that a folder above it begins with a dot is no reason to hide it.
  if (file !== undefined) return response.sendFile(file, { dotfiles: 'allow' })
  if (body === undefined) return void response.end()
  if (type !== undefined) return void response.type(type).send(body)
  sendJson(response, JSON.stringify(body))
}

/** What is longer than this is compressed for whoever reads that: a phone's first picture of everything is 90 kB. */
const WORTH_BYTES = 4096

function sendJson(response: Response, text: string): void {
  if (!response.hasHeader('content-type')) response.type('json')
  response.vary('accept-encoding')
  if (text.length < WORTH_BYTES || response.req.acceptsEncodings(['gzip']) === false) return void response.send(text)
  gzip(text, (error, small) => {
    if (error === null) response.set('content-encoding', 'gzip').send(small)
    else response.send(text)
  })
}

/** What somebody is told of what went wrong. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const type = error instanceof Error && 'type' in error ? error.type : null
  if (type === 'entity.parse.failed') return new Refusal('bad-json')
  if (type === 'entity.too.large') return new Refusal('too-large', { detail: `the body may have ${MOST_JSON}` })
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return new Refusal('wrong-type')
  // What Express and its readers themselves say of a request: a file that is gone, a body that broke off.
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  if (status === 404) return new Refusal('not-found')
  if (status === 416) return new Refusal('no-such-range', {}, rangeOf(error))
  if (status === 405) return new Refusal('method-not-allowed')
  if (status >= 400 && status < 500) return new Refusal('bad-request')
  // The database is away, is going or coming, or has no connection left.
  if (
    /^(CONNECTION_|CONNECT_TIMEOUT|E(CONN|HOST|NET|NOTFOUND|AI_AGAIN|PIPE|TIMEDOUT)|08|53|57P0)/.test(errorCode(error))
  )
    return new Refusal('unavailable')
  return new Refusal('internal')
}

/** How long the file is of which somebody asked for bytes that it does not have. */
function rangeOf(error: unknown): Record<string, string> {
  const headers = error instanceof Error && 'headers' in error ? error.headers : null
  const range =
    typeof headers === 'object' && headers !== null && 'Content-Range' in headers && headers['Content-Range']
  return typeof range === 'string' ? { 'content-range': range } : {}
}

function sendProblem(request: Request, response: Response, { code, extra, headers }: Refusal): void {
  const { status, zh, en } = PROBLEMS[code satisfies ProblemCode]
  const title = request.acceptsLanguages('zh', 'en') === 'en' ? en : zh
  const problem: Problem = { type: `urn:xiangshao:problem:${code}`, title, status, code, ...extra }
  response
    .status(status)
    .set('cache-control', 'no-store')
    .set({ ...HEADERS[code], ...headers })
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, instance: `urn:uuid:${randomUUID()}` }))
}

/** Whether a request comes from our own pages, or from no page at all. */
export function isSameOrigin(request: IncomingMessage, publicUrl: string | null): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return request.headers['sec-fetch-site'] !== 'cross-site'
  if (!URL.canParse(origin)) return false
  const from = new URL(origin)
  // Written in capitals, or with the port everybody means, it is the same host.
  const asked = `${from.protocol}//${host ?? ''}`
  const isAsked = host !== undefined && URL.canParse(asked) && new URL(asked).host === from.host
  return isAsked || (publicUrl !== null && from.host === new URL(publicUrl).host)
}

function matches(path: string, asked: string): boolean {
  const [wanted, given] = [path.split('/'), asked.split('/')]
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith(':') || part === given[index])
}
