/** One hotspot: its fields by the names of the columns, in lower case, and its line in the text. */
export type FirmsRow = { line: number; named: Readonly<Record<string, string>> }

/** The columns in the order they all have, where a file was cut into pieces without its first line. */
const USUAL =
  'latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,bright_t31,frp,daynight,type'
const USUAL_COLUMNS = USUAL.split(',')

/** The rows of a FIRMS table; the text of an error, or anything else without the columns of a place, is null. */
export function firmsRows(text: string): FirmsRow[] | null {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n|\r/)
  let columns: readonly string[] | null = null
  const rows: FirmsRow[] = []
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
    const lower = cells.map((cell) => cell.toLowerCase())
    // Files that were joined repeat the line of names.
    if (lower.includes('latitude') && lower.includes('longitude')) {
      columns = lower
      continue
    }
    columns ??= columnsOf(cells)
    if (columns === null) return null
    const entries = columns.map((name, at): [string, string] => [name, cells[at] ?? ''])
    // A column may be called anything: only an object without a prototype holds every name.
    const named: Record<string, string> = Object.create(null) as Record<string, string>
    for (const [name, cell] of entries) if (cell !== '') named[name] = cell
    rows.push({ line: index + 1, named })
  }
  return columns === null ? null : rows
}

function columnsOf(cells: readonly string[]): readonly string[] | null {
  const columns = /^[A-Z]{3}$/.test(cells[0] ?? '') ? ['country_id', ...USUAL_COLUMNS] : USUAL_COLUMNS
  const isPlace = /^-?\d+(\.\d+)?$/
  const at = columns.indexOf('latitude')
  return isPlace.test(cells[at] ?? '') && isPlace.test(cells[at + 1] ?? '') && cells.length >= 9 ? columns : null
}
