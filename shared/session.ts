import { z } from 'zod'
import { idSchema } from './ids.ts'
import { dutySchema } from './responsibility.ts'
import { roleSchema } from './person.ts'

/** The body of `POST /api/session`. */
export const signInBodySchema = z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(200) })

/** Who is asking: every person-facing query and every push takes one. */
export const viewerSchema = z.object({
  personId: idSchema,
  name: z.string(),
  roles: z.array(roleSchema),
  duties: z.array(z.object({ duty: dutySchema, areaId: idSchema })),
  /** The areas answered for, with everything below them; null sees all of the installation. */
  areaIds: z.array(idSchema).nullable(),
})
export type Viewer = z.infer<typeof viewerSchema>
