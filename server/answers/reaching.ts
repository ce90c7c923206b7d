import type { FailureReason } from '../notify/outcome.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { reachedBy } from '../domain/reached.ts'
import { noDecision } from '../domain/facts.ts'
import { stepOf } from '../store/decisions.ts'
import { incidentOfAlert } from '../store/incidents.ts'
import { markDelivered, markUndelivered } from '../store/notices.ts'

/** What providers report of what was handed over; false where it was nothing that is known. */
export type Reaching = {
  /** It has reached somebody's device, under the provider's name for it or ours. */
  delivered(channelId: string, name: string, at: Date): Promise<boolean>
  /** It has not, and will not: another channel is tried at once. */
  undelivered(
    channelId: string,
    name: string,
    failure: { at: Date; why: FailureReason; code: string | null },
  ): Promise<boolean>
}

export function createReaching({ database, decisions }: { database: Database; decisions: Decisions }): Reaching {
  return {
    async delivered(channelId, name, at) {
      const reported = await markDelivered(database, channelId, name, at)
      const alertId = reported?.alertId ?? null
      if (alertId !== null)
        await decisions.decide<void>(async ({ incidents }, making) => {
          const open = [...incidents.values()].find(({ alerts }) => alerts.some(({ id }) => id === alertId))
          const incident = open ?? (await incidentOfAlert(database, alertId))
          const reached = incident && reachedBy(incident, alertId, making.now)
          if (reached === null) return { result: undefined, step: null }
          const step = stepOf({ ...noDecision(), incidents: [reached] }, making.now, making.newId)
          return { result: undefined, step }
        })
      return reported !== null
    },
    async undelivered(channelId, name, failure) {
      return (await markUndelivered(database, channelId, name, failure)) !== null
    },
  }
}
