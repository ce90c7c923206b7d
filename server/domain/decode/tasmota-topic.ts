/** What stands for `%prefix%` in a topic: what a device tells, what it answers, what it is told (Prefix1 to Prefix3). */
export type Direction = 'tele' | 'stat' | 'cmnd'

/** A topic taken apart: whose it is (`%topic%`, perhaps of several levels), and what it tells (`SENSOR`). */
export type TasmotaTopic = { direction: Direction; device: string; leaf: string }

const DIRECTIONS: ReadonlySet<string> = new Set(['tele', 'stat', 'cmnd'])
/** More levels of a device's name are not subscribed to where the name stands first. */
const MOST_LEVELS_AHEAD = 3

/**
 * The filters for a source. Its prefix is the FullTopic of its devices, as their console shows it, without the last
 * slash: `%prefix%/%topic%` unless somebody changed it, `/%topic%/%prefix%`, `home/%prefix%/%topic%`; or fixed levels
 * alone (`home/tasmota`), below which either order is read.
 */
export function tasmotaFilters(prefix: string): string[] {
  if (!prefix.includes('%')) return [`${prefix}/#`]
  const { head, tail } = patternOf(prefix)
  const counts = tail.length === 0 ? [0] : Array.from({ length: MOST_LEVELS_AHEAD }, (_, index) => index + 1)
  return (['tele', 'stat'] as const).flatMap((direction) =>
    counts.map((count) => {
      const names = Array.from({ length: count }, () => '+')
      return [...head, ...names, ...tail].map((level) => filterLevel(level, direction)).join('/') + '/#'
    }),
  )
}

function filterLevel(level: string, direction: Direction): string {
  return level === '%prefix%' ? direction : level.includes('%') ? '+' : level
}

/** Takes a topic apart by the prefix of its source; null where it is not one of it. */
export function tasmotaTopic(topic: string, prefix: string): TasmotaTopic | null {
  const levels = topic.split('/')
  const leaf = levels.pop() ?? ''
  if (!prefix.includes('%')) return eitherOrder(levels, prefix, leaf)
  const { head, tail } = patternOf(prefix)
  const names = levels.slice(head.length, levels.length - tail.length)
  if (levels.length <= head.length + tail.length) return null
  let direction: Direction | null = null
  const fixed = [...head, ...tail]
  const found = [...levels.slice(0, head.length), ...levels.slice(levels.length - tail.length)]
  for (const [index, level] of found.entries()) {
    if (fixed[index] === '%prefix%') {
      direction = directionIn(level)
      if (direction === null) return null
    } else if (fixed[index]?.includes('%') !== true && fixed[index] !== level) return null
  }
  return direction === null ? null : { direction, device: names.join('/'), leaf }
}

function eitherOrder(levels: string[], prefix: string, leaf: string): TasmotaTopic | null {
  const fixed = prefix.split('/')
  if (fixed.some((level, index) => levels[index] !== level)) return null
  const below = levels.slice(fixed.length)
  const [first = '', last = ''] = [below[0], below.at(-1)]
  if (below.length < 2) return null
  const direction = directionIn(first)
  if (direction !== null) return { direction, device: below.slice(1).join('/'), leaf }
  const ending = directionIn(last)
  return ending === null ? null : { direction: ending, device: below.slice(0, -1).join('/'), leaf }
}

/** What stands before and behind the device's name: `%topic%`, or whatever else differs between devices. */
function patternOf(prefix: string): { head: string[]; tail: string[] } {
  const levels = prefix.split('/')
  const name = levels.indexOf('%topic%')
  const at = name >= 0 ? name : levels.findIndex((level) => level.includes('%') && level !== '%prefix%')
  return at < 0 ? { head: levels, tail: [] } : { head: levels.slice(0, at), tail: levels.slice(at + 1) }
}

function directionIn(level: string): Direction | null {
  // Checked against the closed list it is typed by.
  return DIRECTIONS.has(level) ? (level as Direction) : null
}
