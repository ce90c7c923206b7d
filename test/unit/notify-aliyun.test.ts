import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { acs3Request } from '../../server/notify/acs3.ts'
import { ALIYUN_CODES } from '../../server/notify/aliyun-codes.ts'
import { pressedIn, smsReports, voiceReports } from '../../server/notify/aliyun-reports.ts'
import { CHANNELS } from '../../server/notify/channels.ts'
import { voiceOutId } from '../../server/notify/aliyun-voice.ts'
import type { HttpRequest } from '../../server/notify/channel.ts'
import { messageFor, MOMENT, opened, requestOf } from '../support/a-notice.ts'

const key = { accessKeyId: 'id', accessKeySecret: 'secret' }
const templates = {
  alarm: { code: 'SMS_1', variables: { what: 'headline', where: 'ground', near: 'near', rule: 'rule', room: 'room' } },
  drill: { code: 'SMS_2', words: '这是演练。${what}', variables: { what: 'headline' } },
}
const sms = opened('aliyun-sms', { ...key, signName: '聪子峪乡', templates })
const voice = opened('aliyun-voice', { ...key, templates })
const to = '+86 138 0013 8000'
const queryOf = ({ url }: HttpRequest) => Object.fromEntries(new URL(url).searchParams)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('a signed request of Alibaba Cloud', () => {
  it('is that of the documented example', () => {
    const call = {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      action: 'RunInstances',
      version: '2014-05-26',
      query: { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' },
    }
    const request = acs3Request(
      call,
      { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' },
      { now: new Date('2023-10-26T10:22:32Z'), nonce: '3156853299f313e23d1673dc12e1703d' },
    )
    expect(request.headers.authorization).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    )
  })

  it('escapes as RFC 3986 does, in the address as in what is signed', () => {
    const query = {
      PhoneNumbers: '13800138000',
      SignName: '乡哨',
      TemplateCode: 'SMS_1',
      TemplateParam: '{"place":"土岭底村 (南沟)*!"}',
      OutId: 'a-1',
    }
    const call = { host: 'dysmsapi.aliyuncs.com', action: 'SendSms', version: '2017-05-25', query }
    const request = acs3Request(call, key, MOMENT)
    expect(request.url).toBe(
      'https://dysmsapi.aliyuncs.com/?OutId=a-1&PhoneNumbers=13800138000&SignName=%E4%B9%A1%E5%93%A8&TemplateCode=SMS_1&TemplateParam=%7B%22place%22%3A%22%E5%9C%9F%E5%B2%AD%E5%BA%95%E6%9D%91%20%28%E5%8D%97%E6%B2%9F%29%2A%21%22%7D',
    )
    // Computed apart, in Python, by the steps of the documentation.
    expect(request.headers.authorization).toMatch(
      /Signature=0802c463292647ebb9891c9741252bcf468604d35db866d63cfd5666a83b0cf3$/,
    )
  })
})

describe('a short message of Aliyun', () => {
  const message = messageFor('aliyun-sms', to)

  it('is a template filled in, signed over all it says', () => {
    const request = requestOf(sms.handOff(message, MOMENT))
    const { TemplateParam, ...query } = queryOf(request)
    expect(query).toEqual({ PhoneNumbers: '13800138000', SignName: '聪子峪乡', TemplateCode: 'SMS_1', OutId: 'a-1' })
    expect(JSON.parse(TemplateParam ?? '')).toEqual({
      what: '紧急·疑似火情',
      where: '土岭底村 第二网格',
      near: '南沟东北310米',
      rule: '只核实、不扑火、先撤人',
      room: '值班室0355-7830001',
    })
    expect(request.headers).toMatchObject({ 'x-acs-action': 'SendSms', 'x-acs-date': '2026-11-28T14:14:05Z' })
    expect(request.body).toBeNull()
    const names = ['x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-version']
    const lines = ['host:dysmsapi.aliyuncs.com', ...names.map((name) => `${name}:${request.headers[name]}`)]
    const canonical = `POST\n/\n${new URL(request.url).search.slice(1)}\n${lines.join('\n')}\n\nhost;${names.join(';')}\n${sha256('')}`
    const signature = createHmac('sha256', 'secret')
      .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
      .digest('hex')
    expect(request.headers.authorization).toContain(`Signature=${signature}`)
  })

  it('is set up only with a template of drills that opens as one', () => {
    const open = (words: string, variables = {}) =>
      CHANNELS['aliyun-sms'].open({
        ...key,
        signName: '乡',
        templates: { ...templates, drill: { code: 'S', words, variables } },
      })
    expect(open('这是演练：${w}').ok).toBe(true)
    expect(open('${d}，${w}', { d: 'drill' }).ok).toBe(true)
    expect(open('${d}，${w}', { d: 'headline' })).toMatchObject({
      ok: false,
      faults: [{ path: 'templates.drill.words' }],
    })
    expect(open('火情，这是演练').ok).toBe(false)
  })

  it('takes the template of drills for a drill', () => {
    const drill = requestOf(sms.handOff(messageFor('aliyun-sms', to, { isExercise: true }), MOMENT))
    expect(queryOf(drill).TemplateCode).toBe('SMS_2')
  })

  it('fills what it has not to say, and leaves out whole what is too long, but never a place', () => {
    const bare = messageFor('aliyun-sms', to, { near: null, dutyRoomPhone: null, toDo: ['看'.repeat(36)] })
    const said = JSON.parse(queryOf(requestOf(sms.handOff(bare, MOMENT))).TemplateParam ?? '')
    expect(said).toMatchObject({ near: '无', room: '无', rule: '无' })
    const far = messageFor('aliyun-sms', to, { ground: ['村'.repeat(36)] })
    expect(sms.handOff(far, MOMENT)).toEqual({ via: null, why: 'content' })
  })

  it('goes to mobile telephones alone', () => {
    for (const phone of [null, '0355-7830001', '12345', 'zhangsan', '+1 202 555 0100'])
      expect(sms.handOff({ ...message, to: phone }, MOMENT)).toEqual({ via: null, why: 'recipient' })
    for (const phone of ['13800138000', '008613800138000', '86 138-0013-8000', '１３８００１３８０００'])
      expect(queryOf(requestOf(sms.handOff({ ...message, to: phone }, MOMENT))).PhoneNumbers).toBe('13800138000')
  })
})

describe('a call of Aliyun', () => {
  const message = messageFor('aliyun-voice', to)

  it('says a template, three times', () => {
    const request = requestOf(voice.handOff(message, MOMENT))
    expect(request.headers['x-acs-action']).toBe('SingleCallByTts')
    expect(request.url).toMatch(/^https:\/\/dyvmsapi\.aliyuncs\.com\/\?/)
    expect(queryOf(request)).toMatchObject({
      CalledNumber: '13800138000',
      TtsCode: 'SMS_1',
      PlayTimes: '3',
      OutId: voiceOutId('a-1'),
    })
  })

  it('is a menu of 1 and 2 where it has a number of its own and an answer is asked for', () => {
    const menu = opened('aliyun-voice', {
      ...key,
      templates,
      showNumber: '05718001',
      pressed: { accept: 'TTS_A', decline: 'TTS_B' },
    })
    const request = requestOf(menu.handOff(message, MOMENT))
    expect(request.headers['x-acs-action']).toBe('IvrCall')
    expect(queryOf(request)).toMatchObject({
      CalledShowNumber: '05718001',
      StartCode: 'SMS_1',
      'MenuKeyMap.1.Key': '1',
      'MenuKeyMap.1.Code': 'TTS_A',
      'MenuKeyMap.2.Key': '2',
      'MenuKeyMap.2.Code': 'TTS_B',
    })
    const told = requestOf(menu.handOff(messageFor('aliyun-voice', to, { answers: null }), MOMENT))
    expect(told.headers['x-acs-action']).toBe('SingleCallByTts')
  })

  it('carries an id short enough to come back whole', () => {
    expect(voiceOutId('a-1')).toBe(sha256('a-1').slice(0, 15))
    expect(voiceOutId('a-2')).not.toBe(voiceOutId('a-1'))
  })

  it('rings fixed lines too', () => {
    expect(queryOf(requestOf(voice.handOff({ ...message, to: '0355-783 0001' }, MOMENT))).CalledNumber).toBe(
      '03557830001',
    )
  })
})

describe('the answers of Aliyun', () => {
  const message = messageFor('aliyun-sms', to)
  const answered = (body: object, status = 200) => sms.outcome({ status, body: JSON.stringify(body) }, message)

  it('mean what the table says, all of them', () => {
    for (const [code, { why, afterMs }] of Object.entries(ALIYUN_CODES))
      expect(answered({ Code: code, Message: '', RequestId: 'r' })).toEqual({
        ok: false,
        why,
        code,
        ...(afterMs === undefined ? { retry: false } : { retry: true, afterMs }),
      })
  })

  it('are a success only with OK, and keep what finds the reports', () => {
    expect(answered({ Code: 'OK', Message: 'OK', BizId: '900619746936498440^0' })).toEqual({
      ok: true,
      receipt: '900619746936498440^0',
    })
    const call = { status: 200, body: '{"Code":"OK","CallId":"116012354148^102813"}' }
    expect(voice.outcome(call, message)).toEqual({ ok: true, receipt: '116012354148^102813' })
    expect(sms.outcome({ status: 200, body: '<html>' }, message)).toMatchObject({ ok: false, why: 'unreadable' })
  })

  it.each([
    ['触发分钟级流控Permits:1', { retry: true, afterMs: 60_000, why: 'too-fast' }],
    ['触发小时级流控Permits:5', { retry: true, afterMs: 3_600_000, why: 'too-fast' }],
    ['触发天级流控Permits:10', { retry: false, why: 'daily-limit' }],
    ['', { retry: true, afterMs: 60_000, why: 'too-fast' }],
  ])('tell a limit of a minute from one of a day: %s', (Message, expected) => {
    expect(answered({ Code: 'isv.BUSINESS_LIMIT_CONTROL', Message })).toMatchObject(expected)
  })

  it('of codes nobody listed are judged by their status', () => {
    expect(answered({ Code: 'InternalError' }, 500)).toMatchObject({ retry: true, why: 'busy' })
    expect(answered({ Code: 'Something.New' }, 403)).toMatchObject({ retry: false, why: 'forbidden' })
    expect(answered({ Code: 'isv.SOMETHING_NEW' })).toMatchObject({ retry: true, why: 'unknown' })
  })
})

describe('the reports of Aliyun', () => {
  it('tell what was pressed, by the documented example', () => {
    const body = [
      {
        status_code: '300000',
        smart_status_code: 'ANSWERED',
        dtmf: '1',
        status_time: '2023-03-06 16:21:12',
        out_id: 'a-1',
        call_id: '100001616500^100001871490',
      },
    ]
    expect(voiceReports(body)).toEqual([
      { receipt: '100001616500^100001871490', outId: 'a-1', answer: 'accept', isTaken: true, code: '300000' },
    ])
  })

  it('tell a call nobody took, and one taken without a press', () => {
    const call = { call_id: 'c', out_id: 'a-1', status_code: '200005' }
    expect(voiceReports([{ ...call, duration: '0' }])).toMatchObject([{ answer: null, isTaken: false }])
    expect(voiceReports([{ ...call, start_time: '2026-11-28 22:15:00', duration: '10秒' }])).toMatchObject([
      { answer: null, isTaken: true },
    ])
    expect(voiceReports([{ nothing: 1 }, null, 'x', call])).toHaveLength(1)
  })

  it.each([
    ['1', 'accept'],
    ['2', 'decline'],
    ['12', 'decline'],
    ['331', 'accept'],
    ['2#', 'decline'],
    ['', null],
    ['9', null],
  ])('take the last of what was pressed: %s', (dtmf, answer) => {
    expect(pressedIn(dtmf)).toBe(answer)
  })

  it('tell whether a short message arrived', () => {
    const base = { phone_number: '13800138000', biz_id: 'b', out_id: 'a-1' }
    expect(smsReports([{ ...base, success: true, err_code: 'DELIVERED' }])).toEqual([
      { receipt: 'b', messageId: 'a-1', isDelivered: true, code: 'DELIVERED' },
    ])
    expect(smsReports([{ ...base, success: false, err_code: 'MK:0001' }])).toMatchObject([{ isDelivered: false }])
  })
})
