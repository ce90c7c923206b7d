import { z } from 'zod'
import { channel } from './channel.ts'
import { type Answer, handedOver, later, never, type Outcome } from './outcome.ts'

/** A message ready for SMTP: between whom, and its text with all headers, lines ending in CRLF. */
export type Mail = { from: string; to: string; text: string }

/** An address as it is commonly written; what quoting allows besides is left to those who need it. */
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/
const addressSchema = z.string().regex(ADDRESS, 'must be an address such as zhiban@example.org')

/** Through which server mail is handed over: `tls` from the first byte, `starttls` or nothing at all, or in the clear within the house. */
const mailServerSchema = z.object({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls', 'none']).default('tls'),
  user: z.string().min(1).optional(),
  password: z.string().optional(),
})
export type MailServer = z.output<typeof mailServerSchema>

export const mailSettingsSchema = z.object({
  server: mailServerSchema,
  from: addressSchema,
  fromName: z.string().max(60).default(''),
  /** Whether a text ends with a link for its reader alone. */
  links: z.boolean().optional(),
})

/** A line of Base64 has at most 76 characters (RFC 2045, 6.8). */
const LINE = 76
/** A line with encoded words has at most 76 characters (RFC 2047, 2): 39 bytes beside their frame and the name of a header. */
const WORD_BYTES = 39

/**
 * E-mail, composed by RFC 5322 with UTF-8 in encoded words (RFC 2047) and a body in Base64; marked as made by a program
 * (RFC 3834), so that no absence answers it.
 */
export const mail = channel(
  {
    carrier: { audience: 'person', answersBy: null, limit: { unit: 'bytes', most: 16_384 } },
    rings: false,
    isLocal: false,
    sounds: false,
    secrets: ['server.password'],
    limits: [{ most: 30, perMs: 60_000, of: 'channel' }],
  },
  mailSettingsSchema,
  ({ server, from, fromName }) => ({
    ticket: null,
    handOff({ id, to, text }, { now }) {
      if (to === null || !ADDRESS.test(to)) return { via: null, why: 'recipient' }
      const domain = from.slice(from.indexOf('@') + 1)
      const lines = [
        `From: ${fromName === '' ? from : `${encodedWords(fromName)}\r\n <${from}>`}`,
        `To: ${to}`,
        `Subject: ${encodedWords(text.title)}`,
        `Date: ${now.toUTCString().replace(/GMT$/, '+0000')}`,
        `Message-ID: <${id}@${domain}>`,
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        'Auto-Submitted: auto-generated',
        '',
        ...(Buffer.from(`${text.text}\r\n`)
          .toString('base64')
          .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []),
      ]
      return { via: 'mail', server, mail: { from, to, text: `${lines.join('\r\n')}\r\n` } }
    },
    outcome: smtpOutcome,
  }),
)

/** The outcome that a reply of SMTP stands for (RFC 5321, 4.2.3; RFC 4954, 6). */
export function smtpOutcome({ status }: Answer): Outcome {
  const code = String(status)
  if (status >= 200 && status < 300) return handedOver()
  // 450 and 451 are what grey lists say to whoever comes for the first time.
  if (status >= 400 && status < 500) return later('busy', status === 421 ? 60_000 : 300_000, code)
  if (status === 530 || status === 534 || status === 535) return never('credentials', code)
  if (status === 550 || status === 551 || status === 553) return never('recipient', code)
  return never(status === 552 || status === 554 ? 'content' : 'shape', code)
}

/** Words of any writing for a header, folded between encoded words; no character is cut in two, and no line can be smuggled in. */
function encodedWords(words: string): string {
  const plain = words.replaceAll(/[\r\n\0]+/g, ' ')
  if (/^[\x20-\x7e]*$/.test(plain) && !/[<>"@,;:\\()[\]]|=\?/.test(plain) && plain.length <= 60) return plain
  const pieces: string[] = []
  let piece = ''
  for (const character of plain) {
    if (Buffer.byteLength(piece + character) > WORD_BYTES) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece].map((each) => `=?utf-8?B?${Buffer.from(each).toString('base64')}?=`).join('\r\n ')
}
