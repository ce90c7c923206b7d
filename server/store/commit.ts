import { getTableName } from 'drizzle-orm'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { CHANGE_VERSION } from '#shared/change.ts'
import type { Database, Parameter } from '../../db/connect.ts'
import * as schema from '../../db/schema.ts'
import type { ChangeDraft, Decision } from '../domain/facts.ts'
import type { Tellings } from '../domain/tellings.ts'
import type { KeptChange } from './changes.ts'
import { type Erasure, erasingParts } from './erasing.ts'
import { endedSearchPart } from './media-removals.ts'
import { recusalPart } from './recusals.ts'
import { noticeParts } from './noticed.ts'
import { insertFromJson, rowsJson } from './rows.ts'

/** The tables a step may add rows to. */
const APPENDED = {
  observations: schema.observations,
  evidenceMedia: schema.evidenceMedia,
  media: schema.media,
  readings: schema.readings,
  actions: schema.actions,
  deliveries: schema.deliveries,
  messageKeys: schema.messageKeys,
  areas: schema.areas,
  people: schema.people,
  personDetails: schema.personDetails,
  households: schema.households,
  householdDetails: schema.householdDetails,
  placeNames: schema.placeNames,
  responsibilities: schema.responsibilities,
  absences: schema.absences,
  shifts: schema.shifts,
  plans: schema.plans,
  sources: schema.sources,
  devices: schema.devices,
  fireDangers: schema.fireDangers,
  fireEstimates: schema.fireEstimates,
  verificationPauses: schema.verificationPauses,
  permits: schema.permits,
  fireBans: schema.fireBans,
  addresses: schema.addresses,
  quarantine: schema.quarantine,
  spool: schema.spool,
  directiveRollCalls: schema.directiveRollCalls,
  handovers: schema.handovers,
  handoverReadings: schema.handoverReadings,
} as const

/** The tables whose rows a step writes whole, new or again, by primary key. */
const PUT = {
  incidents: schema.incidents,
  alerts: schema.alerts,
  signals: schema.signals,
  incidentEvidence: schema.incidentEvidence,
  accounts: schema.accounts,
  settledMedia: schema.evidenceMedia,
  shiftSwaps: schema.shiftSwaps,
  mediaRemovals: schema.mediaRemovals,
  householdAnswers: schema.householdAnswers,
  drills: schema.drills,
  /** Keys of content: unlike ids they may come again, and are then only noted anew. */
  contentKeys: schema.messageKeys,
} as const

/** The tables of versions, in which an older version can be superseded. */
const VERSIONED = {
  permits: schema.permits,
  fireBans: schema.fireBans,
  areas: schema.areas,
  people: schema.people,
  households: schema.households,
  placeNames: schema.placeNames,
  responsibilities: schema.responsibilities,
  absences: schema.absences,
  shifts: schema.shifts,
  plans: schema.plans,
  sources: schema.sources,
  devices: schema.devices,
  fireDangers: schema.fireDangers,
  fireEstimates: schema.fireEstimates,
  verificationPauses: schema.verificationPauses,
} as const
export type VersionedName = keyof typeof VERSIONED

type Rows<Tables extends Record<string, PgTable>> = { [Name in keyof Tables]?: Tables[Name]['$inferInsert'][] }

/** One atomic step: all of it is written, or nothing. */
export type Step = {
  /** The sequence the step was decided at; it is written only if that still stands. */
  readAt: number
  at: Date
  append?: Rows<typeof APPENDED>
  put?: Rows<typeof PUT>
  /** Version ids that are known to be so no longer, from `at` on. */
  supersede?: { [Name in VersionedName]?: string[] }
  /** Positions that end with it: all of these incidents but the pairs `incident person` that are kept. */
  endPositions?: { incidentIds: string[]; kept: string[] }
  /** Incidents whose search is over: the pictures of whom it was for are shown no more. */
  endSearches?: string[]
  /** Who keeps out of incidents, by incident: of what was told before nothing is told to them again. */
  recusals?: Record<string, string[]>
  /** User names whose accounts end. */
  endAccounts?: string[]
  /** People who are signed in no longer, and whose unused links work no longer. */
  endSessionsOf?: string[]
  /** Whose personal fields go, in every version and everywhere else. */
  erase?: Erasure
  changes: ChangeDraft[]
  /** What has to be told outside the program, and ids for it. */
  tells?: Tellings & { newId: () => string }
  /** Whether it changes what people arrange, so that every process takes that anew. */
  arranges?: boolean
  /** The decision it writes, where it is one, for whoever keeps facts up to date. */
  decided?: Decision
}

/** `changes` are those of the step as the database keeps them, numbered up to `seq`. */
export type CommitOutcome =
  { ok: true; seq: number; changes: KeptChange[] } | { ok: false; reason: 'moved' | 'seen-before' }

const UNIQUE_VIOLATION = '23505'
const PUT_NAMES: ReadonlySet<string> = new Set(Object.keys(PUT))

/**
 * Writes a step as one statement. The first part moves the decision row on and finds nothing if somebody else has
 * moved it since `readAt`: then the rest has nothing to write (`moved`: read and decide again). A key or action id
 * that is already there fails the statement whole (`seen-before`). The row lock makes `seq` commit-ordered.
 */
