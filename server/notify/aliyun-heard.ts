import { z } from 'zod'
import { smsReports, voiceReports } from './aliyun-reports.ts'
import { type Heard, isAgreed, type OpenCallback, type ReadCallback } from './callback.ts'
import { heardByTokenSchema } from './heard-settings.ts'
import { jsonIn } from './outcome.ts'

const settingsSchema = z.looseObject({ heard: heardByTokenSchema })

/** Upstream messages as Aliyun pushes them (SmsUp): a list, times by the clock of Beijing. Source: https://help.aliyun.com/zh/sms/developer-reference/smsup. */
export const aliyunUpSchema = z.looseObject({
  phone_number: z.string().min(1).max(40),
  content: z.string().max(2000),
  send_time: z.string().max(40).nullish(),
  sequence_id: z.union([z.string().max(60), z.number()]).nullish(),
})

/** An upstream message: from where, when by the clock of Beijing (ISO), and what recognises it. */
export function upstreamOf(item: z.output<typeof aliyunUpSchema>) {
  const { phone_number: from, content: text, send_time: at, sequence_id: id } = item
  const iso = at == null ? null : `${at.trim().replace(' ', 'T')}+08:00`
  const key = id != null ? `id ${id} ${from} ${text}` : at == null ? null : `${from} ${at} ${text}`
  return { from, text, at: iso, key }
}

/** The code of a call that somebody took. */
const TAKEN = '200000'

/** What Aliyun tells of calls: the key that was pressed, and whether anybody took the call. */
export const aliyunVoiceHeard: ReadCallback = (settings, request) =>
  opened(settings, request, (body) =>
    voiceReports(body).flatMap(({ receipt, outId, answer, isTaken, code }): Heard[] => {
      const name = { receipt, messageId: null, outId }
      const pressed: Heard[] =
        answer === null ? [] : [{ kind: 'answered', name, answer, channel: 'voice', key: `${receipt} ${answer}` }]
      // In between it is told how a call goes on, with no code of its end.
      const isOver = code !== null && code !== TAKEN
      if (!isTaken && !isOver) return [{ kind: 'passed-over' }]
      return [{ kind: 'reported', name, isDelivered: isTaken, code: isTaken ? null : code, at: null }, ...pressed]
    }),
  )

/** What Aliyun tells of short messages: whether they arrived (SmsReport), and what people wrote back (SmsUp). */
export const aliyunSmsHeard: ReadCallback = (settings, request) =>
  opened(settings, request, (body) =>
    (Array.isArray(body) ? body : [body]).flatMap((entry): Heard[] => {
      const up = aliyunUpSchema.safeParse(entry)
      if (up.success) return [{ kind: 'wrote', userId: null, ...upstreamOf(up.data) }]
      const reports = smsReports(entry).map(({ receipt, messageId, isDelivered, code }): Heard => {
        return { kind: 'reported', name: { receipt, messageId, outId: null }, isDelivered, code, at: null }
      })
      return reports.length > 0 ? reports : [{ kind: 'passed-over' }]
    }),
  )

function opened(
  settings: unknown,
  { query, body, isPost }: Parameters<ReadCallback>[1],
  heardIn: (body: unknown) => Heard[],
): OpenCallback | null {
  const read = settingsSchema.safeParse(settings)
  if (!isPost || !read.success || !isAgreed(query['token'], read.data.heard.token)) return null
  const said = jsonIn(body)
  // What is not answered so is sent again, ten times.
  const answer = () => ({ status: 200, body: { code: 0, msg: '成功' } })
  return { heard: said === undefined ? [{ kind: 'passed-over' }] : heardIn(said), answer }
}
