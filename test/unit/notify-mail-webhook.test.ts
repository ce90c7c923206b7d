import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { webhookSignature } from '../../server/notify/webhook.ts'
import { messageFor, MOMENT, opened, requestOf } from '../support/a-notice.ts'

describe('a signed webhook', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const next = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const message = messageFor('webhook')
  const request = (secrets: string[]) =>
    requestOf(opened('webhook', { url: 'https://county.example/in', secrets }).handOff(message, MOMENT))

  it('is signed as the published vector of Standard Webhooks', () => {
    expect(webhookSignature(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })

  it('has an id that stays the same, the time in seconds, and a signature for each secret', () => {
    const { headers, body } = request([secret, next])
    expect(headers).toMatchObject({ 'webhook-id': 'a-1', 'webhook-timestamp': '1795875245' })
    const signed = [secret, next].map((one) => {
      const key = Buffer.from(one.slice(6), 'base64')
      return `v1,${createHmac('sha256', key).update(`a-1.1795875245.${body}`).digest('base64')}`
    })
    expect(headers['webhook-signature']).toBe(signed.join(' '))
  })

  it('tells another office the ground, and not whose house it is', () => {
    const { body } = request([secret])
    expect(JSON.parse(body ?? '')).toMatchObject({
      type: 'incident.notice',
      timestamp: '2026-11-28T14:14:05.123Z',
      data: {
        incidentId: 'i-1',
        occasion: 'call',
        kind: 'fire',
        severity: 'extreme',
        at: '2026-11-28T14:14:00Z',
        isExercise: false,
        title: '紧急·疑似火情',
        place: '土岭底村 第二网格 南沟东北310米',
      },
    })
    expect(body).not.toContain('王秀兰')
  })

  it('is sent again but for an office that wants no more', () => {
    const hook = opened('webhook', { url: 'https://county.example/in', secrets: [secret] })
    const outcome = (status: number) => hook.outcome({ status, body: '' }, message)
    expect(outcome(204)).toEqual({ ok: true, receipt: null })
    expect(outcome(503)).toMatchObject({ retry: true, why: 'busy' })
    expect(outcome(302)).toMatchObject({ ok: false })
    expect(outcome(410)).toMatchObject({ retry: false, why: 'gone' })
  })
})

/** What a reader makes of an encoded header, by RFC 2047 and the unfolding of RFC 5322. */
function headerOf(text: string, name: string): string {
  const [head = ''] = text.split('\r\n\r\n')
  const line =
    head
      .replaceAll(/\r\n[ \t]/g, ' ')
      .split('\r\n')
      .find((one) => one.startsWith(`${name}: `)) ?? ''
  return line
    .slice(name.length + 2)
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?B\?([^?]*)\?=/g, (_, words: string) => Buffer.from(words, 'base64').toString())
}

describe('an e-mail', () => {
  const post = opened('mail', {
    server: { host: 'mail.congziyu.example', port: 465 },
    from: 'zhiban@congziyu.example',
    fromName: '聪子峪乡值班室',
  })
  const message = messageFor('mail', 'wang@example.org')
  const composed = (fromName: string, to = 'wang@example.org', title = message.text.title) => {
    const handOff = opened('mail', {
      server: { host: 'mail.congziyu.example', port: 465 },
      from: 'zhiban@congziyu.example',
      fromName,
    }).handOff({ ...message, to, text: { ...message.text, title } }, MOMENT)
    if (handOff.via !== 'mail') throw new Error(JSON.stringify(handOff))
    return handOff.mail
  }

  it('has the headers and the body of the standards, and is read as it was meant', () => {
    const { text, from, to } = composed('聪子峪乡值班室')
    expect({ from, to }).toEqual({ from: 'zhiban@congziyu.example', to: 'wang@example.org' })
    expect(headerOf(text, 'From')).toBe('聪子峪乡值班室 <zhiban@congziyu.example>')
    expect(headerOf(text, 'Subject')).toBe('紧急·疑似火情')
    expect(headerOf(text, 'Date')).toBe('Sat, 28 Nov 2026 14:14:05 +0000')
    expect(headerOf(text, 'Message-ID')).toBe('<a-1@congziyu.example>')
    expect(headerOf(text, 'Auto-Submitted')).toBe('auto-generated')
    const body = text.slice(text.indexOf('\r\n\r\n') + 4)
    expect(Buffer.from(body, 'base64').toString()).toBe(`${message.text.text}\r\n`)
  })

  it('keeps every line short, every header whole, and smuggles none in, whatever somebody is called', () => {
    const name = fc.string({
      unit: fc.constantFrom('王', 'a', '🔥', '"', '<', '\r\n', 'Bcc: x@y.z', '=?', ' '),
      maxLength: 60,
    })
    fc.assert(
      fc.property(name, name, (fromName, title) => {
        fc.pre(fromName.length <= 60)
        const { text } = composed(fromName, undefined, title)
        const lines = text.split('\r\n')
        expect(lines.every((line) => line.length <= 78 && !/[\r\n]/.test(line))).toBe(true)
        const names = lines.slice(0, lines.indexOf('')).flatMap((line) => /^([A-Za-z-]+): /.exec(line)?.[1] ?? [])
        expect(names).toEqual([
          'From',
          'To',
          'Subject',
          'Date',
          'Message-ID',
          'MIME-Version',
          'Content-Type',
          'Content-Transfer-Encoding',
          'Auto-Submitted',
        ])
        expect(headerOf(text, 'Subject')).toBe(title.replaceAll(/[\r\n]+/g, ' ').replace(/^$/, ''))
      }),
    )
  })

  it('goes to one address alone', () => {
    for (const to of [null, '', 'wang', 'a@b.c, d@e.f', 'a@b.c\r\nBcc: d@e.f', 'Wang <a@b.c>'])
      expect(post.handOff({ ...message, to }, MOMENT)).toEqual({ via: null, why: 'recipient' })
  })

  it.each([
    [250, { ok: true }],
    [421, { retry: true, afterMs: 60_000 }],
    [450, { retry: true, afterMs: 300_000 }],
    [451, { retry: true }],
    [535, { retry: false, why: 'credentials' }],
    [550, { retry: false, why: 'recipient' }],
    [553, { retry: false, why: 'recipient' }],
    [552, { retry: false, why: 'content' }],
    [554, { retry: false, why: 'content' }],
    [503, { retry: false, why: 'shape' }],
  ])('understands the reply %i of SMTP', (status, expected) => {
    expect(post.outcome({ status, body: '' }, message)).toMatchObject(expected)
  })
})
