import { z } from 'zod'
import { channel, jsonPost } from './channel.ts'
import { chatText } from './chat-text.ts'
import { handedOver, jsonIn, outcomeOfCode, outcomeOfStatus, UNREADABLE } from './outcome.ts'
import { errcodeSchema, WECOM_CODES } from './wecom-codes.ts'

const settingsSchema = z.object({
  /** The whole address with its key, as the group shows it to whoever made the robot. */
  webhookUrl: z.url({ protocol: /^https$/ }),
  callsEverybody: z.boolean().optional(),
})

/**
 * A robot in a group of WeCom (企业微信群机器人): text of at most 2048 bytes, 20 messages a minute. Text and not
 * markdown, which is not shown inside WeChat. Source: https://developer.work.weixin.qq.com/document/path/91770.
 */
export const wecomRobot = channel(
  {
    carrier: { audience: 'group', answersBy: null, limit: { unit: 'bytes', most: 2048 } },
    rings: false,
    isLocal: false,
    sounds: false,
    secrets: ['webhookUrl'],
    limits: [{ most: 20, perMs: 60_000, of: 'channel' }],
  },
  settingsSchema,
  ({ webhookUrl, callsEverybody }) => ({
    ticket: null,
    handOff({ text }) {
      if (!text.fits) return { via: null, why: 'content' }
      const mentioned = callsEverybody === true ? { mentioned_list: ['@all'] } : {}
      return jsonPost(webhookUrl, { msgtype: 'text', text: { content: chatText(text.text), ...mentioned } })
    },
    outcome(answer) {
      const read = errcodeSchema.safeParse(jsonIn(answer.body))
      if (!read.success) return outcomeOfStatus(answer) ?? UNREADABLE
      return read.data.errcode === 0 ? handedOver() : outcomeOfCode(String(read.data.errcode), WECOM_CODES)
    },
  }),
)
