import { text, timestamp } from 'drizzle-orm/pg-core'

/** A moment with milliseconds, as every table keeps them. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

/**
 * The two times of everything that people arrange: a row is a version, true of the world in
 * `[validFrom, validUntil)`, known to us in `[recordedAt, supersededAt)`. Null ends are open.
 */
export const versionColumns = () => ({
  versionId: text('version_id').primaryKey(),
  id: text('id').notNull(),
  validFrom: moment('valid_from'),
  validUntil: moment('valid_until'),
  recordedAt: moment('recorded_at').notNull(),
  supersededAt: moment('superseded_at'),
})
