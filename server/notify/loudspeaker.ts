import { z } from 'zod'
import { channel } from './channel.ts'
import { formedRequest, formSchema } from './formed.ts'
import { topicSchema } from './topic.ts'
import { handedOver, later, outcomeOfStatus } from './outcome.ts'
import { SAID } from './words.ts'

/** Words somebody has approved for a whole village to hear, and of which case they speak. */
const approvedSchema = z
  .object({
    id: z.string().min(1),
    words: z.string().min(1).max(500),
    approvedBy: z.string().min(1),
    approvedAt: z.iso.datetime({ offset: true }),
    isDrill: z.boolean(),
  })
  .refine(({ isDrill, words }) => !isDrill || words.startsWith(SAID.zh('notice_drill')), {
    path: ['words'],
    message: 'must open as every drill does',
  })

const settingsSchema = z
  .object({
    /** By HTTP, or where terminals listen to a broker, by its topic of MQTT: one of the two. */
    form: formSchema.optional(),
    topic: topicSchema.optional(),
    /** How the village's broadcasting calls its fields; `terminals` takes those that are to speak. */
    fields: z.object({ words: z.string().min(1), terminals: z.string().min(1), id: z.string().min(1).optional() }),
    terminals: z.array(z.string().min(1)).min(1),
    approved: z.array(approvedSchema).min(1),
    takenWords: z.string().min(1).optional(),
  })
  .refine(({ form, topic }) => (form === undefined) !== (topic === undefined), {
    path: ['form'],
    message: 'must be given, or a topic instead of it',
  })

/**
 * The village's loudspeaker (应急广播). It says approved words alone, those whose id `to` names or else those for any
 * `alarm` or `drill`, and never a notice's own: a whole village hears it, and what is private or wrong cannot be called back. The interface of national
 * platforms is GY/T 384 and 385-2023; what villages have differs, hence fields by setting.
 */
export const loudspeaker = channel(
  {
    carrier: { audience: 'group', answersBy: null, limit: { unit: 'bytes', most: 16_384 } },
    rings: false,
    isLocal: true,
    sounds: true,
    secrets: ['form.user.password', 'form.bearer', 'form.constants'],
    limits: [{ most: 6, perMs: 60_000, of: 'channel' }],
  },
  settingsSchema,
  ({ form, topic, fields, terminals, approved, takenWords }) => ({
    ticket: null,
    handOff({ id, to, text }) {
      const named = (of: string) => approved.find((one) => one.id === of && one.isDrill === text.isExercise)
      const spoken = to === null ? undefined : (named(to) ?? named(text.isExercise ? 'drill' : 'alarm'))
      if (spoken === undefined) return { via: null, why: 'content' }
      const filled = {
        [fields.words]: spoken.words,
        [fields.terminals]: terminals,
        ...(fields.id !== undefined && { [fields.id]: id }),
      }
      if (form !== undefined) return { via: 'http', request: formedRequest(form, filled) }
      // One of the two is there, or it could not have been opened. Retained, it would be said again to whoever comes back.
      return {
        via: 'mqtt',
        publishes: [{ topic: topic ?? '', payload: JSON.stringify(filled), qos: 1, retain: false, afterMs: 0 }],
      }
    },
    outcome(answer) {
      const failed = outcomeOfStatus(answer)
      if (failed !== null) return failed
      // A broker says nothing.
      return takenWords === undefined || form === undefined || answer.body.includes(takenWords)
        ? handedOver()
        : later('unreadable', 30_000)
    },
  }),
)
