import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { AuditVerification } from '#shared/audit.ts'
import { connect } from '../../db/connect.ts'
import { DirectoryInUse } from '../../db/embedded.ts'
import { auditAnchors } from './anchors.ts'
import { BadSetting, readConfig } from '../config.ts'
import { explain } from '../explain.ts'
import { verifyAudit } from '../verifying.ts'

// `npm run audit -- verify [--anchor HASH]`: walks the chain over the audit log, also while the server runs on PostgreSQL.

const USAGE = 'npm run audit -- verify [--anchor HASH]'

try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { anchor: { type: 'string' } } })
  const anchor = values.anchor?.toLowerCase() ?? null
  if (positionals.join(' ') !== 'verify') fail(`usage: ${USAGE}`)
  if (anchor !== null && !/^[0-9a-f]{64}$/.test(anchor)) fail('--anchor: a hash has 64 hexadecimal digits')
  const config = readConfig(process.env, false)
  const dataDir = resolve(config.DATA_DIR)
  const url = config.DATABASE_URL ?? null
  if (url === null && !existsSync(join(dataDir, 'database')))
    fail(`there is no database in ${dataDir}: set DATA_DIR or DATABASE_URL as for the server`)
  const database = await connect({ url, dataDir })
  try {
    const found = await verifyAudit(database, { now: () => new Date(), given: anchor, anchors: auditAnchors(dataDir) })
    process.stdout.write(sentences(found))
    process.exitCode = found.fault === null ? 0 : 1
  } finally {
    await database.stop()
  }
} catch (error) {
  if (error instanceof DirectoryInUse)
    fail(
      `the embedded database is in use by the running server (${error.holderPid}): open its page /audit, ask it for /api/audit/verification as administrator, or stop it first.`,
    )
  if (error instanceof BadSetting) fail(`the setting ${error.message}`)
  if (error instanceof Error && 'code' in error && error.code === '42P01')
    fail('this database has no audit log: start the server on it once.')
  fail(explain(error))
}

function sentences(found: AuditVerification): string {
  const { entries, sealed, unsealed, hash, anchoredAt } = found
  const lines = [
    `${entries} entries, ${sealed} sealed, ${unsealed} waiting for their seal`,
    `last hash ${hash ?? '(none yet)'}`,
    anchorSentence(found),
    ...(anchoredAt === null ? [] : [`the anchor stands at position ${anchoredAt}`]),
    found.fault !== null
      ? `BROKEN ${faultSentence(found.fault)}`
      : found.anchor === null
        ? 'what is there is as it was written'
        : 'the log is as it was written',
  ]
  return lines.map((line) => `乡哨 audit: ${line}\n`).join('')
}

function anchorSentence({ anchor, anchoredBy, notedAt }: AuditVerification): string {
  if (anchor === null)
    return 'no anchor: nothing was noted in DATA_DIR and none was given, so that nobody can tell whether the end was cut off'
  return anchoredBy === 'given' ? `anchor ${anchor}, as given` : `anchor ${anchor}, as noted in DATA_DIR at ${notedAt}`
}

function faultSentence({ fault, position, entryId }: NonNullable<AuditVerification['fault']>): string {
  switch (fault) {
    case 'missing-seal':
      return `at position ${position}: its seal is missing, or one was put in (met with the seal of entry ${entryId})`
    case 'wrong-seal':
      return `at position ${position}: the seal of entry ${entryId} was changed or put in`
    case 'missing-entry':
      return `at position ${position}: entry ${entryId} was removed before its time`
    case 'changed-entry':
      return `at position ${position}: entry ${entryId} was changed`
    case 'unsealed':
      return `entry ${entryId} has waited for its seal for more than two minutes: where the server was killed, start it once and ask again; where it ran, somebody took the seal away`
    case 'no-anchor':
      return 'the anchor stands nowhere in the chain: its end was cut off, or it was made anew; or the database is an earlier copy, or an embedded one that lost its last seconds in a power cut. Once that is cleared up, move audit-anchors.txt out of DATA_DIR, and noting begins anew'
  }
}

function fail(sentence: string): never {
  process.stderr.write(`乡哨 ${sentence}\n`)
  process.exit(1)
}
