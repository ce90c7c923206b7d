// Longer than others because what people arrange stands in one table, a noun beside the other.
import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { absenceBodySchema } from '#shared/absence.ts'
import { areaFeatureSchema } from '#shared/area.ts'
import { type Device, deviceBodySchema } from '#shared/device.ts'
import type { Datum, LngLat } from '#shared/geo.ts'
import { householdBodySchema, placeNameBodySchema } from '#shared/household.ts'
import { mayAnswer, personBodySchema, type Role } from '#shared/person.ts'
import {
  NEVER_RESTS,
  NO_CLOCKS,
  PLAN_DEFAULTS,
  planBodySchema,
  planClocksSchema,
  usualArrival,
  usualCheckIn,
  usualReports,
  VERIFY_WAIT_SECONDS,
} from '#shared/plan.ts'
import type { Viewer } from '#shared/session.ts'
import { fireBanBodySchema, permitBodySchema } from '#shared/permit.ts'
import { responsibilityBodySchema } from '#shared/responsibility.ts'
import { shiftBodySchema } from '#shared/shift.ts'
import { sourceBodySchema } from '#shared/source.ts'
import type { ArrangedVersions, Arrangement } from './domain/arrangement.ts'
import { inWgs84, mixedUpDatum } from './domain/datum.ts'
import { formats } from './domain/decode/formats.ts'
import type { ChangeDraft } from './domain/facts.ts'
import { mayPermit } from './domain/permit-ground.ts'
import { fireBanFaults, permitFaults, permitFields } from './permit-nouns.ts'
import { mayRoster } from './domain/duty-ground.ts'
import { areaIdsAt } from './domain/ground.ts'
import { shiftFaults, shiftWarnings } from './domain/shift-faults.ts'
import { polygonFaults } from './domain/polygon-faults.ts'
import type { Fields } from './domain/versions.ts'
import { fetchFaults, fetchFields, shownFetching } from './evidence/source-fetching.ts'

// What the administrator arranges, noun by noun. Each noun says how its body becomes the fields of a version and what in it
// must already be there. Everything else is the same for all, and stands in arranging.ts.

/** One thing wrong with a body. */
export type Fault = {
  field: string
  message: string
  /** A closed word for it, where pages have words of their own. */
  reason?: 'only-looks' | 'last-admin'
  /** In which village a position lies by each datum, the chosen one first; null is none. */
  villages?: { datum: Datum; village: string | null }[]
}

/** What a noun needs to know while it checks a body and makes its fields. */
export type Checking<Body = never> = {
  arrangement: Arrangement
  id: string
  /** What is put in the same step, this body included, by id: it may be referred to before it is there. */
  alongside: ReadonlyMap<string, Body>
  /** The fields as they are known now, or were last; null for a thing never seen. */
  known: Fields | null
  /** The hash of the token in the body; null where it holds none. */
  tokenHash: string | null
  /** The moment of the step. */
  now: Date
  /** Everything that is arranged, whatever its dates. */
  versions: ArrangedVersions
}

/** Who writes a noun beside the administrator: these roles, where it concerns somebody or somewhere of their ground. */
export type Writers = {
  roles: readonly Role[]
  may(viewer: Viewer, fields: Fields, arrangement: Arrangement): boolean
}

/** What a change must know of what was there before: whoever saw that hears of it too. */
type Before = Pick<Checking, 'arrangement' | 'known'>

export type Noun = {
  table: keyof ArrangedVersions
  /** Null: the administrator alone. */
  writers: Writers | null
  /** Whether a thing is one span of time, as a shift is: to put it again is to say all of it anew. */
  isOneSpan: boolean
  body: z.ZodType
  fields(body: never, checking: Checking): Fields
  faults(body: never, checking: Checking): Fault[]
  /** What looks wrong and may be meant. */
  warnings(body: never, checking: Checking): Fault[]
  /** What is wrong between the bodies of one step, by id. */
  clashes(bodies: ReadonlyMap<string, never>): Map<string, Fault[]>
  change(id: string, fields: Fields, before: Before): ChangeDraft
  /** How one thing is shown; flat unless told. */
  shown(fields: Fields): Fields
}

