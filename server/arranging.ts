import { idSchema } from '#shared/ids.ts'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { type ArrangedVersions, holdsAt } from './domain/arrangement.ts'
import { callsTakenBack } from './domain/calls-taken-back.ts'
import { type ChangeDraft, noDecision } from './domain/facts.ts'
import { LAST_ADMIN, lastAdmins, withPasswords } from './domain/last-admin.ts'
import { endVersions, type Fields, putVersion, putWhole, type Rewrite } from './domain/versions.ts'
import { hashPassword, verifyPassword } from './accounts/passwords.ts'
import { ARRANGEMENT_CHANGE, type Fault, type Noun, type NounName, NOUNS, sameFields } from './registry.ts'
import { stepOf } from './store/decisions.ts'
import {
  type AccountRow,
  addressesIn,
  allAccounts,
  type KnownVersion,
  knownVersions,
  rowsOfRewrite,
} from './store/registry.ts'
import { plainUsername } from './store/sessions.ts'

/** Something to be put: its body as it came, and for an import the line it stands on. */
export type Item = { line: number; id: string; body: unknown }

/** What is wrong with one of the items. */
export type ItemProblem = Fault & { line: number }

/** What putting items did or would do; with any problem nothing at all is written. */
export type PutOutcome = {
  created: number
  changed: number
  unchanged: number
  problems: ItemProblem[]
  /** What looks wrong and may be meant; it is written all the same. */
  warnings: ItemProblem[]
  written: boolean
  /** How each thing is after it, in the order of the items. */
  shown: Fields[]
}

/** Putting and ending what people arrange: one step for any number of things, all of them or none. */
export type Arranging = {
  put(name: NounName, items: readonly Item[], problems?: readonly ItemProblem[]): Promise<PutOutcome>
  /** What `put` would do, without doing it. */
  tryPut(name: NounName, items: readonly Item[], problems?: readonly ItemProblem[]): Promise<PutOutcome>
  /** Ends a thing now, and with a person the calls to them: others are called on. */
  end(name: NounName, id: string): Promise<'ended' | 'unknown' | 'last-admin'>
}

