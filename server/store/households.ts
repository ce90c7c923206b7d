import { eq, inArray } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { householdDetails, households } from '../../db/schema.ts'

/** Whom to ring at a household: its head and telephone, by the version of the household. */
export async function householdContact({ read }: Database, versionId: string) {
  const [row] = await read
    .select({ head: householdDetails.head, phone: householdDetails.phone })
    .from(householdDetails)
    .where(eq(householdDetails.versionId, versionId))
  return row ?? null
}

/** The versions of households whose head is, or was, called exactly so. */
export async function versionsHeadedBy({ read }: Database, head: string): Promise<string[]> {
  const { versionId } = householdDetails
  const rows = await read.select({ versionId }).from(householdDetails).where(eq(householdDetails.head, head))
  return rows.map((row) => row.versionId)
}

/** What is known of some households beside where they stand, by the version of each. */
export async function householdsByVersion({ read }: Database, versionIds: readonly string[]) {
  if (versionIds.length === 0) return new Map()
  const { versionId, id, people, occupied, needHelp } = households
  const { head, phone } = householdDetails
  const rows = await read
    .select({ versionId, id, people, occupied, needHelp, head, phone })
    .from(households)
    .innerJoin(householdDetails, eq(householdDetails.versionId, versionId))
    .where(inArray(versionId, [...versionIds]))
  return new Map(rows.map(({ versionId: ofVersion, ...row }) => [ofVersion, row]))
}
