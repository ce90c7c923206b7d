import { describe, expect, it } from 'vitest'
import { isSignedBySim, readSimHeard } from '../../server/notify/sim-http-heard.ts'
import { SIM_GATEWAYS } from '../../server/notify/sim-http.ts'
import { messageFor, MOMENT, opened, requestOf, saidBy } from '../support/a-notice.ts'

describe('a SIM in a telephone on the LAN', () => {
  const preset = SIM_GATEWAYS['sms-gate']
  const phone = opened('sim-http', { ...preset, form: { ...preset.form, user: { name: 'sms', password: 'pw' } } })
  const message = messageFor('sim-http', '138 0013 8000')

  it('is asked as its documentation says', () => {
    const request = requestOf(phone.handOff(message, MOMENT))
    expect(request).toMatchObject({
      method: 'POST',
      url: 'http://192.168.1.20:8080/messages',
      headers: { authorization: `Basic ${Buffer.from('sms:pw').toString('base64')}` },
    })
    expect(saidBy(request)).toEqual({
      id: 'a-1',
      phoneNumbers: ['+8613800138000'],
      textMessage: { text: message.text.text },
      priority: 100,
      withDeliveryReport: true,
      ttl: 86_400,
    })
  })

  it('has taken a message, or has it already', () => {
    expect(phone.outcome({ status: 202, body: '{}' }, message)).toEqual({ ok: true, receipt: null })
    expect(phone.outcome({ status: 409, body: '{}' }, message)).toEqual({ ok: true, receipt: null })
    expect(phone.outcome({ status: 401, body: '' }, message)).toMatchObject({ retry: false, why: 'credentials' })
    expect(phone.outcome({ status: 500, body: '' }, message)).toMatchObject({ retry: true })
  })

  it('tells what came and what arrived, by the documented example', () => {
    const payload = {
      messageId: 'abc123',
      message: 'Android is always a sweet treat!',
      phoneNumber: '6505551212',
      simNumber: 1,
      receivedAt: '2024-06-22T15:46:11.000+07:00',
    }
    const body = { deviceId: 'f', event: 'sms:received', id: 'Ey6ECgOkVVFjz3CL48B8C', payload, webhookId: 'w' }
    expect(readSimHeard(body)).toEqual({
      kind: 'received',
      from: '6505551212',
      text: 'Android is always a sweet treat!',
      at: '2024-06-22T15:46:11.000+07:00',
      key: 'Ey6ECgOkVVFjz3CL48B8C',
    })
    const failed = {
      ...body,
      event: 'sms:failed',
      payload: { messageId: 'a-1', phoneNumber: '1', reason: 'NO_SERVICE' },
    }
    expect(readSimHeard(failed)).toEqual({ kind: 'report', messageId: 'a-1', isDelivered: false, why: 'NO_SERVICE' })
    expect(readSimHeard({ ...body, event: 'system:ping' })).toBeNull()
    expect(readSimHeard(null)).toBeNull()
  })

  it('is believed only by its signature, and not later', () => {
    const raw = {
      body: '{"a":1}',
      timestamp: '1732803240',
      // Computed apart, in Python.
      signature: '195e5726e1883dc0cd364ba783a0dd2bbefa88b3696987e6e6b3c31b20b354ec',
    }
    const then = new Date(1732803240_000 + 60_000)
    expect(isSignedBySim('key-of-phone', raw, then)).toBe(true)
    expect(isSignedBySim('key-of-phone', raw, new Date(then.getTime() + 5 * 60_000))).toBe(false)
    expect(isSignedBySim('another', raw, then)).toBe(false)
    expect(isSignedBySim('key-of-phone', { ...raw, body: '{"a":2}' }, then)).toBe(false)
    expect(isSignedBySim('key-of-phone', { ...raw, signature: '' }, then)).toBe(false)
  })
})

