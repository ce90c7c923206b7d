import type { Absence } from '#shared/absence.ts'
import type { Area } from '#shared/area.ts'
import type { Device } from '#shared/device.ts'
import type { Household, PlaceName } from '#shared/household.ts'
import { type Kind, KINDS } from '#shared/kinds.ts'
import type { Person } from '#shared/person.ts'
import {
  NO_CLOCKS,
  type Plan,
  PLAN_DEFAULTS,
  usualArrival,
  usualCheckIn,
  usualReports,
  VERIFY_WAIT_SECONDS,
} from '#shared/plan.ts'
import type { Responsibility } from '#shared/responsibility.ts'
import type { Shift } from '#shared/shift.ts'
import type { Source } from '#shared/source.ts'
import type { Decisions } from './decisions.ts'
import { formats } from './domain/decode/formats.ts'
import type { Step } from './store/commit.ts'

/** Everything a township may begin with. */
export type Arranged = {
  areas?: Area[]
  people?: Person[]
  households?: Household[]
  placeNames?: PlaceName[]
  responsibilities?: Responsibility[]
  plans?: Plan[]
  /** With the hours they are on. */
  shifts?: (Shift & { validFrom: Date; validUntil: Date })[]
  /** With the time they last. */
  absences?: (Absence & { validFrom: Date; validUntil: Date })[]
  devices?: Device[]
  sources?: Source[]
}

/** Nobody goes alone to these. */
const GRAVE: readonly Kind[] = ['fire', 'smoke', 'heat', 'gas', 'flood', 'geohazard']

/** The three contracts in order, and in the forest the ranger first: until somebody writes plans of their own. */
function defaultPlan(id: string, name: string, kinds: Kind[], respondersNeeded: number, waitSeconds: number): Plan {
  return {
    ...PLAN_DEFAULTS,
    id,
    name,
    kinds,
    tiers: (['household', 'zone', 'village'] as const).map((duty) => ({ duties: [duty], waitSeconds })),
    outsideZones: [
      { duties: ['ranger', 'grid-head'], waitSeconds },
      { duties: ['village'], waitSeconds },
    ],
    informed: [],
    respondersNeeded,
    verifyBelow: kinds.includes('smoke') ? 0.6 : null,
    verifyWaitSeconds: VERIFY_WAIT_SECONDS,
    arriveWithinSeconds: usualArrival([{ waitSeconds }]),
    checkInSeconds: usualCheckIn(kinds),
    clocks: { ...NO_CLOCKS, ...usualReports(kinds) },
  }
}

/** What every installation has before anybody sets it up: a smoke alarm must already be an incident then. */
export const DEFAULTS: Arranged = {
  sources: Object.values(formats).map(({ name, defaultPrefix }) => {
    return {
      id: name === 'chirpstack-v4' ? 'chirpstack' : name,
      format: name,
      prefix: defaultPrefix,
      timeZone: null,
      datum: 'WGS-84',
    }
  }),
  plans: [
    defaultPlan('default-grave', '火情险情', [...GRAVE], 2, 60),
    defaultPlan(
      'default',
      '三包',
      KINDS.filter((kind) => !GRAVE.includes(kind)),
      1,
      120,
    ),
  ],
}

/** Writes a beginning as one step, valid since always; does nothing where something is already arranged. */
export async function seed(decisions: Decisions, arranged: Arranged, passwordHash: string | null): Promise<boolean> {
  return decisions.decide<boolean>((facts, making) => {
    const isEmpty = facts.arrangement.sources.length === 0 && facts.arrangement.areaList.length === 0
    if (!isEmpty) return { result: false, step: null }
    return { result: true, step: stepOfAll(arranged, passwordHash, making.now, making.newId) }
  })
}

function stepOfAll(
  arranged: Arranged,
  passwordHash: string | null,
  now: Date,
  newId: () => string,
): Omit<Step, 'readAt' | 'at'> {
  const version = <T extends object>(row: T) => ({
    ...row,
    versionId: newId(),
    validFrom: null,
    validUntil: null,
    recordedAt: now,
    supersededAt: null,
  })
  const people = (arranged.people ?? []).map(version)
  const households = (arranged.households ?? []).map(version)
  const devices = (arranged.devices ?? []).map(version)
  return {
    append: {
      areas: (arranged.areas ?? []).map(version),
      people,
      personDetails: people.map(({ versionId, id, name, phone }) => ({ versionId, personId: id, name, phone })),
      households,
      householdDetails: households.map(({ versionId, id, head, phone }) => ({
        versionId,
        householdId: id,
        head,
        phone,
      })),
      placeNames: (arranged.placeNames ?? []).map(version),
      responsibilities: (arranged.responsibilities ?? []).map(version),
      plans: (arranged.plans ?? []).map(version),
      shifts: (arranged.shifts ?? []).map(({ validFrom, validUntil, ...shift }) => {
        return { ...version(shift), validFrom, validUntil }
      }),
      absences: (arranged.absences ?? []).map(({ validFrom, validUntil, ...absence }) => {
        return { ...version(absence), validFrom, validUntil }
      }),
      sources: (arranged.sources ?? []).map(version),
      devices,
      addresses: devices.flatMap(({ versionId, id, addresses }) =>
        addresses.map(({ source, externalId }) => ({ versionId, deviceId: id, sourceId: source, externalId })),
      ),
    },
    put: {
      accounts: people.flatMap(({ id, username }) =>
        username === null
          ? []
          : [{ username, personId: id, passwordHash, passwordChangedAt: null, formerHashes: [], createdAt: now }],
      ),
    },
    changes: [{ change: { type: 'arrangement' }, areaIds: null, personIds: [] }],
    arranges: true,
  }
}
