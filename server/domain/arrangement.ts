import type { Absence } from '#shared/absence.ts'
import type { Area } from '#shared/area.ts'
import type { DangerEstimate, OfficialDanger } from '#shared/fire-danger.ts'
import type { Device } from '#shared/device.ts'
import type { Household, PlaceName } from '#shared/household.ts'
import type { Role } from '#shared/person.ts'
import type { FireBan, Permit } from '#shared/permit.ts'
import type { Plan } from '#shared/plan.ts'
import type { Duty, Responsibility, Ring } from '#shared/responsibility.ts'
import type { Shift } from '#shared/shift.ts'
import type { Source } from '#shared/source.ts'
import { absencesByPerson } from './absence-of.ts'
import { type AreaIndex, createAreaIndex } from './area-index.ts'
import { createNear } from './near.ts'

/** A row of anything people arrange, true of the world in `[validFrom, validUntil)`; null ends are open. */
export type Version<T> = T & { versionId: string; validFrom: Date | null; validUntil: Date | null }

/** A person as decisions see them: no name, no number, only what can ring them; `areaIds` is the ground given to their role. */
export type Member = { id: string; roles: Role[]; rings: Ring[]; areaIds?: string[] | null }

/** When somebody cannot be called, and who stands in; why is nobody's business here. */
export type AbsenceVersion = Version<Pick<Absence, 'id' | 'personId' | 'deputyId'>>

/** A shift; since when it is known to be as it is, where the store tells. */
export type ShiftVersion = Version<Shift> & { recordedAt?: Date }

/** An official grade of fire danger as it is kept; `id` is its township, `seriesId` the warning it came by. */
export type DangerVersion = Version<Omit<OfficialDanger, 'from' | 'until'> & { id: string; seriesId: string | null }>

/** An estimate of fire danger as it is kept; `id` is its township. */
export type EstimateVersion = Version<{ id: string; day: string; body: Omit<DangerEstimate, 'day' | 'from' | 'until'> }>

/** While it holds, nothing in the township `id` waits for a look first. */
export type PauseVersion = Version<{ id: string; by: string | null }>

/** What is approved, as decisions see it: without whoever stands by it. */
export type PermitVersion = Version<Omit<Permit, 'guardName' | 'guardPhone'>>

/** Every version that is present knowledge, whatever its dates. */
export type ArrangedVersions = {
  areas: Version<Area>[]
  people: Version<Member>[]
  households: Version<Pick<Household, 'id' | 'location'>>[]
  placeNames: Version<PlaceName>[]
  responsibilities: Version<Responsibility>[]
  absences: AbsenceVersion[]
  shifts: ShiftVersion[]
  plans: Version<Plan>[]
  sources: Version<Source>[]
  devices: Version<Device>[]
  fireDangers: DangerVersion[]
  fireEstimates: EstimateVersion[]
  verificationPauses: PauseVersion[]
  permits: PermitVersion[]
  fireBans: Version<FireBan>[]
}

/** What is known of fire danger. */
export type DangerVersions = Pick<ArrangedVersions, 'fireDangers' | 'fireEstimates' | 'verificationPauses'>

/** What people have arranged, as it stands at one moment, ready for asking. */
export type Arrangement = {
  areas: AreaIndex
  areaList: Area[]
  near: ReturnType<typeof createNear>
  placeNames: PlaceName[]
  people: ReadonlyMap<string, Member>
  /** Where the households stand; who lives there is nobody's business here. */
  households: ArrangedVersions['households']
  responsibilities: Responsibility[]
  /** Who holds a duty for an area itself. */
  held(areaId: string, duty: Duty): readonly Responsibility[]
  absences: ReadonlyMap<string, AbsenceVersion>
  /** The shifts of the duty rooms that are on. */
  shifts: Version<Shift>[]
  plans: Version<Plan>[]
  sources: Source[]
  devices: ReadonlyMap<string, Device>
  deviceAt(sourceId: string, externalId: string): Device | null
  /** Everything known of fire danger, also what has passed and what is to come: ask fire-danger.ts. */
  fireDanger: DangerVersions
  /** What is approved on its days, whatever the hour. */
  permits: PermitVersion[]
  fireBans: Version<FireBan>[]
  /** The area itself and everything above it in the tree, most exact first. */
  lineage(areaId: string): Area[]
  /** Until when this picture holds if nobody arranges anything anew; null for ever. */
  holdsUntil: Date | null
}

