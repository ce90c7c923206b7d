import { describe, expect, it } from 'vitest'
import { illSchema } from '#shared/ill.ts'
import { illWords } from '#shared/ill-words.ts'
import { ailing, outboxLate, type FaringChannel, type Faring, type FaringWall } from '../../server/domain/ailing.ts'
import { nextQuietHour } from '../../server/channels/self-testing.ts'
import { SAID } from '../../server/notify/words.ts'

const now = new Date('2026-11-29T13:10:00Z')
const since = new Date('2026-11-29T13:03:00Z')
const sms: FaringChannel = {
  id: 'sms',
  channel: 'sim-http',
  name: '短信网关',
  rings: true,
  isLocal: true,
  illSince: null,
  failure: null,
}
const voice: FaringChannel = { ...sms, id: 'voice', channel: 'aliyun-voice', name: '语音', isLocal: false }
const group: FaringChannel = {
  ...sms,
  id: 'group',
  channel: 'wecom-robot',
  name: '工作群',
  rings: false,
  isLocal: false,
}
const well: Faring = { channels: [sms, voice, group], outboxLate: null, brokerDownSince: null, clock: null, walls: [] }
const silent = (one: FaringChannel): FaringChannel => ({ ...one, illSince: since, failure: 'no-answer' })
const partsOf = (faring: Partial<Faring>) => ailing({ ...well, ...faring }, now).map(({ part }) => part)
const saidOf = (faring: Partial<Faring>) =>
  ailing({ ...well, ...faring }, now).map((ill) => illWords(ill, { say: SAID.zh, zone: 'Asia/Shanghai' }))

describe('what is ill', () => {
  it('is nothing while everything works', () => {
    expect(partsOf({})).toEqual([])
  })

  it('is a channel, told in words with what is used instead', () => {
    const ill = { ...sms, illSince: since, failure: 'no-network' } as const
    expect(saidOf({ channels: [ill, voice] })).toEqual(['短信网关 21:03 起不可用：SIM卡无信号 — 改用语音'])
    expect(saidOf({ channels: [ill] })).toEqual(['短信网关 21:03 起不可用：SIM卡无信号'])
  })

  it('is the outbox once a notice has been due for longer than two minutes, since one moment until it has caught up', () => {
    const due = (msAgo: number) => new Date(now.getTime() - msAgo)
    expect(outboxLate(null, due(120_000), now)).toBeNull()
    const late = outboxLate(null, due(120_001), now)
    expect(partsOf({ outboxLate: late })).toEqual(['outbox'])
    const later = outboxLate(late, due(120_500), new Date(now.getTime() + 5_000))
    const caughtUp = outboxLate(later, null, now)
    expect([later, caughtUp].map((one) => one?.since)).toEqual([due(120_001), due(120_001)])
    expect(outboxLate(caughtUp, due(130_000), now)?.since).toEqual(due(120_001))
    expect(outboxLate(caughtUp, due(3_000), now)).toBeNull()
  })

  it('is a clock more than five seconds off, to either side', () => {
    for (const offMs of [5_000, -5_000]) expect(partsOf({ clock: { offMs, since } })).toEqual([])
    for (const offMs of [5_001, -90_000]) expect(partsOf({ clock: { offMs, since } })).toEqual(['clock'])
  })

  it('is that nobody can be rung at all', () => {
    expect(partsOf({ channels: [] })).toEqual(['no-ringing'])
    expect(partsOf({ channels: [group] })).toEqual(['no-ringing'])
  })

  it('is the broker', () => {
    expect(partsOf({ brokerDownSince: since })).toEqual(['broker'])
  })

  it('is the uplink, once and not each channel, only when every channel that needs it gets no answer', () => {
    expect(partsOf({ channels: [sms, silent(voice), group] })).toEqual(['channel'])
    expect(partsOf({ channels: [sms, silent(voice), { ...silent(group), failure: 'gone' }] })).toEqual([
      'channel',
      'channel',
    ])
    expect(saidOf({ channels: [sms, silent(voice), silent(group)] })).toEqual([
      '外网 21:03 起中断：语音、工作群不能用。还能用：短信网关、大屏、本地网络上的手机。',
    ])
    expect(partsOf({ channels: [silent(sms)] })).toEqual(['channel'])
  })

  it('is a wall that is frozen, mute or gone, until somebody has plainly taken it down', () => {
    const wall = { personId: 'wall-1', name: '值班室', fault: null, since, heardAt: now }
    const ago = (ms: number) => new Date(now.getTime() - ms)
    const saidOfWall = (more: Partial<FaringWall>) => saidOf({ walls: [{ ...wall, ...more }] })
    expect(saidOfWall({})).toEqual([])
    expect(saidOfWall({ fault: 'not-drawn' })).toEqual(['大屏“值班室”从 21:03 起没有画出最新情况，请去看一眼'])
    expect(saidOfWall({ fault: 'muted' })).toEqual(['大屏“值班室”从 21:03 起没有声音：请在大屏上按任意键或点一下'])
    expect(saidOfWall({ heardAt: ago(60_000) })).toEqual([])
    expect(saidOfWall({ fault: 'muted', heardAt: ago(61_000) })).toEqual([
      '大屏“值班室”从 21:08 起没有连上：请看电源、网线和浏览器',
    ])
    expect(saidOfWall({ heardAt: ago(24 * 3600_000 + 1) })).toEqual([])
  })

  it('fits the form in which screens are told', () => {
    const all = ailing(
      {
        channels: [silent(sms), silent(voice)],
        outboxLate: { since, isCatchingUp: false },
        brokerDownSince: since,
        clock: { offMs: 9e4, since },
        walls: [{ personId: 'wall-1', name: '值班室', fault: 'muted', since, heardAt: now }],
      },
      now,
    )
    expect(all.map((ill) => illSchema.parse(ill))).toEqual(all)
  })
})

it('the quiet hour is the next five in the morning by the clocks of the township', () => {
  const next = (at: string) => nextQuietHour('Asia/Shanghai', new Date(at)).toISOString()
  expect(next('2026-11-28T20:59:59Z')).toBe('2026-11-28T21:00:00.000Z')
  expect(next('2026-11-28T21:00:00Z')).toBe('2026-11-29T21:00:00.000Z')
})
