import { createHash } from 'node:crypto'
import { z } from 'zod'
import { acs3Request } from './acs3.ts'
import { aliyunOutcome } from './aliyun-codes.ts'
import { aliyunKeySchema, filledTemplate, templatesSchema } from './aliyun-template.ts'
import { channel } from './channel.ts'
import { heardByTokenSchema } from './heard-settings.ts'
import { dialled } from './phone.ts'

const settingsSchema = z.object({
  ...aliyunKeySchema.shape,
  /** The number shown; none where the account calls by numbers of the provider's (公共模式). */
  showNumber: z.string().min(3).optional(),
  templates: templatesSchema,
  /** What is said after a press, by templates without variables; with them the call is a menu (IvrCall), which needs a number of one's own. */
  pressed: z.object({ accept: z.string().min(1), decline: z.string().min(1) }).optional(),
  playTimes: z.int().min(1).max(3).default(3),
  heard: heardByTokenSchema.optional(),
})

/** The id of a message as a call carries it and its reports tell it: 15 bytes are what such an id may have. */
export function voiceOutId(messageId: string): string {
  return createHash('sha256').update(messageId).digest('hex').slice(0, 15)
}

/** How long a menu waits for a press before it says itself again. */
const PRESS_MS = 5_000

/**
 * Calls by Aliyun: SingleCallByTts, or IvrCall where a press is asked for; what was pressed comes by VoiceReport.
 * One number is called once a minute, 5 times an hour, 20 times a day. Sources:
 * https://help.aliyun.com/zh/vms/developer-reference/api-dyvmsapi-2017-05-25-singlecallbytts and …-ivrcall.
 */
export const aliyunVoice = channel(
  {
    carrier: { audience: 'person', answersBy: 'press', limit: { unit: 'characters', most: 500 } },
    rings: true,
    isLocal: false,
    sounds: false,
    secrets: ['accessKeySecret', 'heard.token'],
    limits: [
      { most: 1, perMs: 60_000, of: 'recipient' },
      { most: 5, perMs: 3_600_000, of: 'recipient' },
      { most: 20, perMs: 24 * 3_600_000, of: 'recipient' },
    ],
  },
  settingsSchema,
  ({ showNumber, templates, pressed, playTimes, heard: _heard, ...key }) => ({
    ticket: null,
    handOff({ id, to, text }, moment) {
      const phone = to === null ? null : dialled(to)
      if (phone === null) return { via: null, why: 'recipient' }
      const filled = filledTemplate(text, templates)
      if (filled === null) return { via: null, why: 'content' }
      const isMenu = pressed !== undefined && showNumber !== undefined && text.answers !== null
      const query: Record<string, string> = {
        CalledNumber: phone,
        PlayTimes: String(playTimes),
        OutId: voiceOutId(id),
        ...(showNumber !== undefined && { CalledShowNumber: showNumber }),
        ...(isMenu
          ? {
              StartCode: filled.code,
              StartTtsParams: filled.json,
              'MenuKeyMap.1.Key': '1',
              'MenuKeyMap.1.Code': pressed.accept,
              'MenuKeyMap.2.Key': '2',
              'MenuKeyMap.2.Code': pressed.decline,
              Timeout: String(PRESS_MS),
            }
          : { TtsCode: filled.code, TtsParam: filled.json }),
      }
      const action = isMenu ? 'IvrCall' : 'SingleCallByTts'
      const call = { host: 'dyvmsapi.aliyuncs.com', action, version: '2017-05-25', query }
      return { via: 'http', request: acs3Request(call, key, moment) }
    },
    outcome: (answer) => aliyunOutcome(answer, 'CallId'),
  }),
)