/** Says that something was arranged anew, for whoever keeps a picture of it. */
export const ARRANGEMENT_CHANGE: ChangeDraft = { change: { type: 'arrangement' }, areaIds: null, personIds: [] }

function unknown(field: string, what: string, id: string | null | undefined, has: boolean): Fault[] {
  return id == null || has ? [] : [{ field, message: `there is no ${what} ${id}` }]
}

/** What is wrong with somebody who is to be called, or to sit or stand in for another: unknown, or one who only looks. */
export function answererFaults(
  field: string,
  id: string | null | undefined,
  { people }: Pick<Arrangement, 'people'>,
): Fault[] {
  if (id == null) return []
  const person = people.get(id)
  if (person === undefined) return unknown(field, 'person', id, false)
  if (mayAnswer(person.roles)) return []
  return [{ field, message: `only looks, and cannot be called: ${id} has no role that answers`, reason: 'only-looks' }]
}

/** A noun with its body typed by its own schema; the table of nouns forgets the type, the schema has checked it. */
function noun<S extends z.ZodType>(
  table: keyof ArrangedVersions,
  body: S,
  rest: {
    writers?: Writers
    isOneSpan?: boolean
    fields(body: z.infer<S>, checking: Checking<z.infer<S>>): Fields
    faults?(body: z.infer<S>, checking: Checking<z.infer<S>>): Fault[]
    warnings?(body: z.infer<S>, checking: Checking<z.infer<S>>): Fault[]
    clashes?(bodies: ReadonlyMap<string, z.infer<S>>): Map<string, Fault[]>
    change?(id: string, fields: Fields, before: Before): ChangeDraft
    shown?(fields: Fields): Fields
  },
): Noun {
  return {
    table,
    writers: rest.writers ?? null,
    isOneSpan: rest.isOneSpan ?? false,
    body,
    fields: rest.fields,
    faults: rest.faults ?? (() => []),
    warnings: rest.warnings ?? (() => []),
    clashes: rest.clashes ?? (() => new Map()),
    change: rest.change ?? (() => ARRANGEMENT_CHANGE),
    shown: rest.shown ?? ((fields) => fields),
  }
}

type AreaBody = z.infer<typeof areaFeatureSchema>
type DeviceBody = z.infer<typeof deviceBodySchema>

const MASKED = 'this is the covered form: uncover it first, by /api/households/{id}/reveal'

