// Longer than others because every route's query and answer is described in one table, for the document alone.
import { z } from 'zod'
import { deliverySchema } from '#shared/delivery.ts'
import { absenceSchema, datedAbsenceSchema, deputyChoiceSchema, takenAbsenceSchema } from '#shared/absence.ts'
import { accountItemSchema, kioskSchema, linkSchema } from '#shared/account.ts'
import { actionSchema } from '#shared/action.ts'
import { areaFeatureSchema, areaPropertiesSchema } from '#shared/area.ts'
import { arrangedVersionSchema } from '#shared/arranged-version.ts'
import { auditChainSchema, auditItemSchema, auditVerificationSchema } from '#shared/audit.ts'
import { basemapFilesSchema, shownBasemapSchema } from '#shared/basemap.ts'
import { briefPaperSchema } from '#shared/brief.ts'
import { calibrationSchema } from '#shared/calibration.ts'
import { contactsSchema } from '#shared/contacts.ts'
import { channelTestSchema, shownChannelSchema } from '#shared/channel.ts'
import { changesPageSchema, snapshotSchema } from '#shared/change.ts'
import { coverageSchema } from '#shared/coverage.ts'
import { chatteringSignalSchema, deviceSchema, deviceStatusSchema } from '#shared/device.ts'
import { directiveSchema, rollCallPreviewSchema } from '#shared/directive.ts'
import { drillSchema, scoredDrillSchema } from '#shared/drill.ts'
import { fireDangerHistorySchema, fireDangerSchema } from '#shared/fire-danger.ts'
import { cutPictureSchema, evidenceMediaSchema } from '#shared/evidence.ts'
import { handOverSchema } from '#shared/succession.ts'
import { handoverSchema } from '#shared/handover.ts'
import { shownHeartbeatSchema } from '#shared/heartbeat.ts'
import {
  householdFoundSchema,
  householdNearSchema,
  householdSchema,
  householdToVisitSchema,
  placeNameSchema,
  villageProgressSchema,
} from '#shared/household.ts'
import { idSchema, momentQuerySchema, momentSchema } from '#shared/ids.ts'
import { inboxItemSchema } from '#shared/inbox.ts'
import { handlingSchema, incidentSchema, rosterThenSchema } from '#shared/incident.ts'
import { kindSchema, severitySchema } from '#shared/kinds.ts'
import { observationSchema } from '#shared/observation.ts'
import { passwordDemandsSchema } from '#shared/password.ts'
import { personCardSchema, personSchema } from '#shared/person.ts'
import { responderPositionSchema } from '#shared/position.ts'
import { fireBanSchema, guardSchema, listedFireBanSchema, listedPermitSchema, permitSchema } from '#shared/permit.ts'
import { planSchema, tierSchema } from '#shared/plan.ts'
import { planTrialSchema } from '#shared/plan-trial.ts'
import {
  chainLinkSchema,
  datedResponsibilitySchema,
  informedSchema,
  responsibilitySchema,
} from '#shared/responsibility.ts'
import { fillResultSchema, heldShiftSchema, listedShiftSchema } from '#shared/shift.ts'
import { shownSwapSchema } from '#shared/shift-swap.ts'
import { sessionItemSchema, viewerSchema } from '#shared/session.ts'
import { readingsSchema } from '#shared/readings.ts'
import { reliefAnswerSchema } from '#shared/terrain.ts'
import { importResultSchema } from '#shared/setup.ts'
import { shownSourceSchema } from '#shared/source.ts'
import { wallAnswerSchema, wallSettingsSchema } from '#shared/wall-settings.ts'
import { MEDIA_TYPES } from '../domain/media-type.ts'
import { readingsQuerySchema } from './device-routes.ts'

/** What the document says of a route beside its table: what its address may ask, what it takes and what it answers. */
export type Described = {
  query?: z.ZodObject
  /** The types of a body that is no JSON. */
  takes?: readonly string[]
  answers?: z.ZodType
  /** The type of an answer that is no JSON, or those it may have. */
  gives?: string | readonly string[]
  /** What a success is, where it is not 200 alone. */
  statuses?: readonly number[]
}

