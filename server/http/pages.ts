import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import express from 'express'
import helmet from 'helmet'
import { Refusal } from './route.ts'

const WEB = join(import.meta.dirname, '..', '..', 'web', 'build')
const PAGE = join(WEB, 'app.html')

/**
 * The policy of the pages, written out. Nothing is upgraded to TLS and nothing pinned to it unless this server
 * speaks it: on a village LAN there is none. `baseOrigins` are whom the base map is asked of, and nobody else is.
 */
export function policy(isTls: boolean, baseOrigins: () => readonly string[]) {
  const ofBase = () => baseOrigins().join(' ')
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", () => currentHashes()],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:', ofBase],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", 'ws:', 'wss:', ofBase],
        workerSrc: ["'self'", 'blob:'],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: isTls,
    crossOriginOpenerPolicy: isTls,
    originAgentCluster: isTls,
    referrerPolicy: { policy: 'same-origin' },
  })
}

let hashes = { ofMs: -1, text: '' }

/** The hashes of the page as it lies there now: an upgrade in place must not leave a wall blank. */
function currentHashes(): string {
  const ofMs = statSync(PAGE, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (ofMs !== hashes.ofMs)
    hashes = { ofMs, text: ofMs === 0 ? '' : scriptHashes(readFileSync(PAGE, 'utf8')).join(' ') }
  return hashes.text
}

/** The hashes of inline scripts that the page's own policy allows; the header must allow the same, or nothing starts. */
export function scriptHashes(page: string): string[] {
  const [sources] = /script-src[^;"]*/.exec(page.replaceAll('&#39;', "'")) ?? []
  return sources?.match(/'sha(?:256|384|512)-[^']+'/g) ?? []
}

/** What the build has compressed beside each file, by what a browser says that it reads. */
const COMPRESSED = { br: '.br', gzip: '.gz' } as const
const COMPRESSIBLE = /^\/[\w/-]+(?:\.[\w-]+)*\.(?:js|css|svg)$/

/** Gives files compressed to whoever reads that: a third of the wait for a phone on a slow line. */
const compressed: express.RequestHandler = (request, response, next) => {
  const { path } = request
  if (path !== request.url || !COMPRESSIBLE.test(path)) return next()
  response.vary('accept-encoding')
  const encoding = request.acceptsEncodings(['br', 'gzip'])
  if (encoding !== 'br' && encoding !== 'gzip') return next()
  const url = path + COMPRESSED[encoding]
  if (!existsSync(join(WEB, url))) return next()
  request.url = url
  response.type(extname(path)).set('content-encoding', encoding)
  next()
}

/** Scripts and styles of a page, not workers: those have a policy of their own. */
const IS_PART = /\/(?:chunks|entry|nodes|assets)\/[^/]+\.(?:js|css)(?:\.br|\.gz)?$/
/** What speaks to documents alone: with every one of a hundred scripts it is a quarter of what a phone loads. */
const OF_DOCUMENTS = [
  'content-security-policy',
  'referrer-policy',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
]

/** Whether an address is that of a page, and not of a part of one or of anything that is asked by one. */
export function isOfPage(path: string): boolean {
  return extname(path) === '' && !path.startsWith('/api/')
}

/** Serves the built pages: hashed files for ever, everything else asked for anew, and any other address by the one page. */
export function servePages(app: express.Express): void {
  app.use(compressed)
  app.use(
    '/_app/immutable',
    express.static(join(WEB, '_app', 'immutable'), {
      immutable: true,
      maxAge: '365d',
      fallthrough: false,
      setHeaders: (response, path) => {
        if (IS_PART.test(path)) for (const name of OF_DOCUMENTS) response.removeHeader(name)
      },
    }),
  )
  app.use(
    express.static(WEB, {
      index: false,
      cacheControl: false,
      setHeaders: (response) => void response.setHeader('cache-control', 'no-cache'),
    }),
  )
  app.use((request, response, next) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || !request.accepts('html')) return next(new Refusal('not-found'))
    // By name below a root: a whole path would be refused where a folder above it begins with a dot.
    response
      .set('cache-control', 'no-cache')
      .sendFile('app.html', { root: WEB, cacheControl: false }, (error) => error && next(error))
  })
}