/** Every noun by its name in the address. */
export const NOUNS = {
  areas: noun('areas', areaFeatureSchema, {
    fields: ({ geometry, properties: { code, level, name, parentId } }) => ({
      code,
      level,
      name,
      parentId: parentId ?? null,
      geometry,
    }),
    faults: areaFaults,
    shown: ({ id, geometry, ...properties }) => ({ type: 'Feature', id, geometry, properties: { id, ...properties } }),
  }),
  people: noun('people', personBodySchema, {
    fields: ({ name, phone, email, wecomUser, roles, areaIds }, { known }) => ({
      roles,
      areaIds: areaIds === undefined ? (known?.areaIds ?? null) : areaIds,
      name,
      phone: phone ?? null,
      email: email === undefined ? (known?.email ?? null) : email,
      wecomUser: wecomUser === undefined ? (known?.wecomUser ?? null) : wecomUser,
    }),
    faults: ({ areaIds }, { arrangement }) =>
      (areaIds ?? []).flatMap((areaId, at) =>
        unknown(`areaIds.${at}`, 'area', areaId, arrangement.areas.byId(areaId) !== null),
      ),
    // Whose it is to know is judged when it is told: it follows from duties, which change without the person.
    change: (id, { name }) => ({
      change: { type: 'person', person: { id, name: String(name) } },
      areaIds: null,
      personIds: [id],
    }),
  }),
  households: noun('households', householdBodySchema, {
    fields: ({ location, head, phone, people, occupied, needHelp }) => {
      return { location, people, occupied, needHelp: needHelp ?? 0, head, phone: phone ?? null }
    },
    // Whoever puts back what was listed would otherwise lose the name and the number.
    faults: ({ head, phone }) => [
      ...(head.includes('*') ? [{ field: 'head', message: MASKED }] : []),
      ...(phone?.includes('*') === true ? [{ field: 'phone', message: MASKED }] : []),
    ],
  }),
  'place-names': noun('placeNames', placeNameBodySchema, { fields: ({ name, location }) => ({ name, location }) }),
  responsibilities: noun('responsibilities', responsibilityBodySchema, {
    fields: ({ personId, duty, areaId, kinds, rank, hours, onStatutoryDays }, { known }) => ({
      personId,
      duty,
      areaId,
      kinds: kinds ?? null,
      rank,
      hours: hours === undefined ? (known?.hours ?? null) : hours,
      onStatutoryDays: onStatutoryDays ?? known?.onStatutoryDays ?? true,
    }),
    faults: ({ personId, areaId }, { arrangement }) => [
      ...answererFaults('personId', personId, arrangement),
      ...unknown('areaId', 'area', areaId, arrangement.areas.byId(areaId) !== null),
    ],
  }),
  absences: noun('absences', absenceBodySchema, {
    fields: ({ personId, deputyId, reason }) => ({ personId, deputyId: deputyId ?? null, reason: reason ?? null }),
    faults: ({ personId, deputyId }, { arrangement }) => [
      ...unknown('personId', 'person', personId, arrangement.people.has(personId)),
      ...answererFaults('deputyId', deputyId, arrangement),
      ...(deputyId === personId ? [{ field: 'deputyId', message: 'nobody stands in for themselves' }] : []),
    ],
  }),
  shifts: noun('shifts', shiftBodySchema, {
    writers: { roles: ['duty', 'leader'], may: (viewer, { areaId }) => mayRoster(viewer, String(areaId)) },
    isOneSpan: true,
    fields: ({ areaId, post, personId }) => ({ areaId, post, personId }),
    faults: (body, { arrangement, id, versions }) => [
      ...answererFaults('personId', body.personId, arrangement),
      ...shiftFaults(id, body, versions.shifts, arrangement),
    ],
    warnings: (body, { id, versions, arrangement: { people } }) => {
      return shiftWarnings(id, body, { shifts: versions.shifts, absences: versions.absences, people })
    },
  }),
  plans: noun('plans', planBodySchema, {
    fields: (
      { name, kinds, tiers, outsideZones, informed, respondersNeeded, verifyBelow, verifyWaitSeconds, ...rest },
      { known },
    ) => ({
      name,
      kinds,
      tiers,
      outsideZones: outsideZones ?? null,
      informed: informed ?? [],
      respondersNeeded,
      // Whoever puts a plan without a word of it, as before there was such a thing, changes nothing about it.
      severities: rest.severities === undefined ? (known?.severities ?? null) : rest.severities,
      tiersAtOnce: rest.tiersAtOnce ?? known?.tiersAtOnce ?? PLAN_DEFAULTS.tiersAtOnce,
      remindSeconds: rest.remindSeconds === undefined ? (known?.remindSeconds ?? null) : rest.remindSeconds,
      nightRest: rest.nightRest === undefined ? (known?.nightRest ?? null) : rest.nightRest,
      clocks: {
        ...NO_CLOCKS,
        ...usualReports(kinds),
        ...planClocksSchema.partial().parse(known?.clocks ?? {}),
        ...rest.clocks,
      },
      checklist: rest.checklist ?? known?.checklist ?? [],
      sound: rest.sound ?? known?.sound ?? PLAN_DEFAULTS.sound,
      verifyBelow: verifyBelow === undefined ? (known?.verifyBelow ?? null) : verifyBelow,
      verifyWaitSeconds: verifyWaitSeconds ?? known?.verifyWaitSeconds ?? VERIFY_WAIT_SECONDS,
      arriveWithinSeconds: saidOr(rest.arriveWithinSeconds, known?.arriveWithinSeconds, usualArrival(tiers)),
      checkInSeconds: saidOr(rest.checkInSeconds, known?.checkInSeconds, usualCheckIn(kinds)),
    }),
    faults: ({ kinds, nightRest }, { known }) => {
      const rests = nightRest === undefined ? known?.nightRest != null : nightRest !== null
      const urgent = kinds.filter((kind) => NEVER_RESTS.includes(kind))
      if (!rests || urgent.length === 0) return []
      return [
        {
          field: 'nightRest',
          message: `${urgent.join(', ')} must not wait for the morning: leave the rest out, or the kinds`,
        },
      ]
    },
  }),
  sources: noun('sources', sourceBodySchema, {
    fields: ({ format, prefix, timeZone, datum, fetchFrom, fetchCredentials, pull }, { known, tokenHash }) => ({
      format,
      prefix: prefix ?? formats[format].defaultPrefix,
      timeZone: timeZone ?? null,
      datum: datum ?? 'WGS-84',
      // A token is written and never read back: a body without one cannot mean that it goes.
      tokenHash: tokenHash ?? known?.tokenHash ?? null,
      ...fetchFields({ fetchFrom, fetchCredentials, pull }, known),
    }),
    shown: shownFetching,
    faults: ({ prefix, timeZone, ...fetching }, { known }) => [
      ...fetchFaults(fetching, known),
      ...(prefix?.endsWith('/') === true ? [{ field: 'prefix', message: 'a prefix ends without a slash' }] : []),
      ...(timeZone == null || isTimeZone(timeZone)
        ? []
        : [{ field: 'timeZone', message: 'must be an IANA time zone such as Asia/Shanghai' }]),
    ],
  }),
  devices: noun('devices', deviceBodySchema, {
    fields: (
      { name, kind, addresses, location, datum, elevation, expectedIntervalSeconds, camera, ...switches },
      { known, now },
    ) => ({
      name,
      kind,
      addresses,
      location: location ? inWgs84(location, datum ?? 'WGS-84') : null,
      statedLocation: statedLocation(location, datum, known),
      elevation: elevation ?? null,
      expectedIntervalSeconds: expectedIntervalSeconds ?? null,
      camera: camera ?? null,
      // Switches of their own: who moves a camera, or imports a list again, must not disarm a depot by silence.
      armed: switches.armed ?? known?.armed ?? false,
      armedSchedule: switches.armedSchedule === undefined ? (known?.armedSchedule ?? null) : switches.armedSchedule,
      limits: switches.limits === undefined ? (known?.limits ?? null) : switches.limits,
      ...maintenanceOf(switches, known, now),
      registered: true,
      dismissed: null,
      heardOn: null,
      personId: switches.personId === undefined ? (known?.personId ?? null) : switches.personId,
      indoor: switches.indoor === undefined ? (known?.indoor ?? null) : switches.indoor,
    }),
    faults: deviceFaults,
    warnings: deviceWarnings,
    clashes: addressClashes,
    // The stored fields of a device and its wire form have the same names.
    change: (id, fields, before) => ({
      change: { type: 'device', device: { ...fields, id } as Device },
      ...deviceScope(fields, before),
    }),
  }),
  permits: noun('permits', permitBodySchema, {
    writers: { roles: ['duty', 'leader'], may: (viewer, { areaId }) => mayPermit(viewer, String(areaId)) },
    isOneSpan: true,
    fields: (body, { arrangement }) => permitFields(body, arrangement),
    faults: (body, { arrangement }) => permitFaults(body, arrangement),
  }),
  'fire-bans': noun('fireBans', fireBanBodySchema, {
    writers: { roles: ['duty', 'leader'], may: (viewer, { areaId }) => mayPermit(viewer, String(areaId)) },
    isOneSpan: true,
    fields: ({ areaId, note }) => ({ areaId, note: note ?? null }),
    faults: (body, { arrangement }) => fireBanFaults(body, arrangement),
  }),
} as const satisfies Record<string, Noun>
export type NounName = keyof typeof NOUNS

