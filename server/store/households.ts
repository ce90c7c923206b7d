import { eq } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { householdDetails } from '../../db/schema.ts'

/** Whom to ring at a household: its head and telephone, by the version of the household. */
export async function householdContact({ read }: Database, versionId: string) {
  const [row] = await read
    .select({ head: householdDetails.head, phone: householdDetails.phone })
    .from(householdDetails)
    .where(eq(householdDetails.versionId, versionId))
  return row ?? null
}
