import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

/** Names of columns, ready for a statement. All come from our own schema, never from outside. */
function columnList(table: PgTable): string {
  return givenColumns(table)
    .map(([, column]) => `"${column.name}"`)
    .join(', ')
}

/** The columns that a row brings along; the database numbers the others itself. */
function givenColumns(table: PgTable) {
  return Object.entries(getTableColumns(table)).filter(([, column]) => column.generatedIdentity === undefined)
}

/** Rows as JSON text by column name, for `jsonb_populate_recordset`: any number of rows is one parameter. */
export function rowsJson<T extends PgTable>(table: T, rows: readonly T['$inferInsert'][]): string {
  const columns = givenColumns(table)
  return JSON.stringify(
    rows.map((row) => {
      const fields: Record<string, unknown> = row
      return Object.fromEntries(columns.map(([property, column]) => [column.name, fields[property] ?? null]))
    }),
  )
}

/** `insert into t (...) select ... from jsonb_populate_recordset(null::t, $n)`, with `from` added to the row source. */
export function insertFromJson(table: PgTable, parameter: number, from: string): string {
  const name = `"${getTableName(table)}"`
  const columns = columnList(table)
  return `insert into ${name} (${columns}) select ${columns} from ${from}, jsonb_populate_recordset(null::${name}, $${parameter}::text::jsonb)`
}