export async function commit(database: Database, step: Step): Promise<CommitOutcome> {
  const parameters: Parameter[] = [step.readAt]
  const parts = [
    `decided as (update decision set seq = seq + ${Math.max(1, step.changes.length)}${
      step.arranges === true ? ', arrangement_seq = seq + 1' : ''
    } where id = 1 and seq = $1 returning seq)`,
  ]
  const add = (text: (parameter: number) => string, value: Parameter): void => {
    parameters.push(value)
    parts.push(`part${parts.length} as (${text(parameters.length)} returning 1)`)
  }
  for (const [name, ids] of Object.entries(step.supersede ?? {})) {
    const table = VERSIONED[name as VersionedName]
    if (ids.length === 0) continue
    parameters.push(step.at.toISOString())
    const at = parameters.length
    add(
      (n) =>
        `update "${getTableName(table)}" set superseded_at = $${at}::timestamptz from decided where version_id = any($${n}::text[])`,
      ids,
    )
  }
  // Object.entries forgets which rows belong to which table; the Step type has already checked them.
  for (const [name, rows] of Object.entries({ ...step.append, ...step.put }) as [
    keyof typeof APPENDED | keyof typeof PUT,
    never[],
  ][]) {
    if (rows.length === 0) continue
    const table: PgTable = { ...APPENDED, ...PUT }[name]
    const again = PUT_NAMES.has(name) ? ` ${putAgain(table)}` : ''
    add((n) => insertFromJson(table, n, 'decided') + again, rowsJson(table, rows))
  }
  const { incidentIds: leftIds = [], kept = [] } = step.endPositions ?? {}
  if (leftIds.length > 0) {
    parameters.push(kept)
    const keeps = parameters.length
    add(
      (n) =>
        `delete from responder_positions using decided where incident_id = any($${n}::text[]) and incident_id || ' ' || person_id <> all($${keeps}::text[])`,
      leftIds,
    )
  }
  if ((step.endSearches ?? []).length > 0) {
    parameters.push(step.at.toISOString())
    const at = parameters.length
    add((n) => endedSearchPart(n, at), step.endSearches ?? [])
  }
  for (const [incidentId, ids] of Object.entries(step.recusals ?? {})) {
    parameters.push(ids)
    const recused = parameters.length
    add((n) => recusalPart(n, recused), incidentId)
  }
  if ((step.endAccounts ?? []).length > 0)
    add((n) => `delete from accounts using decided where username = any($${n}::text[])`, step.endAccounts ?? [])
  for (const table of (step.endSessionsOf ?? []).length > 0 ? ['sessions', 'invitations'] : [])
    add((n) => `delete from ${table} using decided where person_id = any($${n}::text[])`, step.endSessionsOf ?? [])
  for (const { text, parameter } of step.tells === undefined ? [] : noticeParts(step.tells, step.at, step.tells.newId))
    add(text, parameter)
  if (step.erase !== undefined) for (const part of erasingParts(step.erase)) add(part, step.erase.id)
  const unnumbered = unnumberedChanges(step)
  if (unnumbered.length > 0)
    add(
      (n) => numberedChanges(n, unnumbered.length),
      // The columns as `numberedChanges` names them.
      JSON.stringify(
        unnumbered.map(({ areaIds, personIds, ...rest }) => ({ ...rest, area_ids: areaIds, person_ids: personIds })),
      ),
    )
  const wake = database.durability === 'duty' ? `, pg_notify('xiangshao', seq::text)` : ''
  try {
    const [row] = await database.run<{ seq: string }>(
      `with ${parts.join(',\n')}\nselect seq${wake} from decided`,
      parameters,
    )
    if (row === undefined) return { ok: false, reason: 'moved' }
    const seq = Number(row.seq)
    return {
      ok: true,
      seq,
      changes: unnumbered.map((change, n) => ({ ...change, seq: seq - unnumbered.length + n + 1 })),
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)
      return { ok: false, reason: 'seen-before' }
    throw error
  }
}

function putAgain(table: PgTable): string {
  const { columns, primaryKeys } = getTableConfig(table)
  const together = new Set(primaryKeys.flatMap((key) => key.columns.map(({ name }) => name)))
  const isKey = ({ primary, name }: { primary: boolean; name: string }) => primary || together.has(name)
  const key = columns.filter(isKey).map(({ name }) => `"${name}"`)
  const rest = columns.filter((column) => !isKey(column)).map(({ name }) => `"${name}" = excluded."${name}"`)
  return `on conflict (${key.join(', ')}) do update set ${rest.join(', ')}`
}

function numberedChanges(parameter: number, count: number): string {
  return `insert into changes (seq, v, at, type, body, area_ids, person_ids)
    select decided.seq - ${count} + row_number() over (order by n), v, at, type, body, area_ids, person_ids
    from decided, rows from (jsonb_to_recordset($${parameter}::text::jsonb)
      as (v int, at timestamptz, type text, body jsonb, area_ids text[], person_ids text[])) with ordinality
      as c(v, at, type, body, area_ids, person_ids, n)`
}

function unnumberedChanges({ changes, at }: Step): Omit<KeptChange, 'seq'>[] {
  return changes.map(({ change, areaIds, personIds }) => {
    return { v: CHANGE_VERSION, at, type: change.type, body: change, areaIds, personIds }
  })
}
