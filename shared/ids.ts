import { z } from 'zod'

/** An id as it may appear in a URL or a body: the caller's own, or one made by this system. */
export const idSchema = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/, 'an id is 1 to 64 of A-Z a-z 0-9 . _ : -')

/** A moment on the wire: ISO 8601 with offset; the server always writes UTC with milliseconds. */
export const momentSchema = z.iso.datetime({
  offset: true,
  error: 'must be a moment with its offset, such as 2026-11-28T10:00:00+08:00',
})

/**
 * A moment as people write one in an address: seconds may be left out, and the colon of the offset, whose `+` may have
 * become a blank on its way.
 */
export const momentQuerySchema = z
  .string()
  .meta({ format: 'date-time', examples: ['2026-11-28T10:00:00+08:00'] })
  .transform((text) => {
    const said = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(?:Z|([ +-])(\d{2}):?(\d{2}))$/.exec(text.trim())
    if (said === null) return text
    const [, minutes, seconds = ':00', sign, hours, rest] = said
    return `${minutes}${seconds}${sign === undefined ? 'Z' : `${sign.replace(' ', '+')}${hours}:${rest}`}`
  })
  .pipe(momentSchema)

/** A change sequence number: one per change of the installation, without gaps, in commit order. */
export const seqSchema = z.int().nonnegative()
