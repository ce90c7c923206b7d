import { z } from 'zod'
import { idSchema } from '#shared/ids.ts'
import { Refusal } from './route.ts'

/** Where a page ended: a moment and the id that breaks ties. */
export type Cursor = { at: Date; id: string }

/** How many rows a page has, from the query; 50 unless asked, 200 at most. */
export const limitSchema = z.coerce.number().int().min(1).max(200).default(50)

/** A cursor as text for the next request. */
export function cursorText({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url')
}

const cursorSchema = z.tuple([z.iso.datetime(), idSchema])

/** The cursor of a request; refuses one that this server did not make. */
export function cursorOf(text: string | undefined): Cursor | null {
  if (text === undefined) return null
  try {
    const [at, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    return { at: new Date(at), id }
  } catch {
    throw new Refusal('bad-request', { detail: 'the cursor is not one of ours' })
  }
}

/** One page of rows that were read with one more than `limit`, newest first. */
export function pageOf<T>(
  rows: T[],
  limit: number,
  end: (row: T) => Cursor,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last !== undefined ? cursorText(end(last)) : null }
}

/**
 * One page of what a viewer may see, newest first: rows they may not see are passed over until the page is full or
 * nothing is left. `read` gives at most `most` rows after a cursor.
 */
export async function seenPage<T>(
  { cursor, limit }: { cursor: Cursor | null; limit: number },
  read: (after: Cursor | null, most: number) => Promise<T[]>,
  seen: (rows: T[]) => T[] | Promise<T[]>,
  end: (row: T) => Cursor,
): Promise<{ items: T[]; nextCursor: string | null }> {
  const found: T[] = []
  for (let after = cursor; ;) {
    const rows = await read(after, limit + 1)
    found.push(...(await seen(rows)))
    const last = rows.at(-1)
    if (found.length > limit || rows.length <= limit || last === undefined) return pageOf(found, limit, end)
    after = end(last)
  }
}
