import { z } from 'zod'
import { kindSchema } from './kinds.ts'

/**
 * What a value of a device may not go over (`above`) or under (`below`), and of which kind the alarm is that it then
 * raises. It is over when the value has come back by `hysteresis`, in the unit of the value. With `forSeconds` only
 * what stays over so long alarms.
 */
export const limitSchema = z
  .object({
    /** The name of the value as it is read, with its unit: `temperatureCelsius`. */
    value: z.string().regex(/^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,63}$/u, 'must be the name of a value'),
    above: z.number().nullish(),
    below: z.number().nullish(),
    kind: kindSchema,
    forSeconds: z.int().min(0).max(86_400).nullish(),
    hysteresis: z.number().nonnegative().nullish(),
  })
  .refine(({ above, below }) => (above == null) !== (below == null), {
    path: ['above'],
    message: 'needs either above or below; two limits are two entries',
  })
export type Limit = z.infer<typeof limitSchema>

/** What the signal of a limit is called at its device. */
export function limitName({ kind, value, above }: Limit): string {
  return `${kind}:${value}${above == null ? '<' : '>'}`
}

/** The limits of one device: one of a kind in each direction, for each tells by itself that it is over. */
export const limitsSchema = z
  .array(limitSchema)
  .max(20)
  .superRefine((limits, context) => {
    const seen = new Set<string>()
    for (const [index, limit] of limits.entries()) {
      const name = limitName(limit)
      if (seen.has(name))
        context.addIssue({
          code: 'custom',
          path: [index, 'value'],
          message: 'has a limit of this kind and direction already',
        })
      seen.add(name)
    }
  })
