import type { Gap } from '#shared/coverage.ts'
import type { Duty, Responsibility } from '#shared/responsibility.ts'
import { demoDutyRoster } from '../../server/demo/duty-roster.ts'
import type { ArrangedVersions, Version } from '../../server/domain/arrangement.ts'
import { coverageOf } from '../../server/domain/coverage.ts'
import { demoVersions } from './demo-facts.ts'

// The demo township, and ways to plant a hole in what is arranged there.

/** A moment by the township's clock. */
export const at = (local: string) => new Date(`${local}:00+08:00`)
export const NOW = at('2026-12-12T12:00')
const END = at('2027-01-11T12:00')
export const version = <T extends { id: string }>(
  row: T,
  validFrom: Date | null = null,
  validUntil: Date | null = null,
) => {
  return { ...row, versionId: `${row.id}@${validFrom?.getTime() ?? 0}`, validFrom, validUntil }
}

export const TOWNSHIP: ArrangedVersions = (() => {
  const { shifts, absences } = demoDutyRoster(NOW, 'Asia/Shanghai')
  return {
    ...demoVersions(),
    shifts: shifts.map((row) => version(row, row.validFrom, row.validUntil)),
    absences: absences.map((row) => version(row, row.validFrom, row.validUntil)),
  }
})()

export const coverage = (change: Partial<ArrangedVersions> = {}) =>
  coverageOf({ ...TOWNSHIP, ...change }, { from: NOW, until: END, timeZone: 'Asia/Shanghai' })

/** What is found, short: where, what, why, whom it needs, and when by the township's clock. */
export function found(change: Partial<ArrangedVersions>) {
  const local = (moment: string) => new Date(Date.parse(moment) + 8 * 3600_000).toISOString().slice(0, 16)
  return coverage(change).gaps.map(({ areaId, duty, post, why, personIds, from, until, statutoryDay }: Gap) =>
    [
      areaId,
      duty ?? post,
      why,
      personIds.join('+') || '-',
      from === NOW.toISOString() ? 'now' : local(from),
      until === null ? 'open' : local(until),
      ...(statutoryDay === null ? [] : [statutoryDay]),
    ].join(' '),
  )
}

export const ZONE = 'tulingdi-g1-z1'
export const GRID = 'tulingdi-g1'
const holding = (areaId: string, duty: Duty) =>
  TOWNSHIP.responsibilities.filter((held) => held.areaId === areaId && held.duty === duty)
export const [HOLDER = '', DEPUTY = ''] = holding(ZONE, 'household').map(({ personId }) => personId)
export const WORKER = holding(GRID, 'grid-member')[0]?.personId ?? ''
export const changed = (areaId: string, duty: Duty, change: Partial<Version<Responsibility>>) => ({
  responsibilities: TOWNSHIP.responsibilities.map((held) =>
    held.areaId === areaId && held.duty === duty ? { ...held, ...change } : held,
  ),
})
/** Only these two hold one zone, so that nobody else's hole is planted with theirs. */
export const alone = (personIds: string[]): Version<Responsibility>[] => [
  ...TOWNSHIP.responsibilities.filter((held) => held.duty !== 'household' || held.areaId !== ZONE),
  ...personIds.map((personId, n) => {
    const rank = n === 0 ? 'primary' : 'deputy'
    const always = { kinds: null, hours: null, onStatutoryDays: true }
    return version({ id: `planted-${n}`, personId, duty: 'household', areaId: ZONE, rank, ...always } as const)
  }),
]
export const extra = (...ids: string[]) => [
  ...TOWNSHIP.people,
  ...ids.map((id) => version({ id, roles: ['member' as const], rings: ['voice' as const, 'sms' as const] })),
]
export const away = (personId: string, from: string, until: string | null, deputyId: string | null = null) =>
  version({ id: `away-${personId}`, personId, deputyId }, at(from), until === null ? null : at(until))
export const absences = (...rows: ReturnType<typeof away>[]) => ({ absences: [...TOWNSHIP.absences, ...rows] })
/** A zone of the first and second of two people who are nobody else. */
export const pair = { people: extra('first', 'second', 'third'), responsibilities: alone(['first', 'second']) }
