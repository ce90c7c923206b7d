import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { channel, jsonPost } from './channel.ts'
import {
  type CodeTable,
  handedOver,
  jsonIn,
  later,
  never,
  type Outcome,
  outcomeOfCode,
  outcomeOfStatus,
  UNREADABLE,
} from './outcome.ts'
import { errcodeSchema } from './wecom-codes.ts'

const TEN_MINUTES_MS = 600_000

/**
 * What the codes of a DingTalk robot mean. Whoever sends more than 20 a minute is shut out for ten.
 * Source: https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages (消息机器人错误码).
 */
export const DINGTALK_CODES: CodeTable = {
  '-1': { why: 'busy', afterMs: 5_000 },
  40035: { why: 'shape' },
  43004: { why: 'shape' },
  90030: { why: 'too-fast', afterMs: TEN_MINUTES_MS },
  130101: { why: 'too-fast', afterMs: TEN_MINUTES_MS },
  300001: { why: 'gone' },
  400013: { why: 'gone' },
  400101: { why: 'gone' },
  400102: { why: 'gone' },
  400105: { why: 'shape' },
  400106: { why: 'gone' },
  410100: { why: 'too-fast', afterMs: TEN_MINUTES_MS },
  430101: { why: 'content' },
  430102: { why: 'content' },
  430103: { why: 'content' },
  430104: { why: 'content' },
}

/** 310000 stands for every rule of safety that a message broke; only its words tell which. */
const UNSAFE = '310000'

const settingsSchema = z.object({
  /** The whole address with its access token. */
  webhookUrl: z.url({ protocol: /^https$/ }),
  /** 加签: the secret that begins with SEC. */
  secret: z.string().min(1),
  /** A word that the robot demands in every message, where it has such a rule besides. */
  keyword: z.string().min(1).optional(),
  callsEverybody: z.boolean().optional(),
})

/** The signature of a moment in milliseconds: HMAC-SHA256 of `${ms}\n${secret}` under the secret, in Base64. */
function signatureOf(atMs: number, secret: string): string {
  return createHmac('sha256', secret).update(`${atMs}\n${secret}`).digest('base64')
}

/**
 * A robot in a group of DingTalk (钉钉自定义机器人), signed; 20 messages a minute.
 * Source: https://open.dingtalk.com/document/orgapp/customize-robot-security-settings (加签).
 */
export const dingtalkRobot = channel(
  {
    carrier: { audience: 'group', answersBy: null, limit: { unit: 'bytes', most: 4096 } },
    rings: false,
    isLocal: false,
    sounds: false,
    secrets: ['webhookUrl', 'secret'],
    limits: [{ most: 20, perMs: 60_000, of: 'channel' }],
  },
  settingsSchema,
  ({ webhookUrl, secret, keyword, callsEverybody }) => ({
    ticket: null,
    handOff({ text }, { now }) {
      if (!text.fits) return { via: null, why: 'content' }
      const url = new URL(webhookUrl)
      url.searchParams.set('timestamp', String(now.getTime()))
      url.searchParams.set('sign', signatureOf(now.getTime(), secret))
      const isNamed = keyword === undefined || text.text.includes(keyword)
      const content = isNamed ? text.text : `${text.text} ${keyword}`
      return jsonPost(url.href, { msgtype: 'text', text: { content }, at: { isAtAll: callsEverybody === true } })
    },
    outcome(answer) {
      const read = errcodeSchema.safeParse(jsonIn(answer.body))
      if (!read.success) return outcomeOfStatus(answer) ?? UNREADABLE
      const code = String(read.data.errcode)
      if (code === '0') return handedOver()
      return code === UNSAFE ? unsafe(read.data.errmsg ?? '') : outcomeOfCode(code, DINGTALK_CODES)
    },
  }),
)

/** `sign not match`, `invalid timestamp`, `keywords not in content`, `ip … not in whitelist`. */
function unsafe(words: string): Outcome {
  if (/timestamp/i.test(words)) return later('clock', 60_000, UNSAFE)
  if (/keyword/i.test(words)) return never('shape', UNSAFE)
  return never(/\bip\b/i.test(words) ? 'forbidden' : 'credentials', UNSAFE)
}
