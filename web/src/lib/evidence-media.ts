import type { EvidenceMedia } from '#shared/evidence.ts'
import { m } from '#lib/paraglide/messages.js'
import { clockTime } from './time.ts'
import { fetchReasonWord } from './words/device.ts'

/** What a picture or clip is called among those of its message: 图片1, with the host it comes from. */
export function mediaName({ contentType, host }: EvidenceMedia, n: number): string {
  const what =
    contentType === null
      ? m.evidence_unknown_kind({ n })
      : isClip(contentType)
        ? m.evidence_clip({ n })
        : m.evidence_picture({ n })
  return host === null ? what : m.evidence_at_host({ what, host })
}

/** Whether it moves. */
export function isClip(contentType: string | null): boolean {
  return contentType?.startsWith('video/') === true
}

/** What became of one that is not kept (yet), in words. */
export function mediaStateWords(media: EvidenceMedia, n: number): string {
  const what = mediaName(media, n)
  const reason = media.reason === null ? '' : fetchReasonWord(media.reason)
  switch (media.state) {
    case 'waiting':
      return reason === '' || media.nextAt === null
        ? m.evidence_waiting({ what })
        : m.evidence_again({ what, reason, time: clockTime(media.nextAt) })
    case 'not-allowed':
      return m.evidence_not_allowed({ what, reason })
    case 'failed':
      return m.evidence_failed({ what, reason })
    case 'kept':
      return what
  }
}

/** A size as people read it: 36 KB, 1.4 MB. */
export function sizeWord(bytes: number): string {
  if (bytes < 1_000_000) return m.evidence_size_kb({ n: Math.max(1, Math.round(bytes / 1000)) })
  return m.evidence_size_mb({ n: (bytes / 1_000_000).toFixed(1) })
}
