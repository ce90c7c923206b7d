// What a spreadsheet does to a cell on its way: it takes text for a formula, and an id of digits for a number, which it
// rounds to 15 digits, strips of its leading zeros and writes as 3.402E+19. A leading ' keeps a cell as it is.

const FORMULA = /^[=+@-]/
/** Ids that a spreadsheet would take for numbers and change: GB28181 has 20 digits, some EUIs are digits around an E. */
const NUMBER_LIKE = /^(0\d+|\d{12,}|\d+(\.\d+)?[eE][+-]?\d+)$/
const MARK = /^'(?='*([=+@-]|[\d.]+([eE][+-]?\d+)?$))/
/** What came back of such an id: its digits are lost. */
const ROUNDED = /^\d(\.\d+)?[eE]\+\d+$/

/** The columns that hold ids. */
const ID_COLUMNS: readonly string[] = ['id', 'source', 'externalId', 'moreAddresses']

/** A cell as it goes into a list, so that a spreadsheet leaves it as it is. */
export function markedCell(column: string, cell: string): string {
  const isNumber = ID_COLUMNS.includes(column) && NUMBER_LIKE.test(cell)
  return isNumber || FORMULA.test(cell) || MARK.test(cell) ? `'${cell}` : cell
}

/** A cell without the mark that keeps it from a spreadsheet. */
export function unmarkedCell(cell: string): string {
  return cell.replace(MARK, '')
}

/** The ids of a line, marked as they came, that a spreadsheet has rounded; `field` is their column. Written down they would name no device. */
export function damagedIdFaults(
  cells: Readonly<Record<string, string | undefined>>,
): { field: string; message: string }[] {
  return ID_COLUMNS.flatMap((field) => {
    const rounded = (cells[field] ?? '')
      .split(/[;；\n\r/]/)
      .map((part) => part.trim())
      .find((part) => ROUNDED.test(part))
    if (rounded === undefined) return []
    return [
      { field, message: `a spreadsheet made the number ${rounded} of an id; make the column text and enter it anew` },
    ]
  })
}
