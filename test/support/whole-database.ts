import { connect } from '../../db/connect.ts'

/** Every row of every table of the embedded database in a directory that no program has open, as JSON text by table. */
export async function wholeDatabase(dataDir: string): Promise<Map<string, string>> {
  const database = await connect({ url: null, dataDir })
  try {
    const tables = await database.run<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    )
    const rows = new Map<string, string>()
    for (const { name } of tables) {
      const found = await database.run<{ row: string }>(`select row_to_json(t)::text as row from "${name}" t`)
      rows.set(name, found.map(({ row }) => row).join('\n'))
    }
    return rows
  } finally {
    await database.stop()
  }
}

/** The tables in which one of the words stands. */
export function tablesWith(rows: ReadonlyMap<string, string>, words: readonly string[]): string[] {
  return [...rows].flatMap(([table, text]) =>
    words.filter((word) => word !== '' && text.includes(word)).map((word) => `${table}: ${word}`),
  )
}
