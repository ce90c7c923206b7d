import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONFIDENTIAL_KINDS, KINDS } from '#shared/kinds.ts'
import { channelTestText, noticeText } from '#shared/notice-text.ts'
import { CHANNELS, type ChannelName } from '../../server/notify/channels.ts'
import { concernsMessageAlone, FAILURE_REASONS } from '../../server/notify/outcome.ts'
import { SAID } from '../../server/notify/words.ts'
import { SIM_GATEWAYS } from '../../server/notify/sim-http.ts'
import { FIRE, MOMENT, opened } from '../support/a-notice.ts'

const templates = {
  alarm: { code: 'T1', variables: { what: 'headline', where: 'place' } },
  drill: { code: 'T2', words: '这是演练。${what}', variables: { what: 'headline', where: 'place' } },
}
const aliyun = { accessKeyId: 'i', accessKeySecret: 's', templates }
const form = { url: 'http://10.0.0.9/x', method: 'POST', encoding: 'json' }
const approved = {
  id: '13800138000',
  words: '请撤离',
  approvedBy: 'a',
  approvedAt: '2026-11-01T00:00:00Z',
  isDrill: false,
}

/** Settings of every channel that fit. */
const SETTINGS: Record<ChannelName, unknown> = {
  'sim-modem-text': { port: '/dev/ttyUSB2' },
  'sim-modem-voice': { port: '/dev/ttyUSB2' },
  'sim-http': SIM_GATEWAYS['sms-gate'],
  'aliyun-sms': { ...aliyun, signName: '乡' },
  'aliyun-voice': aliyun,
  'wecom-app': { corpId: 'c', agentId: 1, secret: 's' },
  'wecom-robot': { webhookUrl: 'https://x.example/k' },
  'dingtalk-robot': { webhookUrl: 'https://x.example/k', secret: 's' },
  'feishu-robot': { webhookUrl: 'https://x.example/k', secret: 's' },
  mail: { server: { host: 'x.example', port: 465 }, from: 'a@b.example' },
  webhook: { url: 'https://x.example', secrets: [`whsec_${Buffer.alloc(32, 7).toString('base64')}`] },
  loudspeaker: { form, fields: { words: 'w', terminals: 't' }, terminals: ['1'], approved: [approved] },
  relay: { topic: 'siren', onSeconds: 60 },
}
const NAMES = Object.keys(CHANNELS) as ChannelName[] // The keys of an object that is not widened.
const zh = { say: SAID.zh, zone: 'Asia/Shanghai' }
const moment = { ...MOMENT, ticket: 't' }

/** Everything a channel would hand over, as text; what stands in UCS-2 or Base64 in words. */
function handedOverBy(name: ChannelName, text: NonNullable<ReturnType<typeof noticeText>>): string {
  const to = name === 'mail' ? 'a@b.example' : '13800138000'
  const handOff = opened(name, SETTINGS[name]).handOff({ id: 'a-1', to, incidentId: 'i-1', text }, moment)
  const said = decodeURIComponent(
    JSON.stringify(handOff).replaceAll('%', (sign) => (name.startsWith('aliyun') ? sign : '%25')),
  )
  const hexes = handOff.via === 'modem' && handOff.job.kind === 'text' ? handOff.job.pdus.map(({ hex }) => hex) : []
  const decoded = hexes.map((hex) =>
    [0, 2]
      .map((skip) =>
        Buffer.from(hex.slice(skip), 'hex')
          .subarray(0, ((hex.length - skip) >> 2) * 2)
          .swap16()
          .toString('utf16le'),
      )
      .join(''),
  )
  const mail =
    handOff.via === 'mail' ? Buffer.from(handOff.mail.text.split('\r\n\r\n')[1] ?? '', 'base64').toString() : ''
  return said + decoded.join('') + mail
}

describe('the table of channels', () => {
  it.each(NAMES)('%s opens with settings that fit, and tells each field that does not', (name) => {
    expect(CHANNELS[name].open(SETTINGS[name]).ok).toBe(true)
    const empty = CHANNELS[name].open({})
    expect(empty.ok).toBe(false)
    if (!empty.ok) expect(empty.faults.every(({ path, message }) => path !== '' && message !== '')).toBe(true)
    expect(CHANNELS[name].open(null).ok).toBe(false)
  })

  it('says nothing of a private affair to any group, and hands over no place of it to anybody', () => {
    for (const name of NAMES)
      for (const kind of CONFIDENTIAL_KINDS) {
        const text = noticeText({ ...FIRE, kind, isSuspected: false }, CHANNELS[name].carrier, zh)
        const { audience } = CHANNELS[name].carrier
        expect(text === null, name).toBe(audience !== 'person')
        if (text === null) continue
        const said = handedOverBy(name, text)
        for (const secret of [
          '土岭底村',
          '南沟',
          '王秀兰',
          '第二网格',
          '查看风向',
          SAID.zh(`kind_${kind === 'medical' ? 'medical' : kind === 'dispute' ? 'dispute' : 'request'}`),
        ])
          expect(said, name).not.toContain(secret)
      }
  })

  it('hands over whose house it is only to persons', () => {
    for (const name of NAMES)
      for (const kind of KINDS) {
        const text = noticeText({ ...FIRE, kind }, CHANNELS[name].carrier, zh)
        if (text === null || CHANNELS[name].carrier.audience === 'person') continue
        expect(handedOverBy(name, text), name).not.toContain('王秀兰')
      }
    // So that the test above would see it.
    for (const name of ['sim-modem-text', 'aliyun-sms', 'mail', 'sim-http', 'wecom-app'] as const) {
      const text = noticeText(FIRE, CHANNELS[name].carrier, zh)
      expect(text && handedOverBy(name, text), name).toContain('王秀兰')
    }
  })

  it('can be tried, every channel of it, without anybody running', () => {
    for (const name of NAMES) {
      const text = channelTestText(CHANNELS[name].carrier, SAID.zh)
      expect(text.text).toBe('这是演练。这是通道测试，不用处理。')
      const { via } = opened(name, SETTINGS[name]).handOff(
        { id: 'a-1', to: name === 'mail' ? 'a@b.example' : '13800138000', incidentId: null, text },
        moment,
      )
      // Neither a siren nor a village is tried by a button.
      expect(via === null, name).toBe(name === 'relay' || name === 'loudspeaker')
    }
  })

  it('keeps at least one channel that rings with the uplink cut', () => {
    const local = NAMES.filter((name) => CHANNELS[name].isLocal && CHANNELS[name].rings)
    expect(local).toEqual(['sim-modem-text', 'sim-modem-voice', 'sim-http'])
  })

  it.each(NAMES)('%s breaks at no answer, and takes none for a success that is not', (name) => {
    const text = noticeText(FIRE, CHANNELS[name].carrier, zh)
    if (text === null) throw new Error(name)
    const channel = opened(name, SETTINGS[name])
    const body = fc.oneof(fc.string(), fc.json(), fc.constant('{"errcode":0}'), fc.constant('{"Code":"OK"}'))
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), body, (status, body) => {
        const outcome = channel.outcome({ status, body }, { id: 'a-1', to: null, incidentId: null, text })
        if (outcome.ok) return
        expect(FAILURE_REASONS).toContain(outcome.why)
        if (outcome.retry) expect(outcome.afterMs).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('knows of each reason whether the message or the channel is ill', () => {
    expect(FAILURE_REASONS.filter(concernsMessageAlone)).toEqual([
      'daily-limit',
      'recipient',
      'content',
      'elsewhere',
      'not-taken',
      'no-answer',
    ])
  })
})
