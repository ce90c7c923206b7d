import { isDeepStrictEqual } from 'node:util'
import { areaFeatureSchema } from '#shared/area.ts'
import { deviceBodySchema } from '#shared/device.ts'
import { householdBodySchema, placeNameBodySchema } from '#shared/household.ts'
import { personBodySchema } from '#shared/person.ts'
import { planBodySchema } from '#shared/plan.ts'
import { responsibilityBodySchema } from '#shared/responsibility.ts'
import { sourceBodySchema } from '#shared/source.ts'
import { z } from 'zod'
import type { ArrangedVersions, Arrangement } from './domain/arrangement.ts'
import { formats } from './domain/decode/formats.ts'
import { polygonFaults } from './domain/polygon-faults.ts'
import type { Rewrite } from './domain/versions.ts'
import type { ChangeDraft } from './domain/facts.ts'
import type { Step } from './store/commit.ts'

// What the administrator arranges, noun by noun. Each noun says how its body becomes the fields of a version, what in it
// must already be there, and which personal or linked fields lie in tables beside it. Everything else is the same for all.

/** One thing wrong with a body. */
export type Fault = { field: string; message: string }

/** What a noun needs to know while it checks a body. */
export type Checking = {
  arrangement: Arrangement
  id: string
  hash: (password: string) => Promise<string>
  /** Ids that come in the same import: they may be referred to before they are there. */
  alongside: ReadonlySet<string>
}

/** The rows of one version in the tables beside its own. */
type Beside = Pick<NonNullable<Step['append']>, 'personDetails' | 'householdDetails' | 'addresses'>

export type Noun = {
  table: keyof ArrangedVersions
  body: z.ZodType
  /** The fields of the version's own table (with what lies beside), from a body that fits the schema. */
  fields(body: never, checking: Checking): Promise<Record<string, unknown>>
  faults(body: never, checking: Checking): Fault[]
  change(id: string, fields: Record<string, unknown>): ChangeDraft
}

const NOT_ARRANGED: ChangeDraft = { change: { type: 'arrangement' }, areaIds: null, personIds: [] }
const arrangementChange = (): ChangeDraft => NOT_ARRANGED

function unknown(field: string, what: string, id: string | null | undefined, has: boolean): Fault[] {
  return id == null || has ? [] : [{ field, message: `there is no ${what} ${id}` }]
}

/** A noun with its body typed by its own schema; the table of nouns forgets the type, the schema has checked it. */
function noun<S extends z.ZodType>(
  table: keyof ArrangedVersions,
  body: S,
  rest: {
    fields(body: z.infer<S>, checking: Checking): Promise<Record<string, unknown>> | Record<string, unknown>
    faults?(body: z.infer<S>, checking: Checking): Fault[]
    change?(id: string, fields: Record<string, unknown>): ChangeDraft
  },
): Noun {
  return {
    table,
    body,
    fields: async (value: z.infer<S>, checking) => rest.fields(value, checking),
    faults: (value: z.infer<S>, checking) => rest.faults?.(value, checking) ?? [],
    change: rest.change ?? arrangementChange,
  }
}