export function createArranging({ database, decisions }: { database: Database; decisions: Decisions }): Arranging {
  async function decidePut(
    name: NounName,
    items: readonly Item[],
    given: readonly ItemProblem[],
    write: boolean,
  ): Promise<PutOutcome> {
    const noun: Noun = NOUNS[name]
    const problems = [...given, ...doubles(items)]
    const bodies = new Map<string, unknown>()
    for (const { line, id, body } of items) {
      const read = noun.body.safeParse(body)
      if (read.success) bodies.set(id, read.data)
      else problems.push(...read.error.issues.map(({ path, message }) => ({ line, field: path.join('.'), message })))
    }
    const tokenHashes = noun === NOUNS.sources ? await tokenHashesOf(database, bodies) : new Map<string, string>()
    const only = items.length === 1 ? items[0]?.id : undefined
    return decisions.decide<PutOutcome>(async ({ arrangement }, making) => {
      const { now, newId } = making
      const arranged = await decisions.versions()
      const versions = Map.groupBy(await knownVersions(database, noun.table, only), ({ id }) => String(id))
      const before = noun === NOUNS.people ? await allAccounts(database) : []
      const accounts = noun === NOUNS.people ? accountsWhilePut(before, bodies, now) : null
      const clashes = noun.clashes(bodies as Map<string, never>)
      const found: ItemProblem[] = []
      const whole: Rewrite<Fields> = { supersede: [], append: [] }
      const drafts: ChangeDraft[] = []
      const displaced = new Set<string>()
      const outcome = { created: 0, changed: 0, unchanged: 0, shown: [] as Fields[], warnings: [] as ItemProblem[] }
      for (const { line, id } of items) {
        // The noun's own schema has checked it.
        const body = bodies.get(id) as never
        if (body === undefined) continue
        const known = versions.get(id) ?? []
        const alongside = bodies as Map<string, never>
        const checking = {
          arrangement,
          id,
          alongside,
          known: currentOf(known, now),
          tokenHash: tokenHashes.get(id) ?? null,
          now,
          versions: arranged,
        }
        const faults = [...noun.faults(body, checking), ...(clashes.get(id) ?? []), ...(accounts?.take(id) ?? [])]
        const fields = { id, ...noun.fields(body, checking) }
        const span = spanOf(body, known, now)
        const rewrite = noun.isOneSpan
          ? putWhole<Fields>(known, fields, span, sameFields, newId)
          : putVersion<Fields>(known, fields, span, sameFields, now, newId)
        if (rewrite === 'empty')
          faults.push({ field: 'validUntil', message: 'must lie after its beginning, and not in the past' })
        found.push(...faults.map((fault) => ({ line, ...fault })))
        outcome.warnings.push(...noun.warnings(body, checking).map((warning) => ({ line, ...warning })))
        if (rewrite === 'empty') continue
        outcome.shown.push(noun.shown({ ...fields, ...(noun.isOneSpan && span), ...accounts?.shown(id) }))
        const exists = known.some(({ validUntil }) => validUntil === null || validUntil > now)
        if (rewrite === null && accounts?.touches(id) !== true) outcome.unchanged++
        else outcome[exists ? 'changed' : 'created']++
        if (rewrite === null) continue
        whole.supersede.push(...rewrite.supersede)
        whole.append.push(...rewrite.append)
        drafts.push(noun.change(id, fields, checking))
        for (const { source, externalId } of addressesIn(fields)) {
          const heard = arrangement.deviceAt(source, externalId)
          if (heard !== null && !heard.registered && heard.id !== id) displaced.add(heard.id)
        }
      }
      if (accounts !== null) {
        const lost = lastAdmins(
          { people: arranged.people, canSignIn: withPasswords(before) },
          { people: rewritten(arranged.people, whole), canSignIn: withPasswords(accounts.after()) },
          now,
        )
        const item = items.find(({ id }) => lost.includes(id))
        if (item !== undefined)
          found.push({ line: item.line, field: 'roles', message: LAST_ADMIN, reason: 'last-admin' })
      }
      const all = [...problems, ...found].toSorted((a, b) => a.line - b.line)
      const written = all.length === 0 && write
      const result = { ...outcome, problems: all, written }
      const isNothing = whole.append.length === 0 && accounts?.isTouched() !== true
      if (!written || isNothing) return { result, step: null }
      for (const deviceId of displaced) {
        const ending = endVersions(await knownVersions(database, 'devices', deviceId), now, newId)
        whole.supersede.push(...(ending?.supersede ?? []))
        whole.append.push(...(ending?.append ?? []))
      }
      const rows = rowsOfRewrite(noun.table, whole, now)
      const changes = displaced.size > 0 ? [...drafts, ARRANGEMENT_CHANGE] : drafts
      return { result, step: { ...rows, ...accounts?.step(), changes: folded(changes), arranges: true } }
    })
  }

  return {
    put: (name, items, problems = []) => decidePut(name, items, problems, true),
    tryPut: (name, items, problems = []) => decidePut(name, items, problems, false),
    end: (name, id) =>
      decisions.decide<'ended' | 'unknown' | 'last-admin'>(async (facts, making) => {
        const { now, newId } = making
        const { table } = NOUNS[name]
        const rewrite = endVersions(await knownVersions(database, table, id), now, newId)
        if (rewrite === null) return { result: 'unknown', step: null }
        const accounts = table === 'people' ? await allAccounts(database) : []
        const { people } = await decisions.versions()
        const canSignIn = withPasswords(accounts)
        const left = {
          people: rewritten(people, rewrite),
          canSignIn: new Set([...canSignIn].filter((one) => one !== id)),
        }
        if (table === 'people' && lastAdmins({ people, canSignIn }, left, now).length > 0)
          return { result: 'last-admin', step: null }
        const endAccounts = accounts.filter(({ personId }) => personId === id).map(({ username }) => username)
        const rows = rowsOfRewrite(table, rewrite, now)
        // Whoever comes back one day is not signed in by what they were signed in by then.
        const endSessionsOf = table === 'people' ? [id] : []
        const step = { ...rows, endAccounts, endSessionsOf, changes: [ARRANGEMENT_CHANGE], arranges: true }
        const callings = table === 'people' ? callsTakenBack(id, facts, making) : []
        if (callings.length === 0) return { result: 'ended', step }
        const called = stepOf(
          {
            ...noDecision(),
            incidents: callings.map(({ incident }) => incident),
            actions: callings.flatMap(({ actions }) => actions),
            deliveries: callings.flatMap(({ deliveries }) => deliveries),
          },
          now,
          newId,
        )
        // One step: nobody is gone while an incident still waits for them.
        return {
          result: 'ended',
          step: {
            ...called,
            ...step,
            append: { ...called.append, ...rows.append },
            supersede: { ...called.supersede, ...rows.supersede },
            changes: [...called.changes, ...step.changes],
          },
        }
      }),
  }
}

/** The versions after a rewrite. */
function rewritten(people: ArrangedVersions['people'], { supersede, append }: Rewrite<object>) {
  const gone = new Set(supersede)
  // What is appended to people are people.
  const added = append.map(({ row }) => row as ArrangedVersions['people'][number])
  return [...people.filter(({ versionId }) => !gone.has(versionId)), ...added]
}

