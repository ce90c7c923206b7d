import { type Arrangement, arrangementAt, type ArrangedVersions } from '../../server/domain/arrangement.ts'
import type { Decision, Facts, Making } from '../../server/domain/facts.ts'
import { withIncidents } from '../../server/domain/incident-index.ts'
import { ringsOf } from '../../server/domain/rings.ts'
import { demoTownship } from '../../server/demo/township.ts'

const always = <T extends { id: string }>(rows: T[]) =>
  rows.map((row) => ({ ...row, versionId: `${row.id}@1`, validFrom: null, validUntil: null }))

/** The versions of the demo township, all true since always. */
export function demoVersions(): ArrangedVersions {
  const township = demoTownship()
  return {
    areas: always(township.areas),
    people: always(township.people.map(({ id, roles, phone }) => ({ id, roles, rings: ringsOf(phone) }))),
    households: always(township.households),
    placeNames: always(township.placeNames),
    responsibilities: always(township.responsibilities),
    absences: [],
    shifts: [],
    plans: always(township.plans),
    sources: always(township.sources),
    devices: always(township.devices),
    fireDangers: [],
    fireEstimates: [],
    verificationPauses: [],
    permits: [],
    fireBans: [],
  }
}

/** Facts of the demo township at rest. */
export function demoFacts(arrangement: Arrangement = arrangementAt(demoVersions(), NOON)): Facts {
  return { seq: 1, arrangement, timeZone: 'Asia/Shanghai', terrain: null, incidents: new Map(), signals: new Map() }
}

/** A moment from which tests count. */
export const NOON = new Date('2026-11-23T04:00:00.000Z')

/** A decision made `seconds` after noon, with ids that count up. */
export function makingAt(seconds: number): Making {
  let count = 0
  return {
    now: new Date(NOON.getTime() + seconds * 1000),
    timeZone: 'Asia/Shanghai',
    newId: () => `id-${seconds}-${count++}`,
  }
}

/** The facts once a decision is written. */
export function afterwards(facts: Facts, decision: Decision): Facts {
  const incidents = withIncidents(facts.incidents, decision.incidents)
  const signals = new Map(facts.signals)
  for (const signal of decision.signals) signals.set(signal.key, signal)
  return { ...facts, seq: facts.seq + 1, incidents, signals }
}
