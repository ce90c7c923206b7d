import { z } from 'zod'
import { channelNameSchema } from './channel.ts'
import { FAILURE_REASONS } from './failure.ts'
import { idSchema, momentSchema } from './ids.ts'

export const WALL_FAULTS = ['not-drawn', 'muted', 'gone'] as const
export type WallFault = (typeof WALL_FAULTS)[number]

/**
 * One thing about the program itself that is not as it should be: `outbox`: notices that are due wait; `channel`: one
 * fails; `uplink`: every channel that needs the internet gets no answer; `no-ringing`: none is set up that rings
 * anybody; `clock`: this machine's differs from the database's; `wall`: a screen of the duty room cannot be trusted.
 */
export const illSchema = z.discriminatedUnion('part', [
  z.object({ part: z.literal('outbox'), since: momentSchema }),
  z.object({
    part: z.literal('channel'),
    since: momentSchema,
    channelId: idSchema,
    channel: channelNameSchema,
    name: z.string(),
    why: z.enum(FAILURE_REASONS).nullable(),
    /** Which channel people are rung by instead; null: none is left, or it rings nobody. */
    instead: z.string().nullable(),
  }),
  z.object({
    part: z.literal('uplink'),
    since: momentSchema,
    /** The names of the channels that cannot work, and of those that go on. */
    cut: z.array(z.string()),
    left: z.array(z.string()),
  }),
  z.object({ part: z.literal('no-ringing') }),
  z.object({ part: z.literal('broker'), since: momentSchema }),
  z.object({ part: z.literal('clock'), since: momentSchema, offSeconds: z.int() }),
  z.object({
    part: z.literal('wall'),
    since: momentSchema,
    personId: idSchema,
    name: z.string(),
    /** It does not draw what is newest, its sound is blocked, or it is not connected any more. */
    why: z.enum(WALL_FAULTS),
  }),
])
export type Ill = z.infer<typeof illSchema>
