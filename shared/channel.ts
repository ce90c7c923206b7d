import { z } from 'zod'
import { FAILURE_REASONS } from './failure.ts'
import { idSchema, momentSchema } from './ids.ts'
import { kindSchema, severitySchema } from './kinds.ts'

/** Every way out of the program that can be set up, in the order in which pages offer them: what needs no internet first. */
export const CHANNEL_NAMES = [
  'sim-http',
  'sim-modem-text',
  'sim-modem-voice',
  'aliyun-sms',
  'aliyun-voice',
  'wecom-app',
  'wecom-robot',
  'dingtalk-robot',
  'feishu-robot',
  'mail',
  'webhook',
  'loudspeaker',
  'relay',
] as const
export const channelNameSchema = z.enum(CHANNEL_NAMES)
export type ChannelName = z.infer<typeof channelNameSchema>

/**
 * The body of `PUT /api/channels/:id`. A secret among the settings that is left out, or null, stays as it was; an empty
 * one is taken away. Without `kinds` or `severities` it is told of all; without `areaIds` of all ground.
 */
export const channelBodySchema = z.object({
  channel: channelNameSchema,
  name: z.string().trim().min(1).max(60),
  settings: z.record(z.string(), z.unknown()),
  areaIds: z.array(idSchema).max(200).default([]),
  kinds: z.array(kindSchema).min(1).nullish(),
  severities: z.array(severitySchema).min(1).nullish(),
  /** Of several that reach a person the smallest is tried first. */
  rank: z.int().min(0).max(10_000).default(100),
  enabled: z.boolean().default(true),
})
export type ChannelBody = z.input<typeof channelBodySchema>

/** A channel as it is shown: who administers it sees its settings, secrets always as null. */
export const shownChannelSchema = z.object({
  id: idSchema,
  channel: channelNameSchema,
  name: z.string(),
  /** Null for whoever does not administer it. */
  settings: z.record(z.string(), z.unknown()).nullable(),
  /** Which secrets are set, as paths of the settings; null for whoever does not administer it. */
  secretsSet: z.array(z.string()).nullable(),
  /** Whose ears: one person's, those of a group, or another program. */
  audience: z.enum(['person', 'own-screen', 'group', 'system']),
  /** Whether it rings somebody wherever they are. */
  rings: z.boolean(),
  /** Whether it works with the uplink cut. */
  isLocal: z.boolean(),
  /** Whether everybody around hears it. */
  sounds: z.boolean(),
  areaIds: z.array(idSchema),
  kinds: z.array(kindSchema).nullable(),
  severities: z.array(severitySchema).nullable(),
  rank: z.int(),
  enabled: z.boolean(),
  updatedAt: momentSchema,
  okAt: momentSchema.nullable(),
  failedAt: momentSchema.nullable(),
  failure: z.enum(FAILURE_REASONS).nullable(),
  code: z.string().nullable(),
  illSince: momentSchema.nullable(),
  testedAt: momentSchema.nullable(),
  /** `silent`: it tries itself once a day and nobody hears it; `by-hand`: only people can try it. */
  selfTest: z.enum(['silent', 'by-hand']),
  selfTestedAt: momentSchema.nullable(),
})
export type ShownChannel = z.infer<typeof shownChannelSchema>

/** The body of `POST /api/channels/:id/test`: to whom, where it reaches one person; `confirm` where everybody hears it. */
export const channelTestBodySchema = z.object({
  to: z.string().trim().min(1).max(254).optional(),
  confirm: z.boolean().optional(),
})

/** What became of a trial, in words, and with the provider's own code where it gave one. */
export const channelTestSchema = z.object({
  ok: z.boolean(),
  why: z.enum(FAILURE_REASONS).nullable(),
  code: z.string().nullable(),
  zh: z.string(),
  en: z.string(),
})
export type ChannelTest = z.infer<typeof channelTestSchema>
