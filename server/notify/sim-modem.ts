import { createHash } from 'node:crypto'
import { z } from 'zod'
import { channel, type OpenChannel } from './channel.ts'
import { submitPdus } from './modem/submit.ts'
import { NO_ANSWER } from './outcome.ts'
import { dialled } from './phone.ts'

/** Where a modem is, as the settings of both its channels say it. */
export const portSchema = z.object({
  /** The serial port, or the address of a modem on the LAN (`tcp://192.168.1.30:7000`). */
  port: z.string().min(1),
  baud: z.int().positive().default(115_200),
  alsoAtStart: z
    .array(z.string().regex(/^AT[^\r\n]*$/))
    .max(20)
    .default([]),
})
const voiceSchema = portSchema.extend({
  ringSeconds: z.int().min(10).max(120).default(40),
  talkSeconds: z.int().min(5).max(120).default(30),
})

const limits = [{ most: 20, perMs: 60_000, of: 'channel' }] as const

/** What a modem answers is told by its dialogue; nothing comes by HTTP. */
const outcome: OpenChannel['outcome'] = () => NO_ANSWER

/** A text may end with a link for its reader alone. */
const textSchema = portSchema.extend({ links: z.boolean().optional() })

/** Short messages by a modem with a SIM of one's own (AT commands, PDU mode); needs no internet. */
export const simModemText = channel(
  {
    carrier: { audience: 'person', answersBy: 'reply', limit: { unit: 'sms-parts', most: 3 } },
    rings: true,
    isLocal: true,
    sounds: false,
    secrets: ['alsoAtStart'],
    limits,
  },
  textSchema,
  ({ port, baud, alsoAtStart }) => ({
    ticket: null,
    handOff({ id, to, text }) {
      const phone = to === null ? null : dialled(to)
      if (phone === null) return { via: null, why: 'recipient' }
      const reference = createHash('sha256').update(id).digest()[0] ?? 0
      const job = { kind: 'text', id, pdus: submitPdus(phone, text.text, reference) } as const
      return { via: 'modem', port: { port, baud, alsoAtStart }, job }
    },
    outcome,
  }),
)

/** Rings a telephone by a modem with a SIM of one's own: it says nothing, but it wakes; needs no internet. */
export const simModemVoice = channel(
  {
    carrier: { audience: 'person', answersBy: 'press', limit: { unit: 'characters', most: 500 } },
    rings: true,
    isLocal: true,
    sounds: false,
    secrets: ['alsoAtStart'],
    limits: [{ most: 1, perMs: 60_000, of: 'recipient' }],
  },
  voiceSchema,
  ({ port, baud, alsoAtStart, ringSeconds, talkSeconds }) => ({
    ticket: null,
    handOff({ id, to }) {
      const number = to === null ? null : dialled(to)
      if (number === null) return { via: null, why: 'recipient' }
      const job = { kind: 'dial', id, number, ringMs: ringSeconds * 1000, talkMs: talkSeconds * 1000 } as const
      return { via: 'modem', port: { port, baud, alsoAtStart }, job }
    },
    outcome,
  }),
)
