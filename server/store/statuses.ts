import type { Database } from '../../db/connect.ts'
import { deviceStatuses } from '../../db/schema.ts'
import type { HeardAt } from '../domain/health.ts'

/** What was last heard at each address, by `source\0externalId`. */
export async function heardAtAddresses({ read }: Database): Promise<Map<string, HeardAt>> {
  const rows = await read.select().from(deviceStatuses)
  return new Map(rows.map((row) => [`${row.sourceId}\0${row.externalId}`, row]))
}
