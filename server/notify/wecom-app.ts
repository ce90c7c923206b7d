import { z } from 'zod'
import type { Say } from '#shared/said.ts'
import { heardByWecomSchema } from './heard-settings.ts'
import { channel, type HttpRequest, jsonPost, type Message, type Moment } from './channel.ts'
import {
  type Answer,
  handedOver,
  jsonIn,
  never,
  type Outcome,
  outcomeOfCode,
  outcomeOfStatus,
  UNREADABLE,
} from './outcome.ts'
import { errcodeSchema, WECOM_CODES } from './wecom-codes.ts'
import { SAID } from './words.ts'

const HOST = 'https://qyapi.weixin.qq.com'

const settingsSchema = z.object({
  corpId: z.string().min(1),
  agentId: z.int().positive(),
  secret: z.string().min(1),
  /** Another origin where WeCom runs in the county's own house. */
  origin: z.url().optional(),
  /** The page a card leads to; nobody's own link, and opening it changes nothing. */
  homeUrl: z.url().optional(),
  language: z.enum(['zh', 'en']).optional(),
  heard: heardByWecomSchema.optional(),
})
type Settings = z.output<typeof settingsSchema>

const tokenSchema = z.looseObject({
  errcode: z.literal(0).optional(),
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
})
const sentSchema = errcodeSchema.extend({
  invaliduser: z.string().nullish(),
  unlicenseduser: z.string().nullish(),
  msgid: z.string().nullish(),
})

/** The key of a button as WeCom tells it when somebody presses: whose call, and which answer. */
export function buttonKey(answer: 'accept' | 'decline', messageId: string): string {
  return `${answer}:${messageId}`
}

/** What a button's key says (`EventKey` of a `template_card_event`); null where it is none of ours. */
export function readButtonKey(key: string): { answer: 'accept' | 'decline'; messageId: string } | null {
  const read = /^(accept|decline):([\w-]+)$/.exec(key)
  if (read === null) return null
  return { answer: read[1] === 'accept' ? 'accept' : 'decline', messageId: read[2] ?? '' }
}

/**
 * Cards of an application of WeCom (企业微信应用消息), to one member: two buttons where an answer is asked for, a card
 * that leads home or a plain text where not; 160 characters are what a card shows. A token holds two hours and is fetched no oftener than it must be.
 * Sources: https://developer.work.weixin.qq.com/document/path/91039 (gettoken), /path/90236 (message/send,
 * template_card).
 */
export const wecomApp = channel(
  {
    carrier: { audience: 'person', answersBy: 'button', limit: { unit: 'characters', most: 160 } },
    rings: false,
    isLocal: false,
    sounds: false,
    secrets: ['secret', 'heard.token', 'heard.encodingAesKey'],
    limits: [{ most: 30, perMs: 60_000, of: 'recipient' }],
  },
  settingsSchema,
  (settings) => {
    const origin = settings.origin ?? HOST
    const say = SAID[settings.language ?? 'zh']
    return {
      ticket: {
        request() {
          const query = new URLSearchParams({ corpid: settings.corpId, corpsecret: settings.secret })
          return { method: 'GET', url: `${origin}/cgi-bin/gettoken?${query}`, headers: {}, body: null }
        },
        read(answer) {
          const read = tokenSchema.safeParse(jsonIn(answer.body))
          if (!read.success) return failureIn(answer)
          // A minute early, so that none lapses on its way.
          return { ticket: read.data.access_token, lastsMs: Math.max(0, read.data.expires_in - 60) * 1000 }
        },
      },
      handOff(message, moment) {
        if (message.to === null || /[|@\s]/.test(message.to)) return { via: null, why: 'recipient' }
        if (moment.ticket === null) return { via: null, why: 'ticket' }
        const query = new URLSearchParams({ access_token: moment.ticket })
        const body = { touser: message.to, agentid: settings.agentId, ...bodyOf(message, moment, settings, say) }
        return jsonPost(`${origin}/cgi-bin/message/send?${query}`, body)
      },
      outcome(answer) {
        const read = sentSchema.safeParse(jsonIn(answer.body))
        if (!read.success || read.data.errcode !== 0) return failureIn(answer)
        const { invaliduser, unlicenseduser, msgid } = read.data
        // WeCom calls it a success when it left out the one it was for.
        return (invaliduser ?? '') + (unlicenseduser ?? '') === '' ? handedOver(msgid ?? null) : never('recipient', '0')
      },
    }
  },
)

/** The request by which a card says what its reader answered, after the press; within a day, by the code that came with it. */
export function answeredCard(
  { origin, agentId }: Pick<Settings, 'origin' | 'agentId'>,
  pressed: { responseCode: string; userId: string; words: string },
  ticket: string,
): HttpRequest {
  const query = new URLSearchParams({ access_token: ticket })
  const body = {
    userids: [pressed.userId],
    agentid: agentId,
    response_code: pressed.responseCode,
    button: { replace_name: pressed.words },
  }
  return jsonPost(`${origin ?? HOST}/cgi-bin/message/update_template_card?${query}`, body).request
}

function bodyOf({ id, text }: Message, { nonce }: Moment, { homeUrl }: Settings, say: Say): object {
  const card = {
    source: { desc: say('notice_sender'), desc_color: text.isExercise ? 0 : 2 },
    main_title: { title: text.title },
    // Whoever reads no further than the first lines has the whole of it here.
    sub_title_text: text.text,
    horizontal_content_list: [
      { keyname: say('notice_label_place'), value: text.fields.place },
      { keyname: say('notice_label_time'), value: text.fields.time },
      { keyname: say('notice_label_rule'), value: text.fields.rule },
      { keyname: say('notice_label_room'), value: text.fields.room },
    ].filter(({ value }) => value !== ''),
    ...(homeUrl !== undefined && { card_action: { type: 1, url: homeUrl } }),
    // One that was used is refused, and whether the last try arrived is not always known.
    task_id: `${id}@${nonce}`.slice(0, 128),
  }
  if (text.buttons !== null) {
    const { accept, decline } = text.buttons
    const button = (answer: 'accept' | 'decline', words: string, style: number) => ({
      text: words,
      style,
      key: buttonKey(answer, id),
    })
    const buttons = {
      button_list: [button('accept', accept, 1), ...(decline === null ? [] : [button('decline', decline, 2)])],
    }
    return { msgtype: 'template_card', template_card: { card_type: 'button_interaction', ...card, ...buttons } }
  }
  // A card of text must lead somewhere.
  return homeUrl === undefined
    ? { msgtype: 'text', text: { content: text.text } }
    : { msgtype: 'template_card', template_card: { card_type: 'text_notice', ...card } }
}

function failureIn(answer: Answer): Outcome {
  const read = errcodeSchema.safeParse(jsonIn(answer.body))
  if (!read.success || read.data.errcode === 0) return outcomeOfStatus(answer) ?? UNREADABLE
  return outcomeOfCode(String(read.data.errcode), WECOM_CODES)
}
