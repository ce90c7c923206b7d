import { z } from 'zod'
import { channel } from './channel.ts'
import { heardBySignatureSchema } from './heard-settings.ts'
import { type Form, formedRequest, formSchema } from './formed.ts'
import { handedOver, later, outcomeOfStatus } from './outcome.ts'
import { dialled } from './phone.ts'

const settingsSchema = z.object({
  form: formSchema,
  fields: z.object({
    to: z.string().min(1),
    text: z.string().min(1),
    /** Where the gateway takes an id of ours, and sends none twice. */
    id: z.string().min(1).optional(),
  }),
  /** Whether the number stands in a list. */
  isToList: z.boolean().default(false),
  /** Whether it wants +86 before a number. */
  isInternational: z.boolean().default(true),
  /** What an answer contains that says it was taken; without it any answer of success does. */
  takenWords: z.string().min(1).optional(),
  /** How many messages a minute it may be given: one with several SIMs sends more than one with a single SIM. */
  perMinute: z.int().min(1).max(6_000).default(20),
  heard: heardBySignatureSchema.optional(),
  /** Whether a text ends with a link for its reader alone. */
  links: z.boolean().optional(),
})
type Settings = z.input<typeof settingsSchema>

/**
 * How gateways that are often met want to be asked; addresses and passwords are to be filled in.
 * Sources: https://docs.sms-gate.app/features/sending-messages/ (an Android telephone; `POST /messages` of its local
 * server), https://www.kannel.org/download/1.4.5/userguide-1.4.5/userguide.html (a gateway that drives modems; sendsms).
 */
export const SIM_GATEWAYS = {
  'sms-gate': {
    form: {
      url: 'http://192.168.1.20:8080/messages',
      method: 'POST',
      encoding: 'json',
      // From 100 on no delay of the gateway's own holds it up.
      constants: { priority: 100, withDeliveryReport: true, ttl: 86_400 },
      user: { name: 'sms', password: '' },
    },
    fields: { to: 'phoneNumbers', text: 'textMessage.text', id: 'id' },
    isToList: true,
  },
  kannel: {
    form: {
      url: 'http://127.0.0.1:13013/cgi-bin/sendsms',
      method: 'POST',
      encoding: 'query',
      // 2 is UCS-2; without it Chinese is sent as question marks.
      constants: { username: '', password: '', charset: 'UTF-8', coding: 2 },
    },
    fields: { to: 'to', text: 'text' },
  },
} satisfies Record<string, Settings>

/** Short messages by a SIM of one's own, in a telephone or router on the LAN that is asked by HTTP; needs no internet. */
export const simHttp = channel(
  {
    carrier: { audience: 'person', answersBy: 'reply', limit: { unit: 'sms-parts', most: 3 } },
    rings: true,
    isLocal: true,
    sounds: false,
    secrets: ['form.user.password', 'form.bearer', 'form.constants', 'heard.token', 'heard.signingKey'],
    limits: [{ most: 20, perMs: 60_000, of: 'channel' }],
  },
  settingsSchema,
  ({ form, fields, isToList, isInternational, takenWords, perMinute }) => ({
    ticket: null,
    limits: [{ most: perMinute, perMs: 60_000, of: 'channel' }],
    handOff({ id, to, text }) {
      const phone = to === null ? null : dialled(to)
      if (phone === null) return { via: null, why: 'recipient' }
      const number = isInternational ? international(phone) : phone
      const filled = {
        [fields.to]: isToList ? [number] : number,
        // Longer than it should be, it is sent all the same: it only costs more.
        [fields.text]: text.text,
        ...(fields.id !== undefined && { [fields.id]: id }),
      }
      return { via: 'http', request: formedRequest(form satisfies Form, filled) }
    },
    outcome(answer) {
      const failed = outcomeOfStatus(answer)
      // The same id again: the gateway has it.
      if (fields.id !== undefined && answer.status === 409) return handedOver()
      if (failed !== null) return failed
      return takenWords === undefined || answer.body.includes(takenWords) ? handedOver() : later('unreadable', 30_000)
    },
  }),
)

/** A mobile number or one with its area code, as the world dials it; short numbers of services stay as they are. */
function international(phone: string): string {
  if (/^1\d{10}$/.test(phone)) return `+86${phone}`
  return /^0\d{9,11}$/.test(phone) ? `+86${phone.slice(1)}` : phone
}
