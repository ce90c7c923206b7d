import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { observationSchema } from '#shared/observation.ts'
import type { Publisher } from '../../server/mqtt/broker-client.ts'
import type { RunningApp } from './running-app.ts'

/** Messages that each carry a number of their own, sent at an even pace. */
export type NumberedStream = {
  sent(): number
  /** The numbers whose acknowledgement the sender has seen. */
  acknowledged: Set<number>
  /** Sends no more and resolves when everything sent is acknowledged, or was nameless and given back. */
  finish(): Promise<void>
}

const TICK_MS = 20
const DEVICES = 40

/** Begins to send some `perSecond` native events: most are readings, one in ten is an alarm, one in ten has no id. */
export function startStream(publisher: Publisher, perSecond: number): NumberedStream {
  const acknowledged = new Set<number>()
  const pending: Promise<void>[] = []
  let next = 0
  let due = 0
  async function deliver(number: number): Promise<void> {
    for (;;)
      try {
        await publisher.publish(`xiangshao/dev-${number % DEVICES}/event`, payload(number), { qos: 1 })
        return void acknowledged.add(number)
      } catch {
        // The sender's library gives some back when a connection is lost. What carries an id may be sent anew; of
        // what does not, nobody could tell a repeat from a second happening.
        if (isNameless(number)) return
        await delay(100)
      }
  }
  const timer = setInterval(() => {
    due += (perSecond * TICK_MS) / 1000
    while (next < due) {
      const number = next++
      pending.push(deliver(number))
    }
  }, TICK_MS)
  return {
    sent: () => next,
    acknowledged,
    async finish() {
      clearInterval(timer)
      await Promise.all(pending)
    },
  }
}

/** Whether the message with this number goes without an id. */
function isNameless(number: number): boolean {
  return number % 10 === 5
}

function payload(number: number): string {
  const event = { kind: 'smoke', state: number % 10 === 0 ? 'active' : 'reading', value: number }
  return JSON.stringify(isNameless(number) ? event : { id: `event-${number}`, ...event })
}

const pageSchema = z.object({
  items: z.array(observationSchema.pick({ values: true })),
  nextCursor: z.string().nullable(),
})

/** How often each number is stored, read page by page as any client would. */
export async function storedNumbers(app: RunningApp, cookie: string): Promise<Map<number, number>> {
  const times = new Map<number, number>()
  let cursor: string | null = ''
  while (cursor !== null) {
    const answer = await app.get(`/api/observations?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`, cookie)
    const page: z.infer<typeof pageSchema> = pageSchema.parse(answer.body)
    for (const { values } of page.items)
      if (typeof values['value'] === 'number') times.set(values['value'], (times.get(values['value']) ?? 0) + 1)
    cursor = page.nextCursor
  }
  return times
}

/** What is wrong with the store: numbers that were acknowledged and are not there, and numbers that are there twice. */
export function faults(acknowledged: Iterable<number>, times: Map<number, number>) {
  return {
    missing: [...acknowledged].filter((number) => !times.has(number)),
    repeated: [...times].filter(([, count]) => count > 1).map(([number]) => number),
  }
}