/** Every noun by its name in the address. */
export const NOUNS = {
  areas: noun('areas', areaFeatureSchema, {
    fields: ({ geometry, properties: { code, level, name, parentId } }) => ({ code, level, name, parentId: parentId ?? null, geometry }),
    faults({ geometry, properties }, { arrangement, id, alongside }) {
      const { parentId } = properties
      const faults = polygonFaults(geometry).map(({ fault, part, ring, at }) => {
        return { field: 'geometry', message: `${fault} in part ${part}, ring ${ring}${at === null ? '' : ` near ${at.join(', ')}`}` }
      })
      const isOwnAncestor = parentId != null && arrangement.lineage(parentId).some((area) => area.id === id)
      return [
        ...faults,
        ...unknown('properties.parentId', 'area', parentId, parentId != null && (alongside.has(parentId) || arrangement.areas.byId(parentId) !== null)),
        ...(isOwnAncestor || parentId === id ? [{ field: 'properties.parentId', message: 'an area cannot lie in itself' }] : []),
      ]
    },
  }),
  people: noun('people', personBodySchema, {
    fields: ({ name, username, phone, roles }) => ({ roles, name, phone: phone ?? null, username: username ?? null }),
    change: (id, fields) => ({ change: { type: 'person', person: { id, name: String(fields.name) } }, areaIds: null, personIds: [] }),
  }),
  households: noun('households', householdBodySchema, {
    fields: ({ location, head, phone, people, occupied, needHelp }) => ({ location, people, occupied, needHelp: needHelp ?? 0, head, phone: phone ?? null }),
  }),
  'place-names': noun('placeNames', placeNameBodySchema, { fields: ({ name, location }) => ({ name, location }) }),
  responsibilities: noun('responsibilities', responsibilityBodySchema, {
    fields: ({ personId, duty, areaId, kinds, rank }) => ({ personId, duty, areaId, kinds: kinds ?? null, rank }),
    faults: ({ personId, areaId }, { arrangement }) => [
      ...unknown('personId', 'person', personId, arrangement.people.has(personId)),
      ...unknown('areaId', 'area', areaId, arrangement.areas.byId(areaId) !== null),
    ],
  }),
  plans: noun('plans', planBodySchema, {
    fields: ({ name, kinds, tiers, outsideZones, informed, respondersNeeded }) => {
      return { name, kinds, tiers, outsideZones: outsideZones ?? null, informed: informed ?? [], respondersNeeded }
    },
  }),
  sources: noun('sources', sourceBodySchema, {
    async fields({ format, prefix, timeZone, datum, token }, { hash }) {
      const tokenHash = token == null ? null : await hash(token)
      return { format, prefix: prefix ?? formats[format].defaultPrefix, timeZone: timeZone ?? null, datum: datum ?? 'WGS-84', tokenHash }
    },
  }),
  devices: noun('devices', deviceBodySchema, {
    fields: ({ name, kind, addresses, location, elevation, expectedIntervalSeconds, camera, armed, maintenance }) => ({
      name,
      kind,
      addresses,
      location: location ?? null,
      elevation: elevation ?? null,
      expectedIntervalSeconds: expectedIntervalSeconds ?? null,
      camera: camera ?? null,
      armed: armed ?? false,
      maintenance: maintenance ?? false,
      registered: true,
    }),
    faults: ({ addresses }, { arrangement, id }) =>
      addresses.flatMap(({ source, externalId }, index) => {
        const holder = arrangement.deviceAt(source, externalId)
        // An unregistered device gives way to the one that is registered under its address.
        const isTaken = holder !== null && holder.id !== id && holder.registered
        return [
          ...unknown(`addresses.${index}.source`, 'source', source, arrangement.sources.some((known) => known.id === source)),
          ...(isTaken ? [{ field: `addresses.${index}`, message: `this address belongs to device ${holder.id}` }] : []),
        ]
      }),
    // The stored fields of a device and its wire form are the same names.
    change: (id, fields) => ({ change: { type: 'device', device: { ...fields, id } as never }, areaIds: null, personIds: [] }),
  }),
} as const satisfies Record<string, Noun>
export type NounName = keyof typeof NOUNS

/** Whether a version already says all of `b`; what only the version has does not count. */
export function sameFields(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  return Object.entries(b).every(([name, value]) => isDeepStrictEqual(a[name] ?? null, value ?? null))
}

/** The step that a rewrite of one noun's versions comes to, with the rows beside it. */
export function stepOfRewrite(table: keyof ArrangedVersions, rewrite: Rewrite<Record<string, unknown>>, changes: ChangeDraft[], now: Date): Omit<Step, 'readAt' | 'at'> {
  const rows = rewrite.append.map(({ row }) => ({ ...row, recordedAt: now, supersededAt: null }))
  return {
    // Fields and tables are paired by the table of nouns above.
    append: { [table]: rows, ...besideOf(table, rows) } as NonNullable<Step['append']>,
    supersede: { [table]: rewrite.supersede },
    changes,
    arranges: true,
  }
}

function besideOf(table: keyof ArrangedVersions, rows: Record<string, unknown>[]): Beside {
  const text = (value: unknown): string => String(value)
  const orNull = (value: unknown): string | null => (value == null ? null : String(value))
  switch (table) {
    case 'people':
      return { personDetails: rows.map((row) => ({ versionId: text(row.versionId), personId: text(row.id), name: text(row.name), phone: orNull(row.phone) })) }
    case 'households':
      return { householdDetails: rows.map((row) => ({ versionId: text(row.versionId), householdId: text(row.id), head: text(row.head), phone: orNull(row.phone) })) }
    case 'devices':
      return {
        addresses: rows.flatMap((row) =>
          z
            .array(z.object({ source: z.string(), externalId: z.string() }))
            .parse(row.addresses)
            .map(({ source, externalId }) => ({ versionId: text(row.versionId), deviceId: text(row.id), sourceId: source, externalId })),
        ),
      }
    default:
      return {}
  }
}
