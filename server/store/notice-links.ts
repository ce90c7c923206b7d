import { eq } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { noticeLinks } from '../../db/schema.ts'

/** A link that leads one person to one incident, once. */
export type NoticeLink = typeof noticeLinks.$inferSelect

/** Keeps a link; of its token what it hashes to. */
export async function insertNoticeLink({ read }: Database, link: Omit<NoticeLink, 'usedAt'>): Promise<void> {
  await read.insert(noticeLinks).values({ ...link, usedAt: null })
}

/** A link by what its token hashes to; null where there is none. */
export async function noticeLink({ read }: Database, tokenHash: string): Promise<NoticeLink | null> {
  const [row] = await read.select().from(noticeLinks).where(eq(noticeLinks.tokenHash, tokenHash))
  return row ?? null
}

/** Notes that a link has been used; the first time stands. */
export async function useNoticeLink({ run }: Database, tokenHash: string, at: Date): Promise<void> {
  await run(`update notice_links set used_at = $2::timestamptz where token_hash = $1 and used_at is null`, [
    tokenHash,
    at.toISOString(),
  ])
}