const revisitSchema = z.object({ incident: incidentSchema, dueAt: momentSchema, isDue: z.boolean() })
const listOf = (item: z.ZodType) => z.object({ items: z.array(item), nextCursor: z.string().nullable() })
const limitSchema = z.int().min(1).max(200).default(50)
const pageQuery = { cursor: z.string().optional(), limit: limitSchema }
const span = { from: momentQuerySchema.optional(), to: momentQuerySchema.optional() }
const spanQuery = z.object({ at: momentQuerySchema.optional(), ...span })
const atQuery = z.object({ at: momentQuerySchema.optional() })
const callbackQuery = z.object({
  token: z.string().optional(),
  msg_signature: z.string().optional(),
  timestamp: z.string().optional(),
  nonce: z.string().optional(),
  echostr: z.string().optional(),
})
const personAnswer = z.object({ person: viewerSchema })
const shownAreaSchema = areaPropertiesSchema.extend({ id: idSchema, parentId: idSchema.nullable() })
const featureSchema = areaFeatureSchema.extend({ id: idSchema, properties: shownAreaSchema })
const deviceAnswer = deviceSchema.extend({ status: deviceStatusSchema.optional() })
const uploadAnswer = z.object({
  receivedBytes: z.int(),
  contentType: z.string().optional(),
  hasCopy: z.boolean().optional(),
})
const why = { reason: z.string(), detail: z.string() }
const outcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('taken'), observations: z.int(), unread: z.object(why).nullable() }),
  z.object({ outcome: z.literal('quarantined'), ...why }),
  z.object({ outcome: z.literal('ignored') }),
])
const partSchema = z.object({ ok: z.boolean(), kind: z.string().optional(), detail: z.string().nullish() })
const heartbeatAnswer = z.object({ heartbeat: shownHeartbeatSchema.nullable() })
const MADE_OR_THERE = [200, 201] as const

/** What looks wrong in what was put, and was written all the same. */
const warningsSchema = z.array(importResultSchema.shape.warnings.element.omit({ line: true }))

/** One noun of the registry: read at a moment, put, ended. */
function arranged(name: string, shown: z.ZodObject, list = true): Record<string, Described> {
  return {
    ...(list && { [`get /api/${name}`]: { query: atQuery, answers: listOf(shown) } }),
    [`get /api/${name}/:id`]: { query: atQuery, answers: shown },
    [`put /api/${name}/:id`]: {
      answers: shown.extend({ warnings: warningsSchema.optional() }),
      statuses: MADE_OR_THERE,
    },
    [`delete /api/${name}/:id`]: { statuses: [204] },
  }
}

