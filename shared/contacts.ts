import { z } from 'zod'
import { levelSchema } from './area.ts'
import { idSchema, momentSchema } from './ids.ts'
import { kindSchema } from './kinds.ts'
import { dutySchema, rankSchema } from './responsibility.ts'

/** Somebody who holds a duty for an area, with the number to dial. */
export const contactSchema = z.object({
  personId: idSchema,
  name: z.string(),
  phone: z.string().nullable(),
  duty: dutySchema,
  rank: rankSchema,
  /** Null: all. */
  kinds: z.array(kindSchema).nullable(),
})
export type Contact = z.infer<typeof contactSchema>

/** An area of the list of contacts, with those who hold a duty for it, and the areas in it by level and code. */
export type ContactArea = {
  id: string
  name: string
  level: z.infer<typeof levelSchema>
  contacts: Contact[]
  /** How many households lie there. */
  households: number
  areas: ContactArea[]
}
const contactAreaSchema: z.ZodType<ContactArea> = z.object({
  id: idSchema,
  name: z.string(),
  level: levelSchema,
  contacts: z.array(contactSchema),
  households: z.int().nonnegative(),
  get areas() {
    return z.array(contactAreaSchema)
  },
})

/** `GET /api/contacts`: who answers for which ground (三包通讯录), as far as the viewer may see it. */
export const contactsSchema = z.object({
  at: momentSchema,
  /** How many moments there were at which anything it is made of changed (areas, people, responsibilities, households), the first included. */
  edition: z.int().positive(),
  /** The last of those moments. */
  changedAt: momentSchema,
  /** Who holds the duty room, and who sits there at `at` by the roster alone, until `sitsUntil`. */
  dutyRoom: z.array(contactSchema.extend({ areaName: z.string(), sitsUntil: momentSchema.nullable() })),
  areas: z.array(contactAreaSchema),
})
export type Contacts = z.infer<typeof contactsSchema>
