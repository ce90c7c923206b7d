import { setTimeout as delay } from 'node:timers/promises'
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

/** What arrives within this time is noted together, milliseconds. */
const TOGETHER_MS = 250

export function createArrivals(parts: {
  database: Database
  decisions: Pick<Decisions, 'decide'>
  /** Something may have to be tried by another channel now. */
  wake: () => void
}): Arrivals {
  const { database, decisions, wake } = parts
  let waiting: { arrivedAt: Map<string, Date>; noted: Promise<void> } | null = null

  /** Five hundred texts arrive within seconds, and each report would be a decision of its own. */
  function noteWithOthers(alertId: string, at: Date): Promise<void> {
    waiting ??= begin(new Map())
    waiting.arrivedAt.set(alertId, at)
    return waiting.noted
  }

  function begin(arrivedAt: Map<string, Date>) {
    const noted = delay(TOGETHER_MS).then(() => {
      waiting = null
      return note(arrivedAt)
    })
    return { arrivedAt, noted }
  }

  async function note(arrivedAt: ReadonlyMap<string, Date>): Promise<void> {
    await decisions.decide((facts, making) => {
      const incidents = [...facts.incidents.values()].flatMap((incident) => {
        const ids = incident.alerts.map(({ id }) => id).filter((id) => arrivedAt.has(id))
        const after = ids.reduce((known, id) => arrived(known, id, arrivedAt.get(id) ?? making.now) ?? known, incident)
        return after === incident ? [] : [after]
      })
      const decision = incidents.length === 0 ? null : { ...noDecision(), incidents }
      return { result: null, step: decision && stepOf(decision, making.now, making.newId) }
    })
  }

  return {
    async delivered(channelId, receipt, at) {
      const reported = await markDelivered(database, channelId, receipt, at)
      if (reported === null) return false
      if (reported.alertId !== null) await noteWithOthers(reported.alertId, at)
      return true
    },
    async undelivered(channelId, receipt, failed) {
      const reported = await markUndelivered(database, channelId, receipt, failed)
      if (reported !== null) wake()
      return reported !== null
    },
  }
}