function areaFaults({ geometry, properties }: AreaBody, { arrangement, id, alongside }: Checking<AreaBody>): Fault[] {
  const { parentId } = properties
  const parentOf = (areaId: string): string | null => {
    const put = alongside.get(areaId)
    return (put ? put.properties.parentId : arrangement.areas.byId(areaId)?.parentId) ?? null
  }
  const isThere = parentId != null && (alongside.has(parentId) || arrangement.areas.byId(parentId) !== null)
  return [
    ...polygonFaults(geometry).map(({ fault, part, ring, at }) => {
      const where = at === null ? '' : ` near ${at.join(', ')}`
      return { field: 'geometry', message: `${fault} in part ${part}, ring ${ring}${where}` }
    }),
    ...unknown('properties.parentId', 'area', parentId, isThere),
    ...(liesInItself(id, parentOf) ? [{ field: 'properties.parentId', message: 'an area cannot lie in itself' }] : []),
  ]
}

function liesInItself(id: string, parentOf: (id: string) => string | null): boolean {
  const passed = new Set<string>()
  for (let above = parentOf(id); above !== null && !passed.has(above); above = parentOf(above)) {
    if (above === id) return true
    passed.add(above)
  }
  return false
}

function deviceFaults(body: DeviceBody, checking: Checking<DeviceBody>): Fault[] {
  return [...addressFaults(body, checking), ...ownerFaults(body, checking)]
}