/** Every route by method and path; one that is missing here, or here and nowhere else, fails a test. */
export const DESCRIBED: Record<string, Described> = {
  'get /healthz': { answers: z.object({ ok: z.boolean() }) },
  'get /readyz': {
    answers: z.object({
      ok: z.boolean(),
      parts: z.record(z.string(), partSchema),
      durability: z.enum(['trial', 'duty']),
      ill: z.array(z.string()),
    }),
  },
  'get /metrics': { gives: 'text/plain' },
  'get /api/openapi.json': { answers: z.object({ openapi: z.string() }) },
  'get /api/asyncapi.json': { answers: z.object({ asyncapi: z.string() }) },
  'get /api/session': { answers: personAnswer },
  'post /api/session': { answers: personAnswer },
  'delete /api/session': { statuses: [204] },
  'get /api/revisits': { answers: listOf(revisitSchema) },
  'get /api/audit': {
    query: z.object({ personId: idSchema.optional(), what: z.string().optional(), ...span, ...pageQuery }),
    answers: listOf(auditItemSchema),
  },
  'get /api/audit/mine': { query: z.object(pageQuery), answers: listOf(auditItemSchema) },
  'get /api/audit/chain': { answers: auditChainSchema },
  'get /api/audit/verification': {
    query: z.object({ anchor: z.string().optional() }),
    answers: auditVerificationSchema,
  },
  'get /api/channels': { answers: listOf(shownChannelSchema) },
  'put /api/channels/:id': { answers: shownChannelSchema, statuses: MADE_OR_THERE },
  'delete /api/channels/:id': { statuses: [204] },
  'post /api/channels/:id/test': { answers: channelTestSchema },
  'get /api/heartbeat': { answers: heartbeatAnswer },
  'put /api/heartbeat': { answers: heartbeatAnswer },
  'delete /api/heartbeat': { statuses: [204] },
  'get /api/push-key': { answers: z.object({ publicKey: z.string() }) },
  'post /api/push-subscriptions': { statuses: [204] },
  'delete /api/push-subscriptions': { statuses: [204] },
  'get /api/directives': {
    query: z.object({
      areaId: idSchema.optional(),
      open: z.enum(['0', '1']).optional(),
      ...span,
      ...pageQuery,
    }),
    answers: listOf(directiveSchema),
  },
  'post /api/directives': { answers: directiveSchema, statuses: MADE_OR_THERE },
  'put /api/directives/:id': { answers: directiveSchema },
  'post /api/directives/:id/reply': { answers: directiveSchema, statuses: MADE_OR_THERE },
  'get /api/directives/:id/roll-call': {
    query: z.object({ areaIds: z.string(), severity: severitySchema }),
    answers: rollCallPreviewSchema,
  },
  'post /api/directives/:id/roll-call': {
    answers: z.object({ incidentId: idSchema, directive: directiveSchema }),
    statuses: MADE_OR_THERE,
  },
  'get /api/roll-calls/preview': {
    query: z.object({ areaIds: z.string(), severity: severitySchema }),
    answers: rollCallPreviewSchema,
  },
  'post /api/roll-calls': { answers: z.object({ incidentId: idSchema }), statuses: MADE_OR_THERE },
  'get /api/setup': { answers: z.object({ needed: z.boolean() }) },
  'post /api/setup': { answers: personAnswer, statuses: [201] },
  'post /api/people/:id/invitation': { answers: linkSchema, statuses: [201] },
  'post /api/invitation': { answers: personAnswer },
  'post /api/invitation/person': { answers: z.object({ name: z.string(), username: z.string() }) },
  'post /api/kiosk': { answers: personAnswer },
  'get /api/sessions': { query: z.object({ personId: idSchema.optional() }), answers: listOf(sessionItemSchema) },
  'delete /api/sessions': { statuses: [204] },
  'put /api/sessions/:id': { statuses: [204] },
  'delete /api/sessions/:id': { statuses: [204] },
  'get /api/password': { answers: passwordDemandsSchema },
  'post /api/password': { answers: personAnswer },
  'get /api/accounts': { answers: listOf(accountItemSchema) },
  'get /api/kiosks': { answers: listOf(kioskSchema) },
  'post /api/kiosks': { answers: linkSchema.extend({ personId: idSchema }), statuses: [201] },
  'post /api/people/:id/kiosk-link': { answers: linkSchema, statuses: [201] },
  'get /api/wall': { answers: wallAnswerSchema },
  'get /api/kiosks/:id/settings': { answers: wallSettingsSchema },
  'put /api/kiosks/:id/settings': { answers: wallSettingsSchema },
  'post /api/inspectors': {
    answers: linkSchema.extend({ personId: idSchema, username: z.string() }),
    statuses: [201],
  },
  'post /api/people/:id/erase': { statuses: [204] },
  'post /api/households/:id/erase': { statuses: [204] },
  'post /api/import/:name': {
    query: z.object({ dryRun: z.enum(['0', '1']).optional() }),
    takes: ['text/csv', 'application/geo+json'],
    answers: importResultSchema,
  },
  'get /api/basemap': { answers: shownBasemapSchema },
  'put /api/basemap': { answers: shownBasemapSchema },
  'get /api/basemap/files': { answers: basemapFilesSchema },
  'get /api/basemap/files/:name': { gives: 'application/vnd.pmtiles', statuses: [200, 206] },
  'get /api/terrain': { answers: reliefAnswerSchema },
  'get /api/terrain/:z/:x/:y.png': { gives: 'image/png', statuses: [200, 204] },
  'get /api/coverage': { query: z.object({ days: z.int().min(1).max(92).optional() }), answers: coverageSchema },
  'get /api/snapshot': { answers: snapshotSchema },
  'get /api/changes': {
    query: z.object({ since: z.int().nonnegative(), sight: z.string().optional() }),
    answers: changesPageSchema,
  },
  ...arranged('areas', featureSchema, false),
  'get /api/areas': {
    query: atQuery,
    answers: z.object({ type: z.literal('FeatureCollection'), features: z.array(featureSchema) }),
  },
  ...arranged('people', personSchema),
  ...arranged('households', householdSchema),
  ...arranged('place-names', placeNameSchema),
  ...arranged('responsibilities', responsibilitySchema, false),
  'get /api/responsibilities': { query: atQuery, answers: listOf(datedResponsibilitySchema) },
  ...arranged('plans', planSchema),
  ...arranged('absences', absenceSchema, false),
  'get /api/absences': { query: spanQuery, answers: listOf(datedAbsenceSchema) },
  'post /api/absences': { answers: takenAbsenceSchema, statuses: MADE_OR_THERE },
  'get /api/absence-deputies': {
    query: z.object({ personId: idSchema.optional() }),
    answers: listOf(deputyChoiceSchema),
  },
  ...arranged('permits', permitSchema, false),
  'get /api/permits': { query: z.object(span), answers: listOf(listedPermitSchema) },
  ...arranged('fire-bans', fireBanSchema, false),
  'get /api/fire-bans': { query: z.object(span), answers: listOf(listedFireBanSchema) },
  'get /api/drills': { answers: listOf(drillSchema) },
  'post /api/drills': { answers: drillSchema, statuses: MADE_OR_THERE },
  'get /api/drills/:id': { answers: scoredDrillSchema },
  'post /api/drills/:id/loud': { answers: drillSchema },
  'post /api/drills/:id/end': { answers: scoredDrillSchema },
  ...arranged('shifts', heldShiftSchema, false),
  'get /api/shifts/:id': { answers: listedShiftSchema },
  'get /api/shifts': {
    query: spanQuery.extend({ areaId: idSchema.optional() }),
    answers: listOf(listedShiftSchema),
  },
  'post /api/shifts/fill': { answers: fillResultSchema },
  'get /api/shift-swaps': {
    query: z.object({ open: z.enum(['0', '1']).optional() }),
    answers: listOf(shownSwapSchema),
  },
  'post /api/shift-swaps': { answers: shownSwapSchema, statuses: MADE_OR_THERE },
  'post /api/shift-swaps/:id/decision': { answers: shownSwapSchema },
  'post /api/shift-swaps/:id/withdraw': { answers: shownSwapSchema },
  'get /api/handovers': {
    query: z.object({ areaId: idSchema.optional(), ...span }),
    answers: listOf(handoverSchema),
  },
  'get /api/handovers/:id': { answers: handoverSchema },
  'post /api/handovers': { answers: handoverSchema, statuses: MADE_OR_THERE },
  'post /api/handovers/:id/read': { answers: handoverSchema },
  'get /a/:token': { gives: 'text/html' },
  'post /a/:token': { takes: ['application/x-www-form-urlencoded'], gives: 'text/html' },
  'post /api/channels/:id/callback': {
    query: callbackQuery,
    takes: ['application/json', 'application/xml', 'text/xml'],
    gives: ['application/json', 'application/xml'],
  },
  'get /api/channels/:id/callback': { query: callbackQuery, gives: 'text/plain' },
  'post /api/sms/:source': {
    query: z.object({ token: z.string().optional() }),
    takes: ['application/json'],
    answers: z.union([
      z.object({ code: z.literal(0), msg: z.string() }),
      z.object({ outcome: z.enum(['away', 'back', 'repeated', 'quarantined']) }),
    ]),
  },
  ...arranged('sources', shownSourceSchema),
  ...Object.fromEntries(
    ['plans', 'responsibilities', 'areas', 'people', 'devices'].map((name) => [
      `get /api/${name}/:id/versions`,
      { answers: listOf(arrangedVersionSchema) },
    ]),
  ),
  'post /api/plans/try': { answers: planTrialSchema },
  'post /api/people/:id/hand-over': { answers: handOverSchema },
  'get /api/contacts': { query: z.object({ areaId: idSchema.optional() }), answers: contactsSchema },
  'post /api/sources/:id/pull': { statuses: [202] },
  ...arranged('devices', deviceSchema, false),
  'get /api/devices.csv': { gives: 'text/csv' },
  'get /api/devices': { answers: listOf(deviceAnswer) },
  'get /api/incidents/:id/positions': { answers: listOf(responderPositionSchema) },
  'get /api/signals/chattering': { answers: listOf(chatteringSignalSchema) },
  'get /api/devices/:id': { answers: deviceAnswer },
  'get /api/devices/:id/readings': { query: readingsQuerySchema, answers: readingsSchema },
  'get /api/fire-danger': { answers: listOf(fireDangerSchema) },
  'get /api/fire-danger/:areaId': { answers: fireDangerHistorySchema },
  'put /api/fire-danger/:areaId': { answers: fireDangerSchema },
  'delete /api/fire-danger/:areaId': { answers: fireDangerSchema },
  'put /api/fire-danger/:areaId/verification-off': { answers: fireDangerSchema },
  'delete /api/fire-danger/:areaId/verification-off': { answers: fireDangerSchema },
  'post /api/devices/:id/calibration': { answers: calibrationSchema },
  'get /api/inbox': { answers: listOf(inboxItemSchema) },
  'put /api/inbox/:id': { statuses: [204] },
  'post /api/inbox/:id/address': { answers: deviceSchema },
  'get /api/responsibility': {
    query: z.object({
      lng: z.number().min(-180).max(180),
      lat: z.number().min(-90).max(90),
      kind: kindSchema.optional(),
      severity: severitySchema.optional(),
      at: momentQuerySchema.optional(),
      knownAt: momentQuerySchema.optional(),
    }),
    answers: z.object({
      areas: z.array(shownAreaSchema),
      plan: planSchema.nullable(),
      severity: severitySchema,
      tiers: z.array(tierSchema),
      respondersNeeded: z.int(),
      chain: z.array(
        chainLinkSchema.extend({ person: personCardSchema.nullable(), personInPlaceOf: personCardSchema.nullable() }),
      ),
      informed: z.array(informedSchema.omit({ at: true }).extend({ person: personCardSchema.nullable() })),
    }),
  },
  'get /api/observations': {
    query: z.object({
      incidentId: idSchema.optional(),
      deviceId: idSchema.optional(),
      kind: kindSchema.optional(),
      ...span,
      ...pageQuery,
    }),
    answers: listOf(observationSchema),
  },
  'get /api/quarantine': {
    query: z.object(pageQuery),
    answers: listOf(
      z.object({
        id: idSchema,
        receivedAt: momentSchema,
        sourceId: idSchema.nullable(),
        topic: z.string(),
        payload: z.string(),
        payloadBytes: z.int(),
        reason: z.string(),
        detail: z.string(),
        retain: z.boolean(),
        cut: z.array(cutPictureSchema).nullable(),
        media: z.array(evidenceMediaSchema),
      }),
    ),
  },
  'get /api/incidents': {
    query: z.object({
      handling: handlingSchema.optional(),
      kind: kindSchema.optional(),
      areaId: idSchema.optional(),
      ...span,
      ...pageQuery,
    }),
    answers: listOf(incidentSchema),
  },
  'get /api/incidents/:id': {
    answers: incidentSchema.extend({
      observations: listOf(observationSchema),
      actions: z.array(actionSchema),
      deliveries: z.array(deliverySchema),
      people: z.array(personCardSchema),
      phones: z.array(z.object({ personId: idSchema, phone: z.string().nullable() })),
      household: householdSchema.pick({ head: true, phone: true }).nullable(),
      guard: guardSchema.nullable(),
      sirens: z.array(z.string()),
    }),
  },
  'get /api/incidents/:id/briefs/:briefId.docx': {
    gives: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
  'get /api/incidents/:id/briefs/:briefId': { answers: briefPaperSchema },
  'get /api/incidents/:id/briefs/:briefId.txt': { gives: 'text/plain' },
  'post /api/households/find': { answers: z.object({ items: z.array(householdFoundSchema) }) },
  'post /api/households/:id/reveal': { answers: householdSchema },
  'get /api/incidents/:id/households': {
    answers: listOf(z.union([householdToVisitSchema, householdNearSchema])).extend({
      villages: z.array(villageProgressSchema).optional(),
    }),
  },
  'get /api/incidents/:id/replay': {
    answers: z.object({
      incident: incidentSchema,
      actions: z.array(actionSchema),
      observations: z.array(observationSchema),
      deliveries: z.array(z.looseObject({ id: idSchema, alertId: idSchema })),
      people: z.array(personCardSchema),
      devices: z.array(deviceSchema),
      states: z.array(z.object({ seq: z.int(), at: momentSchema, incident: incidentSchema })),
      roster: rosterThenSchema,
    }),
  },
  'post /api/incidents/:id/actions': {
    answers: z.object({ action: actionSchema, incident: incidentSchema }),
    statuses: MADE_OR_THERE,
  },
  'post /api/evidence/:id/retry': { answers: evidenceMediaSchema },
  'post /api/reports': {
    answers: z.object({ observationId: idSchema, incidentId: idSchema }),
    statuses: MADE_OR_THERE,
  },
  'put /api/media/:id': {
    takes: MEDIA_TYPES,
    answers: uploadAnswer,
    statuses: MADE_OR_THERE,
  },
  'head /api/media/:id': {},
  'post /api/ingest/:source': {
    query: z.object({ event: z.string().optional(), topic: z.string().optional(), token: z.string().optional() }),
    takes: ['*/*'],
    answers: outcomeSchema,
    statuses: [200, 202],
  },
  'get /api/media/:id': { gives: MEDIA_TYPES },
}
