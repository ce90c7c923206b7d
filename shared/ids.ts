import { z } from 'zod'

/** An id as it may appear in a URL or a body: the caller's own, or one made by this system. */
export const idSchema = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/, 'an id is 1 to 64 of A-Z a-z 0-9 . _ : -')

/** A moment on the wire: ISO 8601 with offset; the server always writes UTC with milliseconds. */
export const momentSchema = z.iso.datetime({ offset: true })

/** A change sequence number: one per change of the installation, without gaps, in commit order. */
export const seqSchema = z.int().nonnegative()
