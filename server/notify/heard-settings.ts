import { z } from 'zod'

// How what a provider tells is known to be the provider's own. Without it a channel hears nothing.

const wordSchema = z.string().min(16, 'must have at least 16 characters').max(200)

/** A word in the address that the provider is given for its reports, where it signs nothing. */
export const heardByTokenSchema = z.object({ token: wordSchema })

/** The key with which a telephone signs what it tells; a word in the address where the gateway signs nothing. */
export const heardBySignatureSchema = z
  .object({ signingKey: wordSchema.optional(), token: wordSchema.optional() })
  .refine(({ signingKey, token }) => (signingKey === undefined) !== (token === undefined), {
    message: 'must have one of signingKey and token',
  })

/** Token and key as the page of an application of WeCom shows them, where it is told what its members do. */
export const heardByWecomSchema = z.object({
  token: z.string().min(1),
  encodingAesKey: z.string().regex(/^[A-Za-z0-9+/]{43}$/, 'must have 43 characters'),
})
