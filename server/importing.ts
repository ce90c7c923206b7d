import type { ImportName, ImportResult } from '#shared/setup.ts'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { idSchema } from '#shared/ids.ts'
import type { ChangeDraft } from './domain/facts.ts'
import { putVersion, type Rewrite } from './domain/versions.ts'
import type { ReadImport } from './imports.ts'
import { type Noun, NOUNS, sameFields, stepOfRewrite } from './registry.ts'
import { knownVersions } from './store/registry.ts'

/** Writes an import as one step, or with any problem, or on a dry run, nothing at all; says what it did or would do. */
export async function writeImport(
  parts: { database: Database; decisions: Decisions },
  name: ImportName,
  read: ReadImport,
  dryRun: boolean,
): Promise<ImportResult> {
  const noun: Noun = NOUNS[name]
  return parts.decisions.decide<ImportResult>(async ({ arrangement }, making) => {
    const known = Map.groupBy(await knownVersions(parts.database, noun.table), ({ id }) => String(id))
    const problems = [...read.problems]
    const alongside = new Set(read.rows.map(({ id }) => id))
    const whole: Rewrite<Record<string, unknown>> = { supersede: [], append: [] }
    const accounts: { username: string; personId: string; passwordHash: null; createdAt: Date }[] = []
    const userNames = new Map([...known.values()].flat().flatMap((row) => (typeof row.username === 'string' ? [[row.username, String(row.id)]] : [])))
    const drafts: ChangeDraft[] = []
    const seen = new Map<string, number>()
    const counts = { created: 0, changed: 0, unchanged: 0 }
    for (const { line, id, body } of read.rows) {
      const first = seen.get(id)
      seen.set(id, first ?? line)
      if (first !== undefined) problems.push({ line, field: 'id', message: `${id} stands on line ${first} already` })
      if (!idSchema.safeParse(id).success) problems.push({ line, field: 'id', message: 'an id is 1 to 64 of A-Z a-z 0-9 . _ : -' })
      const value = noun.body.safeParse(body)
      if (!value.success) {
        problems.push(...value.error.issues.map(({ path, message }) => ({ line, field: path.join('.'), message })))
        continue
      }
      const checking = { arrangement, id, hash: async () => '', alongside }
      // The noun's own schema has just checked it.
      problems.push(...noun.faults(value.data as never, checking).map((fault) => ({ line, ...fault })))
      const { username, ...fields } = await noun.fields(value.data as never, checking)
      const versions = (known.get(id) ?? []).map(({ username: _username, ...row }) => row as typeof row & { versionId: string; validFrom: Date | null; validUntil: Date | null })
      const isNewName = typeof username === 'string' && userNames.get(username) !== id
      if (isNewName && userNames.has(username)) problems.push({ line, field: 'username', message: `${username} belongs to ${userNames.get(username)}` })
      else if (isNewName) {
        userNames.set(username, id)
        accounts.push({ username, personId: id, passwordHash: null, createdAt: making.now })
      }
      const rewrite = putVersion<Record<string, unknown>>(versions, { id, ...fields }, {}, sameFields, making.now, making.newId)
      if (rewrite === null) counts.unchanged++
      else {
        counts[versions.length === 0 ? 'created' : 'changed']++
        whole.supersede.push(...rewrite.supersede)
        whole.append.push(...rewrite.append)
        drafts.push(noun.change(id, { id, ...fields }))
      }
    }
    const written = problems.length === 0 && !dryRun
    const result = { ...counts, problems: problems.toSorted((a, b) => a.line - b.line), written }
    if (!written || (whole.append.length === 0 && accounts.length === 0)) return { result, step: null }
    // Areas and duties are taken anew as a whole: one change says so for all of them.
    const changes = drafts.some(({ change }) => change.type === 'arrangement') ? drafts.slice(0, 1) : drafts
    return { result, step: { ...stepOfRewrite(noun.table, whole, changes, making.now), put: { accounts } } }
  })
}
