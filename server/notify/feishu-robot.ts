import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { channel, jsonPost } from './channel.ts'
import { chatText } from './chat-text.ts'
import { type CodeTable, handedOver, jsonIn, outcomeOfCode, outcomeOfStatus, UNREADABLE } from './outcome.ts'

/**
 * What the codes of a Feishu robot mean; 19021 is a wrong signature or a clock an hour off, and the clock passes.
 * Source: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
 */
export const FEISHU_CODES: CodeTable = {
  9499: { why: 'shape' },
  11232: { why: 'too-fast', afterMs: 60_000 },
  19001: { why: 'gone' },
  19021: { why: 'clock', afterMs: 60_000 },
  19022: { why: 'forbidden' },
  19024: { why: 'shape' },
  99991400: { why: 'too-fast', afterMs: 60_000 },
}

const settingsSchema = z.object({
  webhookUrl: z.url({ protocol: /^https$/ }),
  /** 签名校验: the secret. */
  secret: z.string().min(1),
})

/** The older form of an answer has `StatusCode` alone. */
const answerSchema = z.union([
  z.looseObject({ code: z.int() }),
  z.looseObject({ StatusCode: z.int() }).transform(({ StatusCode }) => ({ code: StatusCode })),
])

/** The signature of a moment in seconds: HMAC-SHA256 of nothing, under `${seconds}\n${secret}`, in Base64. */
function signatureOf(atSeconds: number, secret: string): string {
  return createHmac('sha256', `${atSeconds}\n${secret}`).digest('base64')
}

/**
 * A robot in a group of Feishu (飞书自定义机器人), signed; 100 messages a minute, 5 a second, 20 KB each.
 * Source: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot (签名校验).
 */
export const feishuRobot = channel(
  {
    carrier: { audience: 'group', answersBy: null, limit: { unit: 'bytes', most: 4096 } },
    rings: false,
    isLocal: false,
    sounds: false,
    secrets: ['webhookUrl', 'secret'],
    limits: [
      { most: 5, perMs: 1_000, of: 'channel' },
      { most: 100, perMs: 60_000, of: 'channel' },
    ],
  },
  settingsSchema,
  ({ webhookUrl, secret }) => ({
    ticket: null,
    handOff({ text }, { now }) {
      if (!text.fits) return { via: null, why: 'content' }
      const seconds = Math.floor(now.getTime() / 1000)
      const signed = { timestamp: String(seconds), sign: signatureOf(seconds, secret) }
      return jsonPost(webhookUrl, { ...signed, msg_type: 'text', content: { text: chatText(text.text) } })
    },
    outcome(answer) {
      const read = answerSchema.safeParse(jsonIn(answer.body))
      if (!read.success) return outcomeOfStatus(answer) ?? UNREADABLE
      return read.data.code === 0 ? handedOver() : outcomeOfCode(String(read.data.code), FEISHU_CODES)
    },
  }),
)
