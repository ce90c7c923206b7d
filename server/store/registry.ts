// oxlint-disable import/namespace -- the noun names the table, and its type allows only tables
import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Address, addressSchema } from '#shared/device.ts'
import type { Database } from '../../db/connect.ts'
import * as schema from '../../db/schema.ts'
import type { ArrangedVersions, Version } from '../domain/arrangement.ts'
import type { Fields, Rewrite } from '../domain/versions.ts'
import type { Step } from './commit.ts'

/** A version as it is kept, with its fields from beside. */
export type KnownVersion = Version<Fields>

/** All versions that are present knowledge of one thing (or of all things of a noun), with their fields from beside. */
export async function knownVersions(
  { read }: Database,
  noun: keyof ArrangedVersions,
  id?: string,
): Promise<KnownVersion[]> {
  const table = schema[noun]
  const present = isNull(table.supersededAt)
  const rows = await read
    .select()
    .from(table)
    .where(id === undefined ? present : and(present, eq(table.id, id)))
  // What the store notes about a version is no field of it.
  const versions = rows.map(({ recordedAt: _recordedAt, supersededAt: _supersededAt, ...version }) => version)
  return withFieldsBeside(read, noun, versions)
}

/** Every version of one thing that is known or ever was, in the order in which they were recorded. */
export async function everyVersion(
  { read }: Database,
  noun: keyof ArrangedVersions,
  id: string,
): Promise<(KnownVersion & { recordedAt: Date; supersededAt: Date | null })[]> {
  const table = schema[noun]
  const rows = await read
    .select()
    .from(table)
    .where(eq(table.id, id))
    .orderBy(table.recordedAt, sql`${table.validFrom} nulls first`)
  const times = new Map(
    rows.map(({ versionId, recordedAt, supersededAt }) => [versionId, { recordedAt, supersededAt }]),
  )
  const versions = rows.map(({ recordedAt: _recordedAt, supersededAt: _supersededAt, ...version }) => version)
  const whole = await withFieldsBeside(read, noun, versions)
  return whole.flatMap((version) => {
    const known = times.get(version.versionId)
    return known === undefined ? [] : [{ ...version, ...known }]
  })
}

/** Versions with what lies in tables beside theirs. */
async function withFieldsBeside(
  read: Database['read'],
  noun: keyof ArrangedVersions,
  versions: KnownVersion[],
): Promise<KnownVersion[]> {
  const versionIds = sql.param(versions.map(({ versionId }) => versionId))
  const { personDetails, householdDetails, addresses } = schema
  switch (noun) {
    case 'people': {
      const details = await read
        .select()
        .from(personDetails)
        .where(sql`${personDetails.versionId} = any(${versionIds}::text[])`)
      return withBeside(versions, details, ({ name, phone, email, wecomUser }) => {
        return { name, phone, email, wecomUser }
      })
    }
    case 'households': {
      const details = await read
        .select()
        .from(householdDetails)
        .where(sql`${householdDetails.versionId} = any(${versionIds}::text[])`)
      return withBeside(versions, details, ({ head, phone }) => ({ head, phone }))
    }
    case 'devices': {
      const known = await read
        .select()
        .from(addresses)
        .where(sql`${addresses.versionId} = any(${versionIds}::text[])`)
      const byVersion = Map.groupBy(known, ({ versionId }) => versionId)
      return versions.map((version) => ({
        ...version,
        addresses: (byVersion.get(version.versionId) ?? []).map(({ sourceId, externalId }) => {
          return { source: sourceId, externalId }
        }),
      }))
    }
    default:
      return versions
  }
}

function withBeside<D extends { versionId: string }>(
  versions: KnownVersion[],
  details: D[],
  fields: (detail: D) => Fields,
): KnownVersion[] {
  const byVersion = new Map(details.map((detail) => [detail.versionId, detail]))
  return versions.map((version) => {
    const detail = byVersion.get(version.versionId)
    return detail === undefined ? version : { ...version, ...fields(detail) }
  })
}

/** The addresses among the fields of a device; other things have none. */
export function addressesIn(fields: Fields): Address[] {
  return z.array(addressSchema).parse(fields.addresses ?? [])
}

export type AccountRow = typeof schema.accounts.$inferSelect

/** Every account there is. */
export async function allAccounts({ read }: Database): Promise<AccountRow[]> {
  return read.select().from(schema.accounts)
}

/** The rows that rewrites of one noun's versions come to, with those beside them. */
export function rowsOfRewrite(
  table: keyof ArrangedVersions,
  rewrite: Rewrite<Fields>,
  now: Date,
): Pick<Step, 'append' | 'supersede'> {
  const rows = rewrite.append.map(({ row }) => ({ ...row, recordedAt: now, supersededAt: null }))
  return {
    // Fields and tables are paired by the table of nouns.
    append: { [table]: rows, ...rowsBeside(table, rows) } as NonNullable<Step['append']>,
    supersede: { [table]: rewrite.supersede },
  }
}

/** A copy of a version has copies of what lies beside it: an erased person's fields are found under every version. */
function rowsBeside(table: keyof ArrangedVersions, rows: Fields[]): NonNullable<Step['append']> {
  const text = (value: unknown): string => String(value)
  const orNull = (value: unknown): string | null => (value == null ? null : String(value))
  switch (table) {
    case 'people':
      return {
        personDetails: rows.map(({ versionId, id, name, phone, email, wecomUser }) => {
          const reach = { phone: orNull(phone), email: orNull(email), wecomUser: orNull(wecomUser) }
          return { versionId: text(versionId), personId: text(id), name: text(name), ...reach }
        }),
      }
    case 'households':
      return {
        householdDetails: rows.map(({ versionId, id, head, phone }) => {
          return { versionId: text(versionId), householdId: text(id), head: text(head), phone: orNull(phone) }
        }),
      }
    case 'devices':
      return {
        addresses: rows.flatMap((row) =>
          addressesIn(row).map(({ source, externalId }) => {
            return { versionId: text(row.versionId), deviceId: text(row.id), sourceId: source, externalId }
          }),
        ),
      }
    default:
      return {}
  }
}
