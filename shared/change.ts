import { z } from 'zod'
import { areaSchema } from './area.ts'
import { deviceSchema, deviceStatusSchema } from './device.ts'
import { fireDangerSchema } from './fire-danger.ts'
import { evidenceMediaSchema } from './evidence.ts'
import { idSchema, momentSchema, seqSchema } from './ids.ts'
import { illSchema } from './ill.ts'
import { incidentSchema } from './incident.ts'
import { kindSchema } from './kinds.ts'
import { personCardSchema } from './person.ts'
import type { ResponderPosition } from './position.ts'

/**
 * One change, as a client gets it: each carries the whole new state of one thing, so applying it twice is harmless.
 * With an incident come the cards of `people` and the `devices` it names, as far as the viewer may not know them already.
 * `evidence` says what became of a picture or clip, and to which incidents it belongs. `arrangement` says that areas, people, duties or plans changed: take what you need of them anew.
 * `duty-room` says the same of swaps and hand-over notes of a township.
 */
export const changeSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('incident'),
    incident: incidentSchema,
    people: z.array(personCardSchema).optional(),
    devices: z.array(deviceSchema).optional(),
  }),
  /** An incident that is on the viewer's ground no longer, for its place is known better now. */
  z.object({ type: z.literal('gone'), incidentId: idSchema }),
  z.object({ type: z.literal('device'), device: deviceSchema }),
  z.object({ type: z.literal('person'), person: personCardSchema }),
  z.object({ type: z.literal('fire-danger'), danger: fireDangerSchema }),
  z.object({
    type: z.literal('evidence'),
    incidentIds: z.array(idSchema),
    kind: kindSchema.nullable(),
    media: evidenceMediaSchema,
  }),
  z.object({ type: z.literal('arrangement') }),
  z.object({ type: z.literal('duty-room'), areaId: idSchema }),
])
export type Change = z.infer<typeof changeSchema>

/** The version of the change bodies below; raised when their shape changes, upcast on reading. */
export const CHANGE_VERSION = 5

/**
 * A change in sequence. `prev` is the last sequence sent to, or passed over for, this client:
 * where it is not the last one the client knows, something is missing and `GET /api/changes` has it.
 */
export const changeEnvelopeSchema = z.intersection(
  z.object({ seq: seqSchema, prev: seqSchema, v: z.int().positive(), at: momentSchema }),
  changeSchema,
)
export type ChangeEnvelope = z.infer<typeof changeEnvelopeSchema>

/**
 * What a client that has a snapshot already brings when it comes back: where its `sight` is no longer the viewer's, it gets
 * a snapshot, for what burns already on new ground is in no later change.
 */
export const resumptionSchema = z.object({ since: seqSchema, sight: z.string().max(64) })
export type Resumption = z.infer<typeof resumptionSchema>

/** `GET /api/changes?since=`: every change after `since` that the viewer may see; `upTo` is where to go on from. */
export const changesPageSchema = z.object({ changes: z.array(changeEnvelopeSchema), upTo: seqSchema })
export type ChangesPage = z.infer<typeof changesPageSchema>

/** Everything a screen needs to start, as of `seq`. */
export const snapshotSchema = z.object({
  seq: seqSchema,
  at: momentSchema,
  /** Stands for what the viewer may see now; given back with `since`, it tells whether changes alone are enough. */
  sight: z.string(),
  incidents: z.array(incidentSchema),
  devices: z.array(deviceSchema),
  statuses: z.array(deviceStatusSchema),
  people: z.array(personCardSchema),
  areas: z.array(areaSchema.omit({ geometry: true })),
  /** The fire danger of every township of the viewer's ground. */
  fireDanger: z.array(fireDangerSchema),
  /** The zone of the township, an IANA name: every screen shows its time, wherever the screen stands. */
  timeZone: z.string(),
  /** `trial`: the embedded database, which a power cut may harm; `duty`: a real PostgreSQL. */
  durability: z.enum(['trial', 'duty']),
  /**
   * Whom the viewer can ring at the duty room, whoever is to be rung first in front; empty unless the viewer holds a duty
   * there or is called to something. Without a phone nobody has entered one.
   */
  dutyRoom: z.array(z.object({ personId: idSchema, phone: z.string().nullable() })),
})
export type Snapshot = z.infer<typeof snapshotSchema>

/** What the server sends over Socket.IO; the past tense of what happened. */
export type ServerEvents = {
  snapshot: (snapshot: Snapshot) => void
  change: (change: ChangeEnvelope) => void
  /** Last readings of devices on the viewer's ground, volatile: a screen that misses some gets the next. */
  statuses: (statuses: DeviceStatus[]) => void
  /** Where people are who go to an incident; volatile, and only to the duty room and those who go there too. */
  positions: (positions: ResponderPosition[]) => void
  /** Every 5 s: the server lives, its newest sequence, and whether its database and broker answer. */
  heartbeat: (beat: Heartbeat) => void
  /** The last before the server ends this connection, and why: whoever comes back at once drives out another screen. */
  letGo: (why: LetGo) => void
}
type DeviceStatus = z.infer<typeof deviceStatusSchema>

export const letGoSchema = z.object({ code: z.literal('too-many-screens') })
export type LetGo = z.infer<typeof letGoSchema>

export const heartbeatSchema = z.object({
  at: momentSchema,
  seq: seqSchema,
  database: z.boolean(),
  broker: z.boolean(),
  /** When the last message of any device came in; null when none ever did. */
  lastMessageAt: momentSchema.nullable(),
  /** What of the program itself is not as it should be, what matters most in front. */
  ill: z.array(illSchema),
})
export type Heartbeat = z.infer<typeof heartbeatSchema>

/** What a client may send over Socket.IO. `drawn` says what the screen has really shown. */
export const drawnSchema = z.object({ seq: seqSchema, muted: z.boolean().optional() })
export type ClientEvents = {
  drawn: (drawn: z.infer<typeof drawnSchema>) => void
}