describe('a SIM in another gateway on the LAN', () => {
  const preset = SIM_GATEWAYS.kannel
  const constants = { ...preset.form.constants, username: 'u', password: 'p&' }
  const kannel = opened('sim-http', { ...preset, form: { ...preset.form, constants } })
  const message = messageFor('sim-http', '0355-7830001')

  it('is asked in the query where it wants that', () => {
    const { url, body, method } = requestOf(kannel.handOff(message, MOMENT))
    expect(method).toBe('POST')
    expect(body).toBeNull()
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      username: 'u',
      password: 'p&',
      charset: 'UTF-8',
      coding: '2',
      to: '+863557830001',
      text: message.text.text,
    })
    expect(kannel.outcome({ status: 202, body: '0: Accepted for delivery' }, message).ok).toBe(true)
    expect(kannel.outcome({ status: 503, body: 'Temporal failure' }, message)).toMatchObject({ retry: true })
    expect(kannel.outcome({ status: 403, body: 'Authorization failed' }, message)).toMatchObject({ why: 'forbidden' })
  })

  it('may want a form, a token, numbers as they are, and say in words that it has taken one', () => {
    const form = { url: 'http://10.0.0.2/sms', method: 'POST', encoding: 'form', bearer: 't' }
    const fields = { to: 'phone', text: 'msg' }
    const other = opened('sim-http', { form, fields, isInternational: false, takenWords: 'OK' })
    const request = requestOf(other.handOff(messageFor('sim-http', '10086'), MOMENT))
    expect(request.headers).toMatchObject({ authorization: 'Bearer t' })
    expect(new URLSearchParams(request.body ?? '').get('phone')).toBe('10086')
    expect(other.outcome({ status: 200, body: 'OK\n' }, message).ok).toBe(true)
    expect(other.outcome({ status: 200, body: 'ERROR' }, message)).toMatchObject({ ok: false, retry: true })
  })
})

describe('a relay', () => {
  const siren = { topic: 'cmnd/siren/POWER', onSeconds: 90 }

  it('is switched on, and off again in time, and nothing is retained', () => {
    expect(opened('relay', siren).handOff(messageFor('relay'), MOMENT)).toEqual({
      via: 'mqtt',
      publishes: [
        { topic: 'cmnd/siren/POWER', payload: 'ON', qos: 1, retain: false, afterMs: 0 },
        { topic: 'cmnd/siren/POWER', payload: 'OFF', qos: 1, retain: false, afterMs: 90_000 },
      ],
    })
  })

  it('is silent in a drill unless it is meant to sound', () => {
    const drill = messageFor('relay', null, { isExercise: true })
    expect(opened('relay', siren).handOff(drill, MOMENT)).toEqual({ via: null, why: 'forbidden' })
    expect(opened('relay', { ...siren, soundsInDrills: true }).handOff(drill, MOMENT).via).toBe('mqtt')
  })
})

describe('a loudspeaker', () => {
  const words = '各位村民，南沟发生火情，请待在家中，听从村干部安排。'
  const approved = { id: 'fire', words, approvedBy: '李建国', approvedAt: '2026-11-01T00:00:00Z', isDrill: false }
  const drill = { ...approved, id: 'fire-drill', words: `这是演练。${words}`, isDrill: true }
  const settings = {
    form: { url: 'http://10.0.0.9/broadcast', method: 'POST', encoding: 'json' },
    fields: { words: 'content', terminals: 'devices', id: 'taskId' },
    terminals: ['t1', 't2'],
    approved: [approved, drill],
  }
  const speaker = opened('loudspeaker', settings)

  it('says approved words to the terminals that are meant, and nothing of a notice', () => {
    const request = requestOf(speaker.handOff(messageFor('loudspeaker', 'fire'), MOMENT))
    expect(saidBy(request)).toEqual({ content: words, devices: ['t1', 't2'], taskId: 'a-1' })
  })

  it('says nothing that nobody approved, nor a drill for real or the real for a drill', () => {
    for (const to of [null, '', 'flood', words, 'fire-drill'])
      expect(speaker.handOff(messageFor('loudspeaker', to), MOMENT)).toEqual({ via: null, why: 'content' })
    const exercise = { isExercise: true }
    expect(speaker.handOff(messageFor('loudspeaker', 'fire', exercise), MOMENT).via).toBeNull()
    expect(speaker.handOff(messageFor('loudspeaker', 'fire-drill', exercise), MOMENT).via).toBe('http')
  })

  it('says what was approved for any alarm where nothing was for this kind, and in a drill what was for drills', () => {
    const general = [
      { ...approved, id: 'alarm', words: '有险情，请听村干部安排。' },
      { ...drill, id: 'drill', words: '这是演练。' },
    ]
    const either = opened('loudspeaker', { ...settings, approved: [approved, ...general] })
    const said = (to: string, isExercise: boolean) =>
      saidBy(requestOf(either.handOff(messageFor('loudspeaker', to, { isExercise }), MOMENT)))
    expect([said('fire', false), said('flood', false), said('fire', true)]).toMatchObject([
      { content: words },
      { content: '有险情，请听村干部安排。' },
      { content: '这是演练。' },
    ])
  })
})
