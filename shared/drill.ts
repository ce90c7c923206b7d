import { z } from 'zod'
import { lngLatSchema, placeSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'
import { clockSchema } from './incident.ts'
import { kindSchema } from './kinds.ts'
import { dutySchema } from './responsibility.ts'

/** What a drill can be begun with where nobody writes its steps: a fire on a hill, a warning of flood, gas in a kitchen. */
export const DRILL_TEMPLATES = ['hill-fire', 'flood-warning', 'kitchen-gas'] as const
export const drillTemplateSchema = z.enum(DRILL_TEMPLATES)
export type DrillTemplate = z.infer<typeof drillTemplateSchema>

/** A drill ends by itself after so long. */
export const DRILL_LASTS_SECONDS = 4 * 3600

const stepFields = {
  /** Counted from the start of the drill. */
  afterSeconds: z.int().min(0).max(DRILL_LASTS_SECONDS),
  kind: kindSchema,
  words: z.string().trim().max(500).nullish(),
}

/** One step as it is told: somewhere by coordinates, at a place with a name, or over a whole area. */
export const drillStepBodySchema = z
  .object({
    ...stepFields,
    location: lngLatSchema.nullish(),
    placeNameId: idSchema.nullish(),
    areaId: idSchema.nullish(),
  })
  .refine(
    ({ location, placeNameId, areaId }) => [location, placeNameId, areaId].filter((at) => at != null).length === 1,
    {
      path: ['location'],
      message: 'one of location, placeNameId and areaId must be told',
    },
  )

/** The body of `POST /api/drills`: steps, or a template with where it plays. */
export const drillBodySchema = z
  .object({
    id: idSchema,
    areaId: idSchema,
    name: z.string().trim().min(1).max(100),
    script: z.array(drillStepBodySchema).min(1).max(50).nullish(),
    template: drillTemplateSchema.nullish(),
    /** Of a template: where it plays; the middle of the area where nothing is said. */
    location: lngLatSchema.nullish(),
    placeNameId: idSchema.nullish(),
  })
  .refine(({ script, template }) => (script == null) !== (template == null), {
    path: ['script'],
    message: 'either a script or a template must be told',
  })
export type DrillBody = z.infer<typeof drillBodySchema>

/** One step as it is kept and played. */
export const drillStepSchema = z.object({
  afterSeconds: z.int(),
  kind: kindSchema,
  place: placeSchema,
  /** The area that is meant whole; null where a spot is. */
  areaId: idSchema.nullable(),
  words: z.string().nullable(),
})
export type DrillStep = z.infer<typeof drillStepSchema>

/** That a step was played: which, when, and which incident it opened or joined. */
export const playedStepSchema = z.object({ step: z.int(), at: momentSchema, incidentId: idSchema })
export type PlayedStep = z.infer<typeof playedStepSchema>

/** How long something took, of `n`; null where there was nothing. */
export const quantilesSchema = z.object({
  n: z.int(),
  p50Seconds: z.number().nullable(),
  p90Seconds: z.number().nullable(),
})

/** How one tier of the plan did. Numbers alone: it is the plan that is scored, and nobody's name stands here. */
export const tierScoreSchema = z.object({
  tier: z.int(),
  duties: z.array(dutySchema),
  /** How long it has before the next one is called. */
  waitSeconds: z.int(),
  /** Whether it was called at all. */
  used: z.boolean(),
  told: z.int(),
  answered: z.int(),
  answeredInTime: z.int(),
  going: z.int(),
  answers: quantilesSchema,
  /** On which channels its calls went out, and how many arrived. */
  channels: z.array(z.object({ channel: z.string(), sent: z.int(), worked: z.int() })),
})
export type TierScore = z.infer<typeof tierScoreSchema>

/** How the plan did for one incident of a drill. */
export const incidentScoreSchema = z.object({
  incidentId: idSchema,
  kind: kindSchema,
  /** The steps of the script that it is of. */
  steps: z.array(z.int()),
  needed: z.int(),
  /** How many tiers had to be called. */
  tiersUsed: z.int(),
  /** After how long enough people were going; null: never. */
  enoughAfterSeconds: z.number().nullable(),
  tiers: z.array(tierScoreSchema),
  /** Duties that nobody holds, or whose holders nothing can ring. */
  holes: z.array(z.object({ duty: dutySchema, areaId: idSchema.nullable() })),
  clocks: z.array(
    z.object({
      clock: clockSchema,
      limitSeconds: z.int(),
      tookSeconds: z.number().nullable(),
      met: z.boolean().nullable(),
    }),
  ),
})
export type IncidentScore = z.infer<typeof incidentScoreSchema>

/** What a drill tells of the plan. */
export const drillScoreSchema = z.object({ at: momentSchema, incidents: z.array(incidentScoreSchema) })
export type DrillScore = z.infer<typeof drillScoreSchema>

/** An exercise (演练). Whether a real alarm of grade urgent stands on its ground is `realAlarm`. */
export const drillSchema = z.object({
  id: idSchema,
  areaId: idSchema,
  name: z.string(),
  script: z.array(drillStepSchema),
  played: z.array(playedStepSchema),
  loudConfirmedBy: idSchema.nullable(),
  startedBy: idSchema,
  startedAt: momentSchema,
  endedAt: momentSchema.nullable(),
  incidentIds: z.array(idSchema),
  realAlarm: z.boolean(),
})
export type Drill = z.infer<typeof drillSchema>

/** A drill with its score: while it runs, as far as it has come. */
export const scoredDrillSchema = drillSchema.extend({ score: drillScoreSchema })
export type ScoredDrill = z.infer<typeof scoredDrillSchema>
