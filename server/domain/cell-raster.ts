import { outlineContains, type Outline } from './outline.ts'

/** Finds the first of many outlines that contains a point: its index, or -1 where none does. */
export type CellRaster = { firstAt(x: number, y: number): number }

const CELLS_PER_OUTLINE = 64
const MIN_CELLS = 1024
const MAX_CELLS = 1 << 21

/**
 * Lays a grid of cells over outlines, in order of precedence. A cell that no edge crosses belongs to an outline as a
 * whole and answers without any geometry; a crossed cell lists the few outlines that must be asked.
 * The answer is exactly that of asking every outline in turn.
 */
export function createCellRaster(outlines: Outline[]): CellRaster {
  const grid = gridOver(outlines)
  const { minX, minY, columns, rows, cellsPerDegree } = grid
  const { start, entries } = entriesByCell(grid, outlines)
  return {
    firstAt(x, y) {
      const column = Math.floor((x - minX) * cellsPerDegree)
      const row = Math.floor((y - minY) * cellsPerDegree)
      // Also turns away NaN.
      if (!(column >= 0 && column < columns && row >= 0 && row < rows)) return -1
      const cell = row * columns + column
      const end = start[cell + 1]!
      for (let i = start[cell]!; i < end; i++) {
        const entry = entries[i]!
        if (entry < 0) return ~entry
        if (outlineContains(outlines[entry]!, x, y)) return entry
      }
      return -1
    },
  }
}

type Grid = { minX: number; minY: number; columns: number; rows: number; cellsPerDegree: number }

function gridOver(outlines: Outline[]): Grid {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const outline of outlines) {
    minX = Math.min(minX, outline.minX)
    minY = Math.min(minY, outline.minY)
    maxX = Math.max(maxX, outline.maxX)
    maxY = Math.max(maxY, outline.maxY)
  }
  if (outlines.length === 0) return { minX: 0, minY: 0, columns: 0, rows: 0, cellsPerDegree: 0 }
  const cells = Math.min(Math.max(outlines.length * CELLS_PER_OUTLINE, MIN_CELLS), MAX_CELLS)
  // A long thin extent would need more columns than cells wanted: the longer side bounds the fineness too.
  const cellsPerDegree = Math.min(
    Math.sqrt(cells / ((maxX - minX) * (maxY - minY))),
    cells / Math.max(maxX - minX, maxY - minY) / 2,
  )
  const columns = Math.floor((maxX - minX) * cellsPerDegree) + 1
  const rows = Math.floor((maxY - minY) * cellsPerDegree) + 1
  return { minX, minY, columns, rows, cellsPerDegree }
}

/**
 * For each cell the outlines concerned, by precedence: `index` where the outline must be asked, `~index` where it
 * covers the whole cell. Cell c's entries run from `start[c]` to `start[c + 1]`.
 */
function entriesByCell(grid: Grid, outlines: Outline[]): { start: Int32Array; entries: Int32Array } {
  const cellOf: number[] = []
  const entryOf: number[] = []
  // Whatever comes after an outline that covers the whole cell can never be first there.
  const closed = new Uint8Array(grid.columns * grid.rows)
  const add = (cell: number, entry: number) => {
    if (closed[cell]) return
    if (entry < 0) closed[cell] = 1
    cellOf.push(cell)
    entryOf.push(entry)
  }
  outlines.forEach((outline, index) => rasterise(grid, outline, index, add))

  const start = new Int32Array(grid.columns * grid.rows + 1)
  for (const cell of cellOf) start[cell + 1]!++
  for (let cell = 1; cell < start.length; cell++) start[cell]! += start[cell - 1]!
  const entries = new Int32Array(cellOf.length)
  const next = start.slice()
  cellOf.forEach((cell, i) => (entries[next[cell]!++] = entryOf[i]!))
  return { start, entries }
}

function rasterise(grid: Grid, outline: Outline, index: number, add: (cell: number, entry: number) => void): void {
  const columnOf = (x: number) => Math.floor((x - grid.minX) * grid.cellsPerDegree)
  const rowOf = (y: number) => Math.floor((y - grid.minY) * grid.cellsPerDegree)
  const firstColumn = columnOf(outline.minX)
  const firstRow = rowOf(outline.minY)
  const width = columnOf(outline.maxX) - firstColumn + 1
  const height = rowOf(outline.maxY) - firstRow + 1
  const crossed = new Uint8Array(width * height)
  markCrossed(grid, outline, (column, row) => (crossed[(row - firstRow) * width + column - firstColumn] = 1))

  for (let row = 0; row < height; row++) {
    const y = grid.minY + (firstRow + row + 0.5) / grid.cellsPerDegree
    // Between two crossed cells of a row nothing changes: one question answers for the whole run.
    let covered: boolean | null = null
    for (let column = 0; column < width; column++) {
      const cell = (firstRow + row) * grid.columns + firstColumn + column
      if (crossed[row * width + column]) {
        add(cell, index)
        covered = null
        continue
      }
      covered ??= outlineContains(outline, grid.minX + (firstColumn + column + 0.5) / grid.cellsPerDegree, y)
      if (covered) add(cell, ~index)
    }
  }
}

function markCrossed(grid: Grid, outline: Outline, mark: (column: number, row: number) => void): void {
  const { edges } = outline
  // Where an edge enters a row is rounded; the cells marked reach a millionth of a cell beyond it.
  const slack = 1e-6
  for (let e = 0; e < edges.length; e += 4) {
    const x0 = (edges[e]! - grid.minX) * grid.cellsPerDegree
    const y0 = (edges[e + 1]! - grid.minY) * grid.cellsPerDegree
    const x1 = (edges[e + 2]! - grid.minX) * grid.cellsPerDegree
    const y1 = (edges[e + 3]! - grid.minY) * grid.cellsPerDegree
    const [least, most] = x0 < x1 ? [x0, x1] : [x1, x0]
    const slope = y1 > y0 ? (x1 - x0) / (y1 - y0) : 0
    const lastRow = Math.floor(y1)
    for (let row = Math.floor(y0); row <= lastRow; row++) {
      const below = y1 > y0 ? x0 + (Math.max(row, y0) - y0) * slope : least
      const above = y1 > y0 ? x0 + (Math.min(row + 1, y1) - y0) * slope : most
      const from = Math.floor(Math.max(Math.min(below, above) - slack, least))
      const to = Math.floor(Math.min(Math.max(below, above) + slack, most))
      for (let column = from; column <= to; column++) mark(column, row)
    }
  }
}
