import type { ActionBody, ActionName } from '#shared/action.ts'
import type { Alert } from '#shared/incident.ts'
import { callTo } from './call.ts'
import { withAlert } from './answering.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { isLate } from './log-entry.ts'

// What is heard of somebody who said that they go. It keeps an acceptance alive, and makes one count again that had
// been given up; the same tap again and again does not.

/** What says each time anew that somebody is at it. */
const WORDS: readonly ActionName[] = [
  'verify',
  'note',
  'check-in',
  'support',
  'handle',
  'fire-out',
  'mop-up',
  'fire-watch',
  'withdraw',
  'tick',
  'untick',
  'describe',
  'sector',
  'settle',
  'household',
]

/** An incident once something is heard of whoever does this: when they set out, came, and were last heard of. */
export function heardFrom(incident: IncidentRecord, who: string, body: ActionBody, making: Making): IncidentRecord {
  if (callTo(incident, who)?.state !== 'accepted') return incident
  const at = happenedAt(body, making)
  return withAlert(incident, who, (alert) => {
    // Given up or missing, any answer of theirs counts.
    const isLost = alert.stalledAt !== null || alert.silentAt !== null
    const is = (action: ActionName) => body.action === action
    const isFirst = (is('depart') && alert.departedAt === null) || (is('arrive') && alert.arrivedAt === null)
    const isAnswer = isLost && (is('acknowledge') || is('depart') || is('arrive'))
    // Whoever is there and says so again says that they are well.
    const isWell = is('arrive') && alert.checkInAskedAt !== null
    if (!isFirst && !isAnswer && !isWell && !WORDS.includes(body.action)) return alert
    return {
      ...signed(alert, at, is('arrive')),
      departedAt: is('depart') ? (alert.departedAt ?? at) : alert.departedAt,
      arrivedAt: is('arrive') ? (alert.arrivedAt ?? at) : alert.arrivedAt,
    }
  })
}

/** A call whose person has been heard of: nothing is asked of them that they have not just answered. */
function signed(alert: Alert, at: string, isThere: boolean): Alert {
  const isNews = alert.lastSignAt === null || at > alert.lastSignAt
  // What is entered later than somebody was given up says nothing of since.
  const isOutdated = (since: string | null) => since !== null && at < since
  return {
    ...alert,
    lastSignAt: isNews ? at : alert.lastSignAt,
    stalledAt: !isThere && isOutdated(alert.stalledAt) ? alert.stalledAt : null,
    silentAt: isOutdated(alert.silentAt) ? alert.silentAt : null,
    checkInAskedAt: isOutdated(alert.checkInAskedAt) ? alert.checkInAskedAt : null,
  }
}

/**
 * When it was heard. Somebody's own tap is heard when it comes in, whatever their clock shows; what another enters for them,
 * or later, happened when it is said to have, and not after now.
 */
function happenedAt(body: ActionBody, making: Making): string {
  const now = making.now.toISOString()
  const isTold = body.onBehalfOf != null || (body.late === true && isLate(body, making))
  if (!isTold || body.at == null) return now
  const said = new Date(body.at).toISOString()
  return said < now ? said : now
}
