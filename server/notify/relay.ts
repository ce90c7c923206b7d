import { z } from 'zod'
import { channel } from './channel.ts'
import { topicSchema } from './topic.ts'
import { handedOver, outcomeOfStatus } from './outcome.ts'

const settingsSchema = z.object({
  topic: topicSchema,
  on: z.string().min(1).max(1000).default('ON'),
  off: z.string().min(1).max(1000).default('OFF'),
  /** A siren that nobody ends goes silent by itself. */
  onSeconds: z.int().min(1).max(1800),
  /** Whether a drill may sound it; the second confirmation is asked for before the message is made. */
  soundsInDrills: z.boolean().default(false),
})

/** A relay, such as that of a siren or a gate, switched by a topic of MQTT (`cmnd/siren/POWER` of Tasmota, `zigbee2mqtt/siren/set`), and off again in time. */
export const relay = channel(
  {
    carrier: { audience: 'group', answersBy: null, limit: { unit: 'bytes', most: 16_384 } },
    rings: false,
    isLocal: true,
    sounds: true,
    secrets: [],
    limits: [],
  },
  settingsSchema,
  ({ topic, on, off, onSeconds, soundsInDrills }) => ({
    ticket: null,
    handOff({ text }) {
      if (text.isExercise && !soundsInDrills) return { via: null, why: 'forbidden' }
      const publish = (payload: string, afterMs: number) =>
        ({ topic, payload, qos: 1, retain: false, afterMs }) as const
      // Retained, it would sound again whenever the relay comes back.
      return { via: 'mqtt', publishes: [publish(on, 0), publish(off, onSeconds * 1000)] }
    },
    outcome: (answer) => outcomeOfStatus(answer) ?? handedOver(),
  }),
)
