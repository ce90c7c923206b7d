import { describe, expect, it } from 'vitest'
import { answeredCard, buttonKey, readButtonKey } from '../../server/notify/wecom-app.ts'
import { WECOM_CODES } from '../../server/notify/wecom-codes.ts'
import { messageFor, MOMENT, opened, requestOf, saidBy } from '../support/a-notice.ts'

const settings = { corpId: 'ww1', agentId: 1000002, secret: 's+/=' }
const app = opened('wecom-app', settings)
const moment = { ...MOMENT, ticket: 'tok en' }
const message = messageFor('wecom-app', 'zhangsan')

describe('an application of WeCom', () => {
  it('asks for a token by company and secret, and keeps it a minute less than it holds', () => {
    expect(app.ticket?.request()).toEqual({
      method: 'GET',
      url: 'https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=ww1&corpsecret=s%2B%2F%3D',
      headers: {},
      body: null,
    })
    const body = '{"errcode":0,"errmsg":"ok","access_token":"accesstoken000001","expires_in":7200}'
    expect(app.ticket?.read({ status: 200, body })).toEqual({ ticket: 'accesstoken000001', lastsMs: 7140_000 })
    expect(app.ticket?.read({ status: 200, body: '{"errcode":40001,"errmsg":"invalid credential"}' })).toMatchObject({
      ok: false,
      why: 'credentials',
    })
    expect(app.ticket?.read({ status: 200, body: 'login' })).toMatchObject({ ok: false, retry: true })
  })

  it('sends a card of two buttons where an answer is asked for', () => {
    const request = requestOf(app.handOff(message, moment))
    expect(request.url).toBe('https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=tok+en')
    expect(saidBy(request)).toEqual({
      touser: 'zhangsan',
      agentid: 1000002,
      msgtype: 'template_card',
      template_card: {
        card_type: 'button_interaction',
        source: { desc: '乡哨', desc_color: 2 },
        main_title: { title: '紧急·疑似火情' },
        sub_title_text: message.text.text,
        horizontal_content_list: [
          { keyname: '地点', value: '土岭底村 第二网格 南沟东北310米 王秀兰家' },
          { keyname: '时间', value: '11月28日22:14' },
          { keyname: '要求', value: '只核实、不扑火、先撤人' },
          { keyname: '值班室', value: '值班室0355-7830001' },
        ],
        task_id: 'a-1@n1',
        button_list: [
          { text: '我去', style: 1, key: 'accept:a-1' },
          { text: '去不了', style: 2, key: 'decline:a-1' },
        ],
      },
    })
    expect(message.text.text).toContain('王秀兰家')
  })

  it('sends words where no answer is asked for, as a card where it may lead to a page', () => {
    const told = messageFor('wecom-app', 'zhangsan', { answers: null })
    expect(saidBy(requestOf(app.handOff(told, moment)))).toMatchObject({
      msgtype: 'text',
      text: { content: told.text.text },
    })
    const homed = opened('wecom-app', { ...settings, homeUrl: 'https://x.example/m' })
    expect(saidBy(requestOf(homed.handOff(told, moment)))).toMatchObject({
      template_card: { card_type: 'text_notice', card_action: { type: 1, url: 'https://x.example/m' } },
    })
  })

  it('has buttons that say what is asked for', () => {
    const buttons = (occasion: 'call' | 'roll-call' | 'check-in' | 'unanswered') => {
      const said = saidBy(requestOf(app.handOff(messageFor('wecom-app', 'zhangsan', { occasion }), moment)))
      return (said as { template_card: { button_list: { text: string }[] } }).template_card.button_list.map(
        ({ text }) => text,
      )
    }
    expect(buttons('call')).toEqual(['我去', '去不了'])
    expect(buttons('roll-call')).toEqual(['收到'])
    expect(buttons('check-in')).toEqual(['我平安'])
    expect(buttons('unanswered')).toEqual(['接警', '不能接警'])
  })

  it('never sends to several, or to nobody, nor without a token', () => {
    for (const to of [null, 'a|b', '@all', 'a b'])
      expect(app.handOff({ ...message, to }, moment)).toEqual({ via: null, why: 'recipient' })
    expect(app.handOff(message, MOMENT)).toEqual({ via: null, why: 'ticket' })
  })

  it('says of a private affair only that something waits', () => {
    const private_ = messageFor('wecom-app', 'zhangsan', { kind: 'medical', isSuspected: false })
    const { body } = requestOf(app.handOff(private_, moment))
    expect(body).toContain('您有一件事项待办（紧急）')
    for (const secret of ['王秀兰', '南沟', '土岭底村', '疾病']) expect(body).not.toContain(secret)
  })

  it('understands every code, and that a success may have left out the one it was for', () => {
    const answered = (body: object) => app.outcome({ status: 200, body: JSON.stringify(body) }, message)
    for (const [code, { why, afterMs }] of Object.entries(WECOM_CODES))
      expect(answered({ errcode: Number(code), errmsg: '' })).toMatchObject({
        ok: false,
        why,
        retry: afterMs !== undefined,
      })
    expect(answered({ errcode: 42001 })).toMatchObject({ retry: true, why: 'ticket', afterMs: 0 })
    expect(answered({ errcode: 0, errmsg: 'ok', invaliduser: 'zhangsan', msgid: 'm' })).toMatchObject({
      retry: false,
      why: 'recipient',
    })
    expect(answered({ errcode: 0, errmsg: 'ok', unlicenseduser: 'zhangsan' })).toMatchObject({ why: 'recipient' })
    expect(answered({ errcode: 0, errmsg: 'ok', msgid: 'm', response_code: 'r' })).toEqual({ ok: true, receipt: 'm' })
  })

  it('knows its own buttons again, and no others', () => {
    expect(readButtonKey(buttonKey('decline', '0b9c-1'))).toEqual({ answer: 'decline', messageId: '0b9c-1' })
    for (const key of ['', 'accept:', 'close:a-1', 'accept:a 1', 'xaccept:a']) expect(readButtonKey(key)).toBeNull()
  })

  it('tells a card what was answered', () => {
    const pressed = { responseCode: 'r', userId: 'zhangsan', words: '我去' }
    const request = answeredCard({ agentId: 7 }, pressed, 'T')
    expect(request.url).toBe('https://qyapi.weixin.qq.com/cgi-bin/message/update_template_card?access_token=T')
    expect(saidBy(request)).toEqual({
      userids: ['zhangsan'],
      agentid: 7,
      response_code: 'r',
      button: { replace_name: '我去' },
    })
  })
})