/** The picture of the arrangement at `at` that the versions give. */
export function arrangementAt(versions: ArrangedVersions, at: Date): Arrangement {
  const current = <T>(rows: Version<T>[]): Version<T>[] => rows.filter((row) => holdsAt(row, at))
  const areaList = current(versions.areas)
  const areas = createAreaIndex(areaList)
  const devices = current(versions.devices)
  const byAddress = new Map<string, Map<string, Device>>()
  for (const device of devices)
    for (const { source, externalId } of device.addresses)
      byAddress.set(source, (byAddress.get(source) ?? new Map<string, Device>()).set(externalId, device))
  const responsibilities = current(versions.responsibilities)
  const held = Map.groupBy(responsibilities, ({ areaId, duty }) => `${areaId} ${duty}`)
  return {
    areas,
    areaList,
    near: createNear(current(versions.placeNames)),
    placeNames: current(versions.placeNames),
    people: byId(current(versions.people)),
    households: current(versions.households),
    responsibilities,
    held: (areaId, duty) => held.get(`${areaId} ${duty}`) ?? [],
    absences: absencesByPerson(current(versions.absences)),
    shifts: current(versions.shifts),
    plans: current(versions.plans),
    sources: current(versions.sources),
    devices: byId(devices),
    deviceAt: (sourceId, externalId) => byAddress.get(sourceId)?.get(externalId) ?? null,
    fireDanger: {
      fireDangers: versions.fireDangers,
      fireEstimates: versions.fireEstimates,
      verificationPauses: versions.verificationPauses,
    },
    permits: current(versions.permits),
    fireBans: current(versions.fireBans),
    lineage: (areaId) => lineage(areas, areaId),
    holdsUntil: nextBoundary(Object.values(versions).flat(), at),
  }
}

/** What a version says of its thing, without what belongs to the version: the form that goes over the wire. */
export function bare<T extends object>(
  row: T,
): Omit<T, 'versionId' | 'validFrom' | 'validUntil' | 'recordedAt' | 'supersededAt'> {
  const {
    versionId: _1,
    validFrom: _2,
    validUntil: _3,
    recordedAt: _4,
    supersededAt: _5,
    ...rest
  } = { versionId: 0, validFrom: 0, validUntil: 0, recordedAt: 0, supersededAt: 0, ...row }
  return rest
}

/** Whether a version is true of the world at a moment. */
export function holdsAt(row: { validFrom: Date | null; validUntil: Date | null }, at: Date): boolean {
  return (row.validFrom === null || row.validFrom <= at) && (row.validUntil === null || at < row.validUntil)
}

function byId<T extends { id: string }>(rows: T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]))
}

function lineage(areas: AreaIndex, areaId: string): Area[] {
  const line: Area[] = []
  // An import may close the tree into a ring by mistake: an area is never visited twice.
  for (let area = areas.byId(areaId); area !== null && !line.includes(area);) {
    line.push(area)
    area = area.parentId === null ? null : areas.byId(area.parentId)
  }
  return line
}

function nextBoundary(rows: { validFrom: Date | null; validUntil: Date | null }[], at: Date): Date | null {
  let next: Date | null = null
  for (const row of rows)
    for (const boundary of [row.validFrom, row.validUntil])
      if (boundary !== null && boundary > at && (next === null || boundary < next)) next = boundary
  return next
}
