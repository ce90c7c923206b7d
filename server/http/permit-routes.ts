import { z } from 'zod'
import { momentQuerySchema } from '#shared/ids.ts'
import type { Permit } from '#shared/permit.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { bare, type PermitVersion } from '../domain/arrangement.ts'
import { mayPermit } from '../domain/permit-ground.ts'
import { standingOf } from '../domain/permits.ts'
import type { WindReading } from '../domain/wind.ts'
import { type KnownVersion, knownVersions } from '../store/registry.ts'
import { PERMIT_READERS, seenBy, withCoveredGuard } from './registry-scope.ts'
import { json, parsed, type Route } from './route.ts'

const DAY_MS = 24 * 3600_000
/** What ended longer ago is not listed unless it is asked for. */
const LATELY_MS = 30 * DAY_MS
const FAR = new Date(8.64e15)

const querySchema = z.object({ from: momentQuerySchema.optional(), to: momentQuerySchema.optional() })

/** What is approved and what is forbidden: the lists; one of them is read and written as everything that is arranged. */
export function permitRoutes(parts: {
  database: Database
  decisions: Decisions
  winds: () => Promise<readonly WindReading[]>
  now: () => Date
}): Route[] {
  const { database, decisions, winds, now } = parts

  async function versionsWithin(table: 'permits' | 'fireBans', query: Record<string, string>): Promise<KnownVersion[]> {
    const { from, to } = parsed(querySchema, query)
    const since = from === undefined ? new Date(now().getTime() - LATELY_MS) : new Date(from)
    const until = to === undefined ? FAR : new Date(to)
    const versions = await knownVersions(database, table)
    return versions
      .filter(({ validFrom, validUntil }) => (validFrom ?? since) < until && (validUntil ?? FAR) > since)
      .toSorted((a, b) => (a.validFrom?.getTime() ?? 0) - (b.validFrom?.getTime() ?? 0))
  }

  return [
    {
      method: 'get',
      path: '/api/permits',
      who: 'signed-in',
      roles: PERMIT_READERS,
      scope: 'viewer',
      says: 'What is approved (报备) on one’s ground, with how it stands now; what ended more than thirty days ago only with `from`. Whoever stands by it is covered here.',
      async handle({ query, viewer }) {
        const versions = await versionsWithin('permits', query)
        const { arrangement, timeZone } = await decisions.facts()
        const weather = { now: now(), timeZone, winds: await winds() }
        const items = versions.flatMap((version) => {
          const seen = seenBy(viewer, 'permits', bare(version), arrangement)
          if (seen === null) return []
          // The fields of a permit's versions have the types of its wire form.
          const standing = standingOf(version as PermitVersion & Permit, arrangement, weather)
          const { validFrom, validUntil } = version
          const mayWrite = mayPermit(viewer, String(version.areaId))
          return [{ ...withCoveredGuard(seen), validFrom, validUntil, standing, mayWrite }]
        })
        return json({ items, nextCursor: null })
      },
    },
    {
      method: 'get',
      path: '/api/fire-bans',
      who: 'signed-in',
      roles: PERMIT_READERS,
      scope: 'viewer',
      says: 'The fire bans (禁火令) of one’s ground; what ended more than thirty days ago only with `from`.',
      async handle({ query, viewer }) {
        const { arrangement } = await decisions.facts()
        const items = (await versionsWithin('fireBans', query)).flatMap((version) => {
          const seen = seenBy(viewer, 'fire-bans', bare(version), arrangement)
          const { validFrom, validUntil } = version
          return seen === null
            ? []
            : [{ ...seen, validFrom, validUntil, mayWrite: mayPermit(viewer, String(version.areaId)) }]
        })
        return json({ items, nextCursor: null })
      },
    },
  ]
}
