import { z } from 'zod'

/** How a call by Aliyun ended, and what was pressed; `outId` is `voiceOutId` of its message. */
export type VoiceReport = {
  receipt: string
  outId: string | null
  answer: 'accept' | 'decline' | null
  /** Whether anybody took the call: that is not yet a person who heard it. */
  isTaken: boolean
  code: string | null
}

/** Whether a short message reached its telephone. */
export type SmsReport = { receipt: string; messageId: string | null; isDelivered: boolean; code: string | null }

const voiceSchema = z.looseObject({
  call_id: z.string(),
  out_id: z.string().nullish(),
  dtmf: z.string().nullish(),
  start_time: z.string().nullish(),
  duration: z.union([z.string(), z.number()]).nullish(),
  status_code: z.string().nullish(),
})

const smsSchema = z.looseObject({
  biz_id: z.string(),
  out_id: z.string().nullish(),
  success: z.boolean(),
  err_code: z.string().nullish(),
})

/**
 * What Aliyun pushes of calls (VoiceReport at the end, VoiceCallReport in between): a list; entries of another form are
 * passed over. Sources: https://help.aliyun.com/zh/vms/voicereport-7,
 * https://help.aliyun.com/zh/vms/developer-reference/voicecallreport-4.
 */
export function voiceReports(body: unknown): VoiceReport[] {
  return entriesOf(body).flatMap((entry) => {
    const read = voiceSchema.safeParse(entry)
    if (!read.success) return []
    const { call_id, out_id, dtmf, start_time, duration, status_code } = read.data
    const talkedSeconds = Number.parseInt(String(duration ?? 0), 10)
    const isTaken = (start_time ?? '') !== '' || talkedSeconds > 0 || (dtmf ?? '') !== ''
    return [
      {
        receipt: call_id,
        outId: out_id ?? null,
        answer: pressedIn(dtmf ?? ''),
        isTaken,
        code: status_code ?? null,
      },
    ]
  })
}

/** What Aliyun pushes of short messages (SmsReport). Source: https://help.aliyun.com/zh/sms/developer-reference/smsreport. */
export function smsReports(body: unknown): SmsReport[] {
  return entriesOf(body).flatMap((entry) => {
    const read = smsSchema.safeParse(entry)
    if (!read.success) return []
    const { biz_id, out_id, success, err_code } = read.data
    return [{ receipt: biz_id, messageId: out_id ?? null, isDelivered: success, code: err_code ?? null }]
  })
}

/** The answer a line of presses means: the last 1 or 2 of it, for people press again what was not heard. */
export function pressedIn(dtmf: string): 'accept' | 'decline' | null {
  const last = /[12](?=[^12]*$)/.exec(dtmf)?.[0]
  return last === undefined ? null : last === '1' ? 'accept' : 'decline'
}

function entriesOf(body: unknown): unknown[] {
  return Array.isArray(body) ? body : [body]
}
