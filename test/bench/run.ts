import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { line, type Figure } from './figure.ts'

// Runs every bench, or those named on the command line, and ends with one line a figure.

const SUFFIX = '.bench.ts'
const known = readdirSync(import.meta.dirname).flatMap((file) =>
  file.endsWith(SUFFIX) ? file.slice(0, -SUFFIX.length) : [],
)
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`no bench is called ${unknown.join(', ')}; there are ${known.join(', ')}\n`)
  process.exit(1)
}

const figures: Figure[] = []
for (const name of asked.length > 0 ? asked : known) {
  process.stderr.write(`bench ${name} …\n`)
  const { href } = pathToFileURL(join(import.meta.dirname, name + SUFFIX))
  // Every bench file exports the same function; the folder's naming says so, the compiler cannot know.
  const bench = (await import(href)) as { run: () => Promise<Figure[]> }
  figures.push(...(await bench.run()))
}
for (const figure of figures) process.stdout.write(`${line(figure)}\n`)