/** The ground on which a device stands, and that on which it stood. */
function deviceScope(fields: Fields, { arrangement, known }: Before): Pick<ChangeDraft, 'areaIds' | 'personIds'> {
  // The fields of a device's versions have the types of its wire form.
  const places = [known?.location, fields.location] as (LngLat | null | undefined)[]
  const areaIds = places.flatMap((location) => (location ? areaIdsAt(arrangement, location) : []))
  return { areaIds: [...new Set(areaIds)], personIds: typeof fields.personId === 'string' ? [fields.personId] : [] }
}

/** Only what somebody carries can be somebody's. */
function ownerFaults({ personId, kind }: DeviceBody, { arrangement }: Checking<DeviceBody>): Fault[] {
  if (personId == null) return []
  const isTracker = kind === 'tracker'
  return [
    ...unknown('personId', 'person', personId, arrangement.people.has(personId)),
    ...(isTracker ? [] : [{ field: 'personId', message: 'only a tracker belongs to a person' }]),
  ]
}

function addressFaults({ addresses }: DeviceBody, { arrangement, id, alongside }: Checking<DeviceBody>): Fault[] {
  return addresses.flatMap(({ source, externalId }, index) => {
    const holder = arrangement.deviceAt(source, externalId)
    // A device nobody registered gives way; one that is put in the same step has its addresses from there.
    const isTaken = holder !== null && holder.id !== id && holder.registered && !alongside.has(holder.id)
    const isKnown = arrangement.sources.some((known) => known.id === source)
    return [
      ...unknown(`addresses.${index}.source`, 'source', source, isKnown),
      ...(isTaken ? [{ field: `addresses.${index}`, message: `this address belongs to device ${holder.id}` }] : []),
    ]
  })
}

/** Without a word about it a window of maintenance stays; who ends maintenance ends its window as well. */
function maintenanceOf(
  { maintenance, maintenanceUntil }: Pick<DeviceBody, 'maintenance' | 'maintenanceUntil'>,
  known: Fields | null,
  now: Date,
): Fields {
  if (maintenance === false) {
    // When it ended is kept: nobody expected a word of the device before that.
    const until = known?.maintenanceUntil ?? null
    const isEnding = known?.maintenance === true && (typeof until !== 'string' || Date.parse(until) > now.getTime())
    return { maintenance, maintenanceUntil: isEnding ? now.toISOString() : until }
  }
  if (maintenanceUntil === undefined)
    return {
      maintenance: maintenance ?? known?.maintenance ?? false,
      maintenanceUntil: known?.maintenanceUntil ?? null,
    }
  if (maintenanceUntil === null)
    return { maintenance: maintenance ?? known?.maintenance ?? false, maintenanceUntil: null }
  return { maintenance: true, maintenanceUntil: new Date(maintenanceUntil).toISOString() }
}