function doubles(items: readonly Item[]): ItemProblem[] {
  const first = new Map<string, number>()
  return items.flatMap(({ line, id }) => {
    const before = first.get(id)
    first.set(id, before ?? line)
    return [
      ...(idSchema.safeParse(id).success
        ? []
        : [{ line, field: 'id', message: 'an id is 1 to 64 of A-Z a-z 0-9 . _ : -' }]),
      ...(before === undefined ? [] : [{ line, field: 'id', message: `${id} stands on line ${before} already` }]),
    ]
  })
}

/** The fields that hold now, or, of a thing that ended or is yet to come, those that were put last. */
function currentOf(known: readonly KnownVersion[], now: Date): Fields | null {
  return known.find((version) => holdsAt(version, now)) ?? known.at(-1) ?? null
}

/** Many changes that say the same (take the arrangement anew) are one. */
function folded(changes: ChangeDraft[]): ChangeDraft[] {
  const own = changes.filter((draft) => draft !== ARRANGEMENT_CHANGE)
  return own.length === changes.length ? own : [...own, ARRANGEMENT_CHANGE]
}

/**
 * The hashes of the tokens in bodies of sources. A token that is the one known keeps its hash, so that the same body
 * changes nothing. Made before anything is decided: a hash takes long, and an alarm must not wait for it.
 */
async function tokenHashesOf(database: Database, bodies: ReadonlyMap<string, unknown>): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const [id, body] of bodies) {
    const { token } = body as { token?: string | null }
    if (token == null) continue
    const known = await knownVersions(database, 'sources', id)
    const kept = new Set(known.flatMap(({ tokenHash }) => (typeof tokenHash === 'string' ? [tokenHash] : [])))
    for (const hash of kept) if (await verifyPassword(token, hash)) hashes.set(id, hash)
    if (!hashes.has(id)) hashes.set(id, await hashPassword(token))
  }
  return hashes
}

/**
 * The accounts while people are put: a user name makes or renames one and keeps its password, an explicit null ends it,
 * and a body that does not speak of it leaves it as it is.
 */
function accountsWhilePut(accounts: readonly AccountRow[], bodies: ReadonlyMap<string, unknown>, now: Date) {
  const byPerson = new Map(accounts.map((account) => [account.personId, account]))
  const byName = new Map(accounts.map((account) => [plainUsername(account.username), account.personId]))
  const wantedBy = (id: string) => (bodies.get(id) as { username?: string | null } | undefined)?.username
  const put: AccountRow[] = []
  const ended: string[] = []
  const leaving: string[] = []
  const touched = new Set<string>()
  const taken = new Map<string, string>()
  const holderOf = (plain: string) => taken.get(plain) ?? byName.get(plain)
  return {
    /** Notes what the body of a person says of the account; answers with what is wrong with it. */
    take(id: string): { field: string; message: string }[] {
      const wanted = wantedBy(id)
      const before = byPerson.get(id)
      if (wanted === undefined || wanted === (before?.username ?? null)) return []
      const holder = wanted === null ? undefined : holderOf(plainUsername(wanted))
      // Even one whose holder takes another name in the same step is not free yet: two statements would be needed.
      if (holder !== undefined && holder !== id)
        return [{ field: 'username', message: `this user name belongs to ${holder}` }]
      touched.add(id)
      if (before !== undefined) ended.push(before.username)
      if (wanted === null) {
        leaving.push(id)
        return []
      }
      taken.set(plainUsername(wanted), id)
      put.push({
        username: wanted,
        personId: id,
        passwordHash: before?.passwordHash ?? null,
        passwordChangedAt: before?.passwordChangedAt ?? null,
        formerHashes: before?.formerHashes ?? [],
        createdAt: before?.createdAt ?? now,
      })
      return []
    },
    touches: (id: string) => touched.has(id),
    isTouched: () => touched.size > 0,
    after: () => [...accounts.filter(({ username }) => !ended.includes(username)), ...put],
    shown: (id: string) => {
      const wanted = wantedBy(id)
      return { username: wanted === undefined ? (byPerson.get(id)?.username ?? null) : wanted }
    },
    step: () => ({ put: { accounts: put }, endAccounts: ended, endSessionsOf: leaving }),
  }
}

type Dates = { validFrom?: string | null; validUntil?: string | null }

/**
 * The dates of a body; a GeoJSON feature has them among its properties. A body that does not speak of an end leaves the
 * known one, null takes it away: a form or a list that shows no dates must not put off that a thing is taken down.
 */
function spanOf(
  body: Dates & { properties?: Dates },
  known: readonly KnownVersion[],
  now: Date,
): { validFrom: Date | null; validUntil: Date | null } {
  const { validFrom, validUntil } = body.properties ?? body
  const from = validFrom ? new Date(validFrom) : null
  if (validUntil !== undefined)
    return { validFrom: from, validUntil: validUntil === null ? null : new Date(validUntil) }
  const begins = from !== null && from > now ? from : now
  return { validFrom: from, validUntil: known.find((version) => holdsAt(version, begins))?.validUntil ?? null }
}
