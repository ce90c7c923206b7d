import { z } from 'zod'
import type { CallbackAnswer, HeardFate, ReadCallback } from './callback.ts'
import { heardByWecomSchema } from './heard-settings.ts'
import { decryptedCallback, encryptedIn, encryptedReply, readWecomHeard, type WecomHeard } from './wecom-callback.ts'
import { SAID } from './words.ts'

const settingsSchema = z.looseObject({
  corpId: z.string().min(1),
  heard: heardByWecomSchema,
  language: z.enum(['zh', 'en']).default('zh'),
})
type Settings = z.output<typeof settingsSchema>

const querySchema = z.looseObject({
  msg_signature: z.string(),
  timestamp: z.string(),
  nonce: z.string(),
  echostr: z.string().optional(),
})

/**
 * What members do with an application of WeCom: a button that was pressed, a text. Asked whether the address is ours
 * (`echostr`) it says back what only the key reads. The card is changed by the answer itself (被动回复, update_button:
 * https://developer.work.weixin.qq.com/document/path/90241), within the five seconds that WeCom waits.
 */
export const wecomAppHeard: ReadCallback = (settings, request, moment) => {
  const read = settingsSchema.safeParse(settings)
  const query = querySchema.safeParse(request.query)
  if (!read.success || !query.success) return null
  const keys = { ...read.data.heard, corpId: read.data.corpId }
  const encrypted = request.isPost ? encryptedIn(request.body) : (query.data.echostr ?? null)
  if (encrypted === null) return null
  const said = decryptedCallback(keys, query.data, encrypted, moment.now)
  // It is WeCom's own signature; that it says nothing we can read is nothing that sending again would change.
  if (!said.ok && said.reason === 'unreadable')
    return { heard: [{ kind: 'passed-over' }], answer: () => ({ status: 200 }) }
  if (!said.ok) return null
  if (!request.isPost) return { heard: [], answer: () => ({ status: 200, body: said.words, type: 'text/plain' }) }
  const heard = readWecomHeard(said.words)
  if (heard === null) return { heard: [{ kind: 'passed-over' }], answer: () => ({ status: 200 }) }
  const { userId } = heard
  if (heard.kind === 'text') {
    const { text, key } = heard
    const wrote = {
      kind: 'wrote',
      from: userId,
      userId,
      text,
      at: null,
      key: key === null ? null : `id ${key}`,
    } as const
    return { heard: [wrote], answer: () => ({ status: 200 }) }
  }
  const { messageId, answer, responseCode } = heard
  const name = { receipt: null, messageId, outId: null }
  const key = [messageId, userId, answer, responseCode].join(' ')
  return {
    heard: [{ kind: 'answered', name, answer, channel: 'card', key }],
    answer: ([fate = 'unknown']) => changedCard(heard, fate, read.data, moment),
  }
}

/** The answer after which the button says what became of the press. */
function changedCard(
  { userId, answer }: WecomHeard & { kind: 'pressed' },
  fate: HeardFate,
  { corpId, heard, language }: Settings,
  { now, nonce }: { now: Date; nonce: string },
): CallbackAnswer {
  const say = SAID[language]
  const taken = say(answer === 'accept' ? 'card_accepted' : 'card_declined')
  const words = fate === 'taken' ? taken : say(fate === 'late' ? 'card_over' : 'card_not_taken')
  const seconds = String(Math.floor(now.getTime() / 1000))
  const reply = [
    '<xml>',
    `<ToUserName>${cdata(userId)}</ToUserName>`,
    `<FromUserName>${cdata(corpId)}</FromUserName>`,
    `<CreateTime>${seconds}</CreateTime>`,
    `<MsgType>${cdata('update_button')}</MsgType>`,
    `<Button><ReplaceName>${cdata(words)}</ReplaceName></Button>`,
    '</xml>',
  ].join('')
  const body = encryptedReply({ ...heard, corpId }, reply, { timestamp: seconds, nonce })
  return { status: 200, body, type: 'application/xml' }
}

function cdata(words: string): string {
  return `<![CDATA[${words.replaceAll(']]>', '')}]]>`
}
