import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Which rooms each room may import from. A room that is not listed may import only from itself. */
const ARROWS: Record<string, readonly string[]> = {
  shared: [],
  db: ['shared'],
  'server/domain': ['shared'],
  'server/store': ['shared', 'db', 'server/domain', 'server/notify'],
  'server/mqtt': ['server/domain'],
  'server/notify': ['shared', 'server/domain'],
  'server/realtime': ['shared', 'db', 'server', 'server/domain', 'server/store', 'server/mqtt'],
  'server/http': [
    'shared',
    'db',
    'server',
    'server/domain',
    'server/store',
    'server/mqtt',
    'server/notify',
    'server/realtime',
  ],
  'server/demo': ['shared', 'server', 'server/domain', 'server/mqtt'],
  server: [
    'shared',
    'db',
    'server/domain',
    'server/store',
    'server/mqtt',
    'server/notify',
    'server/realtime',
    'server/http',
    'server/demo',
  ],
  web: ['shared'],
}

/** The one file (or room) through which each library is reached. */
const DOORS: Record<string, readonly string[]> = {
  mqtt: ['server/mqtt/broker-client.ts'],
  aedes: ['server/mqtt/embedded-broker.ts'],
  'socket.io': ['server/realtime/gateway.ts'],
  'socket.io-client': ['web/src/lib/live/socket.ts'],
  'drizzle-orm': ['db', 'server/store'],
  postgres: ['db'],
  '@electric-sql/pglite': ['db'],
  'maplibre-gl': ['web/src/lib/map'],
  uplot: ['web/src/lib/desk/reading-plot.ts'],
  pmtiles: ['web/src/lib/map/maplibre.ts'],
  express: ['server/http'],
  helmet: ['server/http'],
  sharp: ['server/evidence/media.ts', 'server/terrain/elevation-png.ts', 'server/demo/recorder.ts'],
  papaparse: ['server/imports.ts'],
  docx: ['server/brief-document.ts'],
  nodemailer: ['server/notifying/mail-sending.ts'],
  pino: ['server/log.ts'],
  'prom-client': ['server/metrics.ts'],
  flatbush: ['server/domain'],
  gcoord: ['server/domain', 'web/src/lib/map/gcj.ts'],
  rbush: ['server/domain'],
  'geographiclib-geodesic': ['server/domain/geodesy.ts'],
  htmlparser2: ['server/domain/decode/xml.ts'],
}

type Import = { file: string; target: string }

const imports = ['shared', 'db', 'server', 'web/src'].flatMap(sourceFiles).flatMap(importsOf)

describe('the arrows between rooms', () => {
  it('are read from a tree that is not empty', () => {
    expect(imports.length).toBeGreaterThan(100)
  })

  it('point only the way the design says', () => {
    const wrong = imports.flatMap(({ file, target }) => {
      if (!isOurs(target)) return []
      const [from, to] = [roomOf(file), roomOf(target)]
      return from === to || ARROWS[from]?.includes(to) === true ? [] : [`${file} imports ${target}`]
    })
    expect(wrong).toEqual([])
  })

  it('never reach a library but through its door', () => {
    const wrong = imports.flatMap(({ file, target }) => {
      const library = Object.keys(DOORS).find((name) => target === name || target.startsWith(`${name}/`))
      if (library === undefined) return []
      return DOORS[library]?.some((door) => file === door || file.startsWith(`${door}/`)) === true
        ? []
        : [`${file} imports ${target}`]
    })
    expect(wrong).toEqual([])
  })
})

describe('the core', () => {
  // The channels are pure as well: what sends, and knows the time, is the shell.
  const core = ['server/domain', 'server/notify'].flatMap(sourceFiles)
  it.each([
    ['reads no clock', /\bDate\.now\(|new Date\(\)|performance\.now/],
    ['uses no randomness', /Math\.random|randomUUID|getRandomValues/],
    ['starts no timer', /\bset(Timeout|Interval|Immediate)\(/],
    ['does no I/O', /from 'node:(fs|net|http|https|child_process|worker_threads|timers)/],
  ])('%s', (_, pattern) => {
    expect(core.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
  })
})

describe('the pages', () => {
  // Screens of the duty room run Chrome 109, phones Chrome 80; web/static/polyfills.js brings other things, not these.
  const NEWER =
    /\b(Map|Object)\.groupBy|\.(toSpliced|with|toWellFormed|transferToFixedLength)\(|Array\.fromAsync|Promise\.(withResolvers|try)|URL\.(canParse|parse)\(|AbortSignal\.(any|timeout)|crypto\.randomUUID\(|new (Set|Map)\([^)]*\)\.(union|intersection|difference|isSubsetOf)\(|\.(keys|values|entries)\(\)\s*\.(map|filter|some|every|find|forEach|reduce|flatMap|toArray|take|drop)\(/
  it('call nothing of the language that their browsers lack', () => {
    const files = ['shared', 'web/src'].flatMap(sourceFiles)
    expect(files.filter((file) => NEWER.test(withoutComments(readFileSync(join(root, file), 'utf8'))))).toEqual([])
  })
})

describe('the environment', () => {
  it('is looked at only where the program starts', () => {
    const files = ['shared', 'db', 'server'].flatMap(sourceFiles).filter((file) => !file.startsWith('server/launch/'))
    const looking = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('process.env'))
    expect(looking.toSorted()).toEqual(['server/audit/command.ts', 'server/main.ts'])
  })
})

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte|js)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/node_modules|paraglide|\/build\/|migrations/.test(file))
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const targets = [...text.matchAll(/(?:from\s+|import\s+|import\()'([^']+)'/g)].map(([, target]) => target ?? '')
  return targets.map((target) => ({ file, target: resolved(file, target) }))
}

function resolved(file: string, target: string): string {
  if (target.startsWith('#shared/')) return `shared/${target.slice('#shared/'.length)}`
  if (target.startsWith('#lib/')) return `web/src/lib/${target.slice('#lib/'.length)}`
  return target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target
}

function isOurs(target: string): boolean {
  return /^(shared|db|server|web)\//.test(target)
}

function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/')
  return top === 'server' && `${top}/${second}` in ARROWS ? `${top}/${second}` : top
}
