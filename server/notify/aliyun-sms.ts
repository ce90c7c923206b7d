import { acs3Request } from './acs3.ts'
import { aliyunOutcome } from './aliyun-codes.ts'
import { aliyunKeySchema, filledTemplate, templatesSchema } from './aliyun-template.ts'
import { channel } from './channel.ts'
import { heardByTokenSchema } from './heard-settings.ts'
import { mobile } from './phone.ts'
import { z } from 'zod'

const settingsSchema = z.object({
  ...aliyunKeySchema.shape,
  signName: z.string().min(1),
  templates: templatesSchema,
  /** Digits behind the sender's number, so that answers are told from others. */
  extendCode: z
    .string()
    .regex(/^\d{1,8}$/)
    .optional(),
  heard: heardByTokenSchema.optional(),
})

/**
 * Short messages by Aliyun (SendSms), by approved templates; answers come to `/api/sms/:source`, delivery reports by
 * SmsReport. About 50 a day reach one number. Source:
 * https://help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms.
 */
export const aliyunSms = channel(
  {
    carrier: { audience: 'person', answersBy: 'reply', limit: { unit: 'characters', most: 500 } },
    rings: true,
    isLocal: false,
    sounds: false,
    secrets: ['accessKeySecret', 'heard.token'],
    limits: [{ most: 50, perMs: 24 * 3_600_000, of: 'recipient' }],
  },
  settingsSchema,
  ({ signName, templates, extendCode, heard: _heard, ...key }) => ({
    ticket: null,
    handOff({ id, to, text }, moment) {
      const phone = to === null ? null : mobile(to)
      if (phone === null) return { via: null, why: 'recipient' }
      const filled = filledTemplate(text, templates)
      if (filled === null) return { via: null, why: 'content' }
      const query = {
        PhoneNumbers: phone,
        SignName: signName,
        TemplateCode: filled.code,
        TemplateParam: filled.json,
        OutId: id,
        ...(extendCode !== undefined && { SmsUpExtendCode: extendCode }),
      }
      const call = { host: 'dysmsapi.aliyuncs.com', action: 'SendSms', version: '2017-05-25', query }
      return { via: 'http', request: acs3Request(call, key, moment) }
    },
    outcome: (answer) => aliyunOutcome(answer, 'BizId'),
  }),
)
