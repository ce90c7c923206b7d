/** Radar shadows and still water leave holes; one wider than this (some 250 m) is not guessed at. */
const WIDEST_POSTS = 8

/**
 * Fills small holes (NaN) of a lattice of elevations in place, from what is known on both sides of them in their row
 * and in their column: ridges and valleys that run into a hole go on in it. Holes at an edge or wider than eight
 * posts stay.
 */
export function fillVoids(values: Float32Array, columns: number, rows: number): void {
  const holes: number[] = []
  for (let at = 0; at < values.length; at++) if (Number.isNaN(values[at])) holes.push(at)
  if (holes.length === 0 || holes.length === values.length) return
  const known = values.slice()
  for (const at of holes) {
    const column = at % columns
    const row = (at - column) / columns
    const across = between(known, at, 1, column, columns - 1 - column)
    const along = between(known, at, columns, row, rows - 1 - row)
    const weight = (across?.weight ?? 0) + (along?.weight ?? 0)
    if (weight === 0) continue
    const sum = (across?.metres ?? 0) * (across?.weight ?? 0) + (along?.metres ?? 0) * (along?.weight ?? 0)
    values[at] = sum / weight
  }
}

/** The straight line over a hole in one direction; it weighs the less the wider the hole is. */
function between(known: Float32Array, at: number, step: number, before: number, after: number) {
  const back = firstKnown(known, at, -step, before)
  const ahead = firstKnown(known, at, step, after)
  if (back === null || ahead === null || back.steps + ahead.steps - 1 > WIDEST_POSTS) return null
  const share = back.steps / (back.steps + ahead.steps)
  return { metres: back.metres * (1 - share) + ahead.metres * share, weight: 1 / (back.steps + ahead.steps) }
}

function firstKnown(known: Float32Array, at: number, step: number, most: number) {
  for (let steps = 1; steps <= Math.min(most, WIDEST_POSTS); steps++) {
    const metres = known[at + steps * step] ?? NaN
    if (!Number.isNaN(metres)) return { metres, steps }
  }
  return null
}

/**
 * Gives every hole of a lattice that is left the nearest known value of its row, and rows without any those of the
 * nearest row: for pictures, which have no word for unknown. False where nothing at all is known.
 */
export function coverVoids(values: Float32Array, columns: number, rows: number): boolean {
  const known: number[] = []
  for (let row = 0; row < rows; row++) {
    const line = values.subarray(row * columns, (row + 1) * columns)
    const seen = [...line.keys()].filter((column) => !Number.isNaN(line[column]))
    if (seen.length === 0) continue
    known.push(row)
    if (seen.length === columns) continue
    const before = line.slice()
    for (let column = 0, next = 0; column < columns; column++) {
      while (next + 1 < seen.length && nearer(seen[next + 1], column) <= nearer(seen[next], column)) next++
      line[column] = before[seen[next] ?? 0] ?? NaN
    }
  }
  for (let row = 0, next = 0; known.length > 0 && row < rows; row++) {
    while (next + 1 < known.length && nearer(known[next + 1], row) <= nearer(known[next], row)) next++
    const from = known[next] ?? row
    if (from !== row) values.copyWithin(row * columns, from * columns, (from + 1) * columns)
  }
  return known.length > 0
}

function nearer(candidate: number | undefined, at: number): number {
  return Math.abs((candidate ?? Infinity) - at)
}
