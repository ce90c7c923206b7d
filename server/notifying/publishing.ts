import type { Log } from '../mqtt/door.ts'
import type { MqttPublish } from '../notify/channel.ts'

type Waiting = { timer: NodeJS.Timeout; publish: () => Promise<void> }

/** Publishes over the broker, some of it later: what switches a siren off again. */
export function createPublishing({
  publish,
  log,
}: {
  publish: (messages: readonly { topic: string; payload: string }[]) => Promise<void>
  log: Log
}) {
  const waiting = new Map<string, Waiting>()

  function later({ topic, payload, afterMs }: MqttPublish): void {
    // One that is switched on again sounds its whole time.
    clearTimeout(waiting.get(topic)?.timer)
    const send = async () => {
      waiting.delete(topic)
      await publish([{ topic, payload }]).catch((error: unknown) =>
        log.error({ error, topic }, 'what was to follow could not be published; it may go on sounding'),
      )
    }
    waiting.set(topic, { timer: setTimeout(() => void send(), afterMs), publish: send })
  }

  return {
    /** Whether the broker took what is to be said now. */
    async publish(publishes: readonly MqttPublish[]): Promise<boolean> {
      const [now, after] = [
        publishes.filter(({ afterMs }) => afterMs === 0),
        publishes.filter((one) => one.afterMs > 0),
      ]
      try {
        await publish(now.map(({ topic, payload }) => ({ topic, payload })))
      } catch {
        return false
      }
      for (const one of after) later(one)
      return true
    },
    /** Publishes at once what was to follow. */
    async stop(): Promise<void> {
      const left = [...waiting.values()]
      for (const { timer } of left) clearTimeout(timer)
      await Promise.all(left.map((one) => one.publish()))
    },
  }
}
