import type { DangerGrade, FireDanger } from '#shared/fire-danger.ts'
import type { Viewer } from '#shared/session.ts'
import type { Choice, Decisions } from './decisions.ts'
import type { DangerVersions, Version } from './domain/arrangement.ts'
import type { Making } from './domain/facts.ts'
import { dangerChange, fireDangerOf, rewritten } from './domain/fire-danger.ts'
import { nextMidnight } from '#shared/township-day.ts'
import { endCurrent, endVersions, type Fields, putVersion, type Rewrite } from './domain/versions.ts'
import { sameFields } from './registry.ts'
import { rowsOfRewrite } from './store/registry.ts'

/** What became of what somebody wanted to say of the fire danger of a township. */
export type DangerOutcome =
  | { ok: true; danger: FireDanger }
  | { ok: false; reason: 'not-found' }
  | { ok: false; reason: 'invalid'; field: string; message: string }

/** What the duty room says of fire danger. Each ends by itself, so that a forgotten one does no harm. */
export type DangerDesk = {
  /** Enters the official grade of a township, until `validUntil` or the next midnight there. */
  enter(viewer: Viewer, areaId: string, said: { grade: DangerGrade; validUntil: Date | null }): Promise<DangerOutcome>
  /** Ends the official grade that holds now, whoever said it; what is to come stays. `not-found` where none holds. */
  end(areaId: string): Promise<DangerOutcome>
  /** Lets nothing in a township wait for a look first, until a moment. */
  pauseVerification(viewer: Viewer, areaId: string, until: Date): Promise<DangerOutcome>
  /** Puts the threshold in force again. */
  resumeVerification(areaId: string): Promise<DangerOutcome>
}

/** A switch that was forgotten must not stay for months. */
const LONGEST_MS = 31 * 24 * 3600_000

type Table = 'fireDangers' | 'verificationPauses'
type Fault = { field: string; message: string }
/** What is made of the versions of a township: null changes nothing, `none` finds nothing to end. */
type Chosen = Rewrite<Fields> | Fault | null | 'none'

export function createDangerDesk({ decisions, zone }: { decisions: Decisions; zone: string }): DangerDesk {
  function decide(
    areaId: string,
    table: Table,
    choose: (known: Version<Fields>[], making: Making) => Chosen,
  ): Promise<DangerOutcome> {
    return decisions.decide<DangerOutcome>(({ arrangement: { areas, fireDanger } }, making) => {
      if (areas.byId(areaId)?.level !== 'township') return { result: { ok: false, reason: 'not-found' }, step: null }
      const known = fireDanger[table].filter(({ id }) => id === areaId)
      return choiceOf(areaId, table, choose(known, making), fireDanger, making.now)
    })
  }
  return {
    enter: (viewer, areaId, { grade, validUntil }) =>
      decide(areaId, 'fireDangers', (known, making) => {
        const said = { grade, source: 'entered', by: viewer.personId, headline: null, seriesId: null }
        const until = validUntil ?? nextMidnight(zone, making.now)
        return saidUntil(known, { id: areaId, ...said }, ['validUntil', until], making)
      }),
    // A warning received for tomorrow, or what comes back after an entered grade, was not meant.
    end: (areaId) => decide(areaId, 'fireDangers', (known, { now, newId }) => endCurrent(known, now, newId) ?? 'none'),
    pauseVerification: (viewer, areaId, until) =>
      decide(areaId, 'verificationPauses', (known, making) =>
        saidUntil(known, { id: areaId, by: viewer.personId }, ['until', until], making),
      ),
    resumeVerification: (areaId) =>
      decide(areaId, 'verificationPauses', (known, { now, newId }) => endVersions(known, now, newId) ?? 'none'),
  }
}

/** From now until a moment, over whatever was said before; what was to hold after that holds then. */
function saidUntil(
  known: Version<Fields>[],
  said: Fields,
  [field, until]: [field: string, until: Date],
  { now, newId }: Making,
): Chosen {
  if (until <= now) return { field, message: 'must lie ahead' }
  if (until.getTime() - now.getTime() > LONGEST_MS) return { field, message: 'must lie within 31 days' }
  const rewrite = putVersion<Fields>(known, said, { validFrom: now, validUntil: until }, sameFields, now, newId)
  return rewrite === 'empty' ? null : rewrite
}

function choiceOf(
  areaId: string,
  table: Table,
  chosen: Chosen,
  before: DangerVersions,
  now: Date,
): Choice<DangerOutcome> {
  if (chosen === 'none') return { result: { ok: false, reason: 'not-found' }, step: null }
  if (chosen === null) return { result: { ok: true, danger: fireDangerOf(areaId, before, now) }, step: null }
  if ('field' in chosen) return { result: { ok: false, reason: 'invalid', ...chosen }, step: null }
  // The rewrite was made of versions of this very table.
  const after = { ...before, [table]: rewritten<Fields>(before[table], chosen) } as DangerVersions
  const danger = fireDangerOf(areaId, after, now)
  const step = { ...rowsOfRewrite(table, chosen, now), changes: [dangerChange(danger)], arranges: true }
  return { result: { ok: true, danger }, step }
}
