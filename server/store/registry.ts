// oxlint-disable import/namespace -- the noun names the table, and its type allows only tables
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import * as schema from '../../db/schema.ts'
import type { ArrangedVersions, Version } from '../domain/arrangement.ts'

/** All versions of one thing (or of all things of a noun) that are present knowledge, with their fields from beside. */
export async function knownVersions({ read }: Database, noun: keyof ArrangedVersions, id?: string): Promise<Version<Record<string, unknown>>[]> {
  const table = schema[noun]
  const present = isNull(table.supersededAt)
  const rows: Version<Record<string, unknown>>[] = await read
    .select()
    .from(table)
    .where(id === undefined ? present : and(present, eq(table.id, id)))
  const versionIds = rows.map(({ versionId }) => versionId)
  if (versionIds.length === 0) return rows
  switch (noun) {
    case 'people': {
      const [details, accounts] = await Promise.all([
        read.select().from(schema.personDetails).where(inArray(schema.personDetails.versionId, versionIds)),
        read.select().from(schema.accounts),
      ])
      const userNames = new Map(accounts.map(({ personId, username }) => [personId, username]))
      return withBeside(rows, details, ({ name, phone }) => ({ name, phone })).map((row) => ({ ...row, username: userNames.get(String(row.id)) ?? null }))
    }
    case 'households':
      return withBeside(rows, await read.select().from(schema.householdDetails).where(inArray(schema.householdDetails.versionId, versionIds)), ({ head, phone }) => ({ head, phone }))
    case 'devices': {
      const addresses = Map.groupBy(await read.select().from(schema.addresses).where(inArray(schema.addresses.versionId, versionIds)), ({ versionId }) => versionId)
      return rows.map((row) => ({ ...row, addresses: (addresses.get(row.versionId) ?? []).map(({ sourceId, externalId }) => ({ source: sourceId, externalId })) }))
    }
    default:
      return rows
  }
}

function withBeside<D extends { versionId: string }>(rows: Version<Record<string, unknown>>[], details: D[], fields: (detail: D) => Record<string, unknown>) {
  const byVersion = new Map(details.map((detail) => [detail.versionId, detail]))
  return rows.map((row) => {
    const detail = byVersion.get(row.versionId)
    return detail === undefined ? row : { ...row, ...fields(detail) }
  })
}

/** The account that a user name belongs to, and the one that a person has. */
export async function accountsOf({ read }: Database, username: string | null, personId: string) {
  const rows = await read.select().from(schema.accounts)
  return { ofName: rows.find((row) => row.username === username) ?? null, ofPerson: rows.find((row) => row.personId === personId) ?? null }
}
