import { z } from 'zod'
import { isAgreed, type CallbackRequest, type Heard, type ReadCallback } from './callback.ts'
import { heardBySignatureSchema } from './heard-settings.ts'
import { jsonIn } from './outcome.ts'
import { isSignedBySim, readSimHeard } from './sim-http-heard.ts'

const settingsSchema = z.looseObject({ heard: heardBySignatureSchema })

/** What a telephone with a SIM of one's own tells: messages that came, and whether those it sent arrived. */
export const simHttpHeard: ReadCallback = (settings, request, { now }) => {
  const read = settingsSchema.safeParse(settings)
  if (!request.isPost || !read.success || !isTheirs(read.data.heard, request, now)) return null
  const heard = readSimHeard(jsonIn(request.body))
  return { heard: [heard === null ? { kind: 'passed-over' } : said(heard)], answer: () => ({ status: 200 }) }
}

function isTheirs(
  { signingKey, token }: z.output<typeof heardBySignatureSchema>,
  { query, header, body }: CallbackRequest,
  now: Date,
): boolean {
  if (token !== undefined) return isAgreed(query['token'], token)
  const raw = { body, timestamp: header('x-timestamp') ?? '', signature: header('x-signature') ?? '' }
  return signingKey !== undefined && isSignedBySim(signingKey, raw, now)
}

function said(heard: NonNullable<ReturnType<typeof readSimHeard>>): Heard {
  if (heard.kind === 'received')
    return { kind: 'wrote', from: heard.from, userId: null, text: heard.text, at: heard.at, key: `id ${heard.key}` }
  const name = { receipt: null, messageId: heard.messageId, outId: null }
  return { kind: 'reported', name, isDelivered: heard.isDelivered, code: heard.why?.slice(0, 60) ?? null, at: null }
}
