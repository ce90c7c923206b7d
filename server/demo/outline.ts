import type { Point } from './plane.ts'

/** The rings around cells that share their edges exactly: every edge that two of them have in common disappears. */
export function mergedRings(rings: readonly (readonly Point[])[]): Point[][] {
  const next = new Map<string, { from: Point; to: Point }>()
  for (const ring of rings) {
    ring.forEach((from, at) => {
      const to = ring[(at + 1) % ring.length] ?? from
      if (!next.delete(`${name(to)}>${name(from)}`)) next.set(`${name(from)}>${name(to)}`, { from, to })
    })
  }
  const leaving = new Map([...next.values()].map((edge) => [name(edge.from), edge]))
  const merged: Point[][] = []
  for (let edge = leaving.values().next().value; edge !== undefined; edge = leaving.values().next().value) {
    const ring: Point[] = []
    for (let at: typeof edge | undefined = edge; at !== undefined; at = leaving.get(name(at.to))) {
      ring.push(at.from)
      leaving.delete(name(at.from))
    }
    merged.push(ring)
  }
  return merged
}

function name([east, north]: Point): string {
  return `${east},${north}`
}
