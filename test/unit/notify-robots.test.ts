import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { FEISHU_CODES } from '../../server/notify/feishu-robot.ts'
import { DINGTALK_CODES } from '../../server/notify/dingtalk-robot.ts'
import { WECOM_CODES } from '../../server/notify/wecom-codes.ts'
import type { CodeTable, Outcome } from '../../server/notify/outcome.ts'
import { FIRE_RULE } from '#shared/plan.ts'
import { FIRE, messageFor, MOMENT, opened, requestOf, saidBy } from '../support/a-notice.ts'

const WECOM = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k'
const DING = 'https://oapi.dingtalk.com/robot/send?access_token=t'
const FEISHU = 'https://open.feishu.cn/open-apis/bot/v2/hook/h'
const wecom = opened('wecom-robot', { webhookUrl: WECOM })
const ding = opened('dingtalk-robot', { webhookUrl: DING, secret: 'this is secret' })
const feishu = opened('feishu-robot', { webhookUrl: FEISHU, secret: 'demo' })
const TEXT = `紧急·疑似火情。土岭底村 第二网格 南沟东北310米。${FIRE_RULE}。值班室0355-7830001。11月28日22:14。查看风向。`

describe('a robot of WeCom', () => {
  const message = messageFor('wecom-robot')

  it('posts text to its address', () => {
    const request = requestOf(wecom.handOff(message, MOMENT))
    expect(request).toMatchObject({ method: 'POST', url: WECOM })
    expect(request.headers['content-type']).toMatch(/^application\/json/)
    expect(saidBy(request)).toEqual({ msgtype: 'text', text: { content: TEXT } })
  })

  it('calls everybody only where it is told to, whatever a place is called', () => {
    const loud = opened('wecom-robot', { webhookUrl: WECOM, callsEverybody: true })
    expect(saidBy(requestOf(loud.handOff(message, MOMENT)))).toMatchObject({ text: { mentioned_list: ['@all'] } })
    const sly = messageFor('wecom-robot', null, { ground: ['<@all>'] })
    expect(requestOf(wecom.handOff(sly, MOMENT)).body).not.toContain('<@')
  })

  it('says nothing that its group would read cut', () => {
    const long = messageFor('wecom-robot', null, { ground: ['村'.repeat(800)] })
    expect(wecom.handOff(long, MOMENT)).toEqual({ via: null, why: 'content' })
  })
})

describe('a robot of DingTalk', () => {
  const message = messageFor('dingtalk-robot')

  it('signs milliseconds and secret, as documented', () => {
    const now = new Date(1577262236757)
    const request = requestOf(ding.handOff(message, { ...MOMENT, now }))
    // By the Python of the documentation: quote_plus(b64encode(hmac(secret, '{}\n{}', sha256))).
    expect(request.url).toBe(`${DING}&timestamp=1577262236757&sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D`)
    expect(saidBy(request)).toEqual({ msgtype: 'text', text: { content: TEXT }, at: { isAtAll: false } })
  })

  it('adds the word that its group demands, where the text does not have it', () => {
    const strict = (keyword: string) => opened('dingtalk-robot', { webhookUrl: DING, secret: 's', keyword })
    expect(requestOf(strict('告警').handOff(message, MOMENT)).body).toContain(`查看风向。 告警"`)
    expect(requestOf(strict('火情').handOff(message, MOMENT)).body).toContain(`查看风向。"`)
  })

  it.each([
    ['sign not match', { retry: false, why: 'credentials' }],
    ['keywords not in content', { retry: false, why: 'shape' }],
    ['ip X.X.X.X not in whitelist', { retry: false, why: 'forbidden' }],
    ['invalid timestamp', { retry: true, why: 'clock', afterMs: 60_000 }],
  ])('understands which rule of safety 310000 means: %s', (errmsg, expected) => {
    const outcome = ding.outcome({ status: 200, body: JSON.stringify({ errcode: 310000, errmsg }) }, message)
    expect(outcome).toMatchObject({ ok: false, code: '310000', ...expected })
  })

  it('stays away for ten minutes when it was too fast', () => {
    const outcome = ding.outcome({ status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}' }, message)
    expect(outcome).toMatchObject({ retry: true, why: 'too-fast', afterMs: 600_000 })
  })
})

describe('a robot of Feishu', () => {
  const message = messageFor('feishu-robot')

  it('signs nothing under seconds and secret, as documented', () => {
    const request = requestOf(feishu.handOff(message, { ...MOMENT, now: new Date(1599360473_900) }))
    expect(saidBy(request)).toEqual({
      timestamp: '1599360473',
      sign: 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=',
      msg_type: 'text',
      content: { text: TEXT },
    })
    expect(createHmac('sha256', '1599360473\ndemo').digest('base64')).toBe(
      'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=',
    )
  })

  it('has taken a message by either form of its answer, and not by a status alone', () => {
    const taken = ['{"code":0,"msg":"success","data":{}}', '{"StatusCode":0,"StatusMessage":"success"}']
    for (const body of taken) expect(feishu.outcome({ status: 200, body }, message).ok).toBe(true)
    const refused = feishu.outcome({ status: 400, body: '{"code":19024,"msg":"Key Words Not Found"}' }, message)
    expect(refused).toMatchObject({ ok: false, why: 'shape', code: '19024' })
  })
})

describe.each([
  ['WeCom', wecom, WECOM_CODES, 'errcode'],
  ['DingTalk', ding, DINGTALK_CODES, 'errcode'],
  ['Feishu', feishu, FEISHU_CODES, 'code'],
] as const)('the codes of %s', (_, robot, codes: CodeTable, field) => {
  const message = messageFor('wecom-robot')
  const answered = (code: string, status = 200): Outcome =>
    robot.outcome({ status, body: JSON.stringify({ [field]: Number(code), errmsg: '' }) }, message)

  it('mean what the table says, all of them', () => {
    expect(Object.keys(codes).length).toBeGreaterThan(5)
    for (const [code, { why, afterMs }] of Object.entries(codes))
      expect(answered(code)).toEqual({
        ok: false,
        why,
        code,
        ...(afterMs === undefined ? { retry: false } : { retry: true, afterMs }),
      })
  })

  it('are never a success with a status of success', () => {
    expect(answered('0')).toEqual({ ok: true, receipt: null })
    expect(answered('123456')).toEqual({ ok: false, retry: true, afterMs: 30_000, why: 'unknown', code: '123456' })
  })

  it('are missed where something else answers: that is no success either', () => {
    for (const body of ['<html>请登录校园网</html>', '', '{}', 'null', '[0]', '"ok"'])
      expect(robot.outcome({ status: 200, body }, message)).toMatchObject({ ok: false, retry: true, why: 'unreadable' })
    expect(robot.outcome({ status: 502, body: '' }, message)).toMatchObject({ retry: true, why: 'busy' })
    expect(robot.outcome({ status: 429, body: '', retryAfterSeconds: 7 }, message)).toMatchObject({ afterMs: 7_000 })
    expect(robot.outcome({ status: 404, body: '' }, message)).toMatchObject({ retry: false, why: 'gone' })
  })
})

describe('a drill', () => {
  it('opens with the word in every group', () => {
    for (const [name, robot] of [
      ['wecom-robot', wecom],
      ['dingtalk-robot', ding],
      ['feishu-robot', feishu],
    ] as const) {
      const request = requestOf(robot.handOff(messageFor(name, null, { ...FIRE, isExercise: true }), MOMENT))
      expect(request.body).toMatch(/"(?:content|text)":"这是演练。/)
    }
  })
})
