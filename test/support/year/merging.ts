import type { PersonTelling } from '../../../server/domain/tellings.ts'
import type { NoticeRow } from '../../../server/store/notices.ts'

/** A notice that is new, due at once. */
export function newNotice(id: string, telling: PersonTelling, at: Date): NoticeRow {
  return {
    ...telling,
    id,
    channelId: null,
    revision: 1,
    detail: {},
    createdAt: at,
    updatedAt: at,
    dueAt: at,
    holder: null,
    heldUntil: null,
    answerCall: null,
  }
}

const ASKING: readonly string[] = ['call', 'remind', 'roll-call', 'unanswered', 'check-in']

/** News of the same incident in the row that is there, by the rule of server/store/noticed.ts. */
export function merged(notice: NoticeRow, telling: PersonTelling, at: Date, wasHanded: boolean): NoticeRow {
  // Whoever only has to know goes on being called where they are.
  if (telling.occasion === 'inform' && notice.alertId !== null && ASKING.includes(notice.occasion)) return notice
  return {
    ...notice,
    occasion: telling.occasion,
    alertId: telling.alertId ?? notice.alertId,
    urgency: wasHanded ? telling.urgency : Math.min(notice.urgency, telling.urgency),
    revision: notice.revision + 1,
    updatedAt: at,
    dueAt: at,
  }
}
