import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { arrived } from '../domain/arrived.ts'
import { noDecision } from '../domain/facts.ts'
import { stepOf } from '../store/decisions.ts'
import { markDelivered, markUndelivered } from '../store/notices.ts'

/** Takes what providers report of things handed over, by the name they gave them. False: no such thing is known, or not yet. */
export type Arrivals = {
  delivered(channelId: string, receipt: string, at: Date): Promise<boolean>
  undelivered(
    channelId: string,
    receipt: string,
    failed: { at: Date; why: string; code: string | null },
  ): Promise<boolean>
}

export function createArrivals(parts: {
  database: Database
  decisions: Pick<Decisions, 'decide'>
  /** Something may have to be tried by another channel now. */
  wake: () => void
}): Arrivals {
  const { database, decisions, wake } = parts
  return {
    async delivered(channelId, receipt, at) {
      const reported = await markDelivered(database, channelId, receipt, at)
      if (reported === null) return false
      const { alertId } = reported
      if (alertId !== null)
        await decisions.decide((facts, making) => {
          const incident = [...facts.incidents.values()].find(({ alerts }) => alerts.some(({ id }) => id === alertId))
          const after = incident === undefined ? null : arrived(incident, alertId, at)
          const decision = after === null ? null : { ...noDecision(), incidents: [after] }
          return { result: null, step: decision && stepOf(decision, making.now, making.newId) }
        })
      return true
    },
    async undelivered(channelId, receipt, failed) {
      const reported = await markUndelivered(database, channelId, receipt, failed)
      if (reported !== null) wake()
      return reported !== null
    },
  }
}
