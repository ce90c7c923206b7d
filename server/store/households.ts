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

/** How many people live in the households whose head is, or was, called exactly so, by the version of each. */
export async function peopleHeadedBy({ read }: Database, head: string): Promise<Map<string, number>> {
  const { versionId, people } = households
  const rows = await read
    .select({ versionId, people })
    .from(households)
    .innerJoin(householdDetails, eq(householdDetails.versionId, versionId))
    .where(eq(householdDetails.head, head))
  return new Map(rows.map((row) => [row.versionId, row.people]))
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
