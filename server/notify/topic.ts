import { z } from 'zod'

/** The topic of one device, to which is published. */
export const topicSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^#+\0]+$/, 'must be the topic of one device, without # or +')
