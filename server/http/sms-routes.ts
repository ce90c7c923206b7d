import { z } from 'zod'
import { concernedBy } from '../answers/callbacks.ts'
import type { Audit } from '../audit/audit.ts'
import { believedMoment, type ShortMessage, type ShortMessageFate, type ShortMessages } from '../duty/short-messages.ts'
import type { Log } from '../mqtt/door.ts'
import { aliyunUpSchema, upstreamOf } from '../notify/aliyun-heard.ts'
import { entered } from './entering.ts'
import { type BodyLimits, discardedBody, postedBody } from './posted-body.ts'
import { json, parsed, Refusal, type Route } from './route.ts'
import { type Admit, tokenOf } from './source-admission.ts'

const LIMITS: BodyLimits = {
  mostBytes: 256 * 1024,
  patienceMs: 30_000,
  tooLarge: 'short messages may have 256 KiB together',
  tooSlow: 'short messages are a request of their own, whole within half a minute',
}

const PATH = '/api/sms/:source'

const phoneSchema = z.string().min(1).max(40)
const textSchema = z.string().max(2000)
const listSchema = z.array(z.unknown()).max(1000)
const plainSchema = z.object({
  from: phoneSchema,
  text: textSchema,
  at: z.iso.datetime({ offset: true }).nullish(),
  id: z.string().max(200).nullish(),
})
/** The door for short messages that people send to the township. */
export function smsRoutes(parts: {
  shortMessages: ShortMessages
  admit: Admit
  audit: Pick<Audit, 'wanted' | 'ended'>
  log: Log
  now: () => Date
}): Route[] {
  const { shortMessages, admit, audit, log, now } = parts

  /**
   * One message, entered like every other write of people: whose number it is, what became of it, and none of its words. It
   * may call for help, so it waits for its entry no longer than an answer to an alarm does.
   */
  function taken(source: string, ip: string, message: ShortMessage): Promise<ShortMessageFate> {
    const what = `POST ${PATH}`
    const want = () => audit.wanted({ personId: null, sessionId: null, ip }, { what, target: { source }, reason: null })
    return entered({ what, isUrgent: true, want }, { audit, log }, () => shortMessages.take(source, message), {
      done: (fate) => ({ status: 200, concerns: concernedBy(fate) }),
      failed: () => 500,
    })
  }

  return [
    {
      method: 'post',
      path: PATH,
      who: 'source',
      says: 'Short messages about absences (今天不在村，请王秀兰代 · 3天不在 · 回来了): a list as Aliyun pushes it, answered as it expects, or one `{from, text, at?, id?}`. The token is that of a source of the format `sms`; no other may say who sent a message. What is not understood is kept in quarantine.',
      rawBody: true,
      async handle({ params, query, ip, raw }) {
        const source = params.source ?? ''
        try {
          await admit(source, tokenOf(raw.get('authorization'), query.token), ip, raw).catch(async (refusal) => {
            await discardedBody(raw, LIMITS)
            throw refusal
          })
          if (!(await shortMessages.believes(source))) {
            await discardedBody(raw, LIMITS)
            throw new Refusal('not-allowed', { detail: 'only a source of the format sms hands over short messages' })
          }
          const body = jsonOf(await postedBody(raw, LIMITS))
          if (!Array.isArray(body)) return json(await taken(source, ip, plainMessage(body, now())), 200)
          // One that cannot be read is kept for people, and keeps none of the others from being taken.
          for (const item of parsed(listSchema, body)) {
            const read = aliyunUpSchema.safeParse(item)
            if (read.success) await taken(source, ip, aliyunMessage(read.data, now()))
            else
              await shortMessages.keepUnread(
                source,
                item,
                read.error.issues.map(({ path }) => path.join('.')).join(', '),
              )
          }
          return json({ code: 0, msg: '成功' })
        } catch (error) {
          // What is left of a body would be taken for the next request.
          if (!raw.complete) raw.res?.set('connection', 'close')
          throw error
        }
      },
    },
  ]
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch {
    throw new Refusal('bad-json')
  }
}

function plainMessage(body: unknown, receivedAt: Date): ShortMessage {
  const { from, text, at, id } = parsed(plainSchema, body)
  const key = id != null ? `id ${id}` : at != null ? `${from} ${at} ${text}` : null
  return { from, text, sentAt: believedMoment(at ?? null, receivedAt), key }
}

function aliyunMessage(item: z.infer<typeof aliyunUpSchema>, receivedAt: Date): ShortMessage {
  const { from, text, at, key } = upstreamOf(item)
  return { from, text, sentAt: believedMoment(at, receivedAt), key }
}
