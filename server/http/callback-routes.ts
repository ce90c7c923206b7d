import { randomUUID } from 'node:crypto'
import type { Database } from '../../db/connect.ts'
import { createFailures } from '../accounts/failures.ts'
import type { Callbacks } from '../answers/callbacks.ts'
import type { Audit } from '../audit/audit.ts'
import type { Log } from '../mqtt/door.ts'
import { networkOf } from '../network-of.ts'
import type { CallbackAnswer, Heard, HeardFate } from '../notify/callback.ts'
import { CALLBACKS } from '../notify/callbacks.ts'
import type { ChannelName } from '../notify/channels.ts'
import { channelRow } from '../store/channels.ts'
import { entered } from './entering.ts'
import { type BodyLimits, postedBody } from './posted-body.ts'
import { type Answer, type Asked, Refusal, type Route } from './route.ts'

const LIMITS: BodyLimits = {
  mostBytes: 256 * 1024,
  patienceMs: 30_000,
  tooLarge: 'a callback may have 256 KiB',
  tooSlow: 'a callback is a request of its own, whole within half a minute',
}
const PATH = '/api/channels/:id/callback'
/** To one channel from one network so many a quarter of an hour may come with a wrong signature and hear no more than that. */
const MOST_WRONG = 300
const WINDOW_MS = 15 * 60_000

/** The door for what providers tell: keys that were pressed, messages that came back, whether something arrived. */
export function callbackRoutes(parts: {
  database: Database
  callbacks: Callbacks
  audit: Pick<Audit, 'wanted' | 'ended'>
  log: Log
  now: () => Date
}): Route[] {
  const { database, callbacks, audit, log, now } = parts
  const wrong = createFailures({ windowMs: WINDOW_MS, now })

  /** What a person says is entered in the audit log, as a short message is; what a machine reports of its own work is not. */
  async function taken(channelId: string, ip: string, heard: Heard): Promise<HeardFate> {
    if (heard.kind === 'reported' || heard.kind === 'passed-over') return (await callbacks.take(channelId, heard)).fate
    const what = `POST ${PATH}`
    const want = () =>
      audit.wanted({ personId: null, sessionId: null, ip }, { what, target: { channel: channelId }, reason: null })
    const act = () => callbacks.take(channelId, heard)
    const outcome = await entered({ what, isUrgent: true, want }, { audit, log }, act, {
      done: ({ concerns }) => ({ status: 200, concerns }),
      failed: () => 500,
    })
    return outcome.fate
  }

  async function handle({ params, query, ip, raw }: Asked, isPost: boolean): Promise<Answer> {
    const body = isPost ? (await postedBody(raw, LIMITS)).toString('utf8') : ''
    const row = await channelRow(database, params.id ?? '')
    const read = row === null ? undefined : CALLBACKS[row.channel as ChannelName]
    const request = { isPost, query, body, header: (name: string) => raw.get(name) }
    const opened = row && read?.(row.settings, request, { now: now(), nonce: randomUUID().replaceAll('-', '') })
    if (row === null || opened == null) {
      // Counted only once it is known to be wrong: a stranger may share the provider's address, and must not shut it out.
      const key = `${row?.id ?? ''} ${networkOf(ip)}`
      if (wrong.tooMany(key, MOST_WRONG)) throw new Refusal('too-many')
      wrong.count(key)
      return { status: 401 }
    }
    const fates: HeardFate[] = []
    // One after the other: a report and the answer of the same call must not overtake each other.
    for (const heard of opened.heard) fates.push(await taken(row.id, ip, heard))
    return answerOf(opened.answer(fates))
  }

  const admitted = 'Let in is what the provider has signed, or what has the word in its address that was agreed.'
  return [
    {
      method: 'post',
      path: PATH,
      who: 'source',
      says: `What a provider tells of a channel: keys pressed in a call, buttons of cards, messages that came, reports of arrival. ${admitted} What concerns nothing that is known is counted and answered as the rest.`,
      rawBody: true,
      async handle(asked) {
        try {
          return await handle(asked, true)
        } catch (error) {
          // What is left of a body would be taken for the next request.
          if (!asked.raw.complete) asked.raw.res?.set('connection', 'close')
          throw error
        }
      },
    },
    {
      method: 'get',
      path: PATH,
      who: 'source',
      says: `How WeCom asks whether the address of a channel is its owner's (echostr). ${admitted}`,
      handle: (asked) => handle(asked, false),
    },
  ]
}

function answerOf({ status, body, type }: CallbackAnswer): Answer {
  return { status, ...(body !== undefined && { body }), ...(type !== undefined && { type }) }
}