/** The position as it was given; a form that sends back the one it was shown changes nothing about that. */
function statedLocation(
  location: LngLat | null | undefined,
  datum: Datum | null | undefined,
  known: Fields | null,
): Device['statedLocation'] {
  if (!location) return null
  if (datum != null && datum !== 'WGS-84') return { location, datum }
  const isUnmoved = datum == null && isDeepStrictEqual(known?.location, location)
  // The fields of a device's versions have the types of its wire form.
  return isUnmoved ? ((known?.statedLocation ?? null) as Device['statedLocation']) : null
}

/** A mix-up of coordinates moves a device by half a kilometre: into the next village, and its alarms to the wrong people. */
function deviceWarnings({ location, datum }: DeviceBody, { arrangement, known }: Checking<DeviceBody>): Fault[] {
  if (!location) return []
  const chosen = datum ?? 'WGS-84'
  // Whoever left a position as it is was warned when it was put.
  const isUnmoved =
    known?.registered === true &&
    isDeepStrictEqual(known.location, inWgs84(location, chosen)) &&
    isDeepStrictEqual(known.statedLocation ?? null, statedLocation(location, datum, known))
  if (isUnmoved) return []
  const villageAt = (at: LngLat) => arrangement.areas.ownerAt('village', at)?.name ?? null
  const here = villageAt(inWgs84(location, chosen))
  const others = (['WGS-84', 'GCJ-02', 'BD-09'] as const)
    .filter((other) => other !== chosen)
    .map((other) => ({ other, village: villageAt(inWgs84(location, other)) }))
    .filter(({ village }) => village !== here)
  const before = known?.location as LngLat | null | undefined
  const mixedUp = before && datum == null ? mixedUpDatum(location, before) : null
  return [
    ...(mixedUp === null ? [] : [{ field: 'datum', message: `this is the known position as ${mixedUp} gives it` }]),
    ...(others.length === 0
      ? []
      : [
          {
            field: 'datum',
            villages: [
              { datum: chosen, village: here },
              ...others.map(({ other, village }) => ({ datum: other, village })),
            ],
            message: `in ${chosen} it lies in ${here ?? 'no village'}; ${others.map(({ other, village }) => `in ${other} it would lie in ${village ?? 'none'}`).join(', ')}`,
          },
        ]),
  ]
}

function addressClashes(bodies: ReadonlyMap<string, DeviceBody>): Map<string, Fault[]> {
  const faults = new Map<string, Fault[]>()
  const holders = new Map<string, string>()
  for (const [id, { addresses }] of bodies)
    for (const [index, { source, externalId }] of addresses.entries()) {
      const key = `${source}\0${externalId}`
      const holder = holders.get(key)
      holders.set(key, holder ?? id)
      if (holder === undefined) continue
      const message = holder === id ? 'this address stands here twice' : `device ${holder} has this address too`
      faults.set(id, [...(faults.get(id) ?? []), { field: `addresses.${index}`, message }])
    }
  return faults
}

/** Whether two sets of fields say the same; only what both nouns and tables know as fields counts. */
export function sameFields(a: Fields, b: Fields): boolean {
  return Object.entries(b).every(([name, value]) => isDeepStrictEqual(a[name] ?? null, value ?? null))
}

/** What is said; where nothing is, what was known; where nothing was, the usual. Null is a word too. */
function saidOr<T>(said: T | null | undefined, known: T | null | undefined, usual: T | null): T | null {
  return said !== undefined ? said : known !== undefined ? known : usual
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
