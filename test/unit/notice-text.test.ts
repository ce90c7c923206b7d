import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONFIDENTIAL_KINDS, KINDS, SEVERITIES } from '#shared/kinds.ts'
import { AUDIENCES, noticeFacts, OCCASIONS, type NoticeContext, type NoticeFacts } from '#shared/notice.ts'
import { type Carrier, noticeText } from '#shared/notice-text.ts'
import { FIRE_RULE } from '#shared/plan.ts'
import { fitsIn, smsParts, utf8Bytes } from '#shared/text-length.ts'
import { SAID } from '../../server/notify/words.ts'
import { anIncident } from '../support/an-incident.ts'

const SMS: Carrier = { audience: 'person', answersBy: 'reply', limit: { unit: 'sms-parts', most: 3 } }
const ROBOT: Carrier = { audience: 'group', answersBy: null, limit: { unit: 'bytes', most: 2048 } }
const zh = { say: SAID.zh, zone: 'Asia/Shanghai' }
const en = { say: SAID.en, zone: 'Asia/Shanghai' }

const FIRE: NoticeFacts = {
  occasion: 'call',
  kind: 'fire',
  severity: 'extreme',
  isSuspected: true,
  isExercise: false,
  ground: ['土岭底村', '第二网格'],
  isPlaceKnown: true,
  near: { name: '南沟', distanceMetres: 312, bearingDegrees: 44 },
  at: '2026-11-28T14:14:00Z',
  toDo: [FIRE_RULE, '查看风向', '通知邻村'],
  warned: null,
  answers: { accept: 1, decline: 2 },
  dutyRoomPhone: '0355-7830001',
  household: '王秀兰',
}

describe('the words of a notice', () => {
  it('say kind, grade, place, what to do, how to answer and whom to ring, without a link', () => {
    expect(noticeText(FIRE, SMS, zh)?.text).toBe(
      `紧急·疑似火情。土岭底村 第二网格 南沟东北310米 王秀兰家。${FIRE_RULE}。回复1我去，2去不了。值班室0355-7830001。11月28日22:14。查看风向；通知邻村。`,
    )
    expect(noticeText(FIRE, SMS, en)?.text).toContain('310 m north-east of 南沟 at 王秀兰’s. ')
  })

  it('open with the drill, in title and text, on every channel and in both languages', () => {
    const drill = { ...FIRE, isExercise: true }
    for (const carrier of [SMS, ROBOT])
      for (const [words, opening] of [
        [zh, '这是演练'],
        [en, 'This is a drill'],
      ] as const) {
        const said = noticeText(drill, carrier, words)
        expect(said?.text.startsWith(opening)).toBe(true)
        expect(said?.title.startsWith(opening)).toBe(true)
      }
    expect(noticeText(FIRE, SMS, zh)?.text).not.toContain('演练')
  })

  it('never name a household to a group, nor offer it keys that nobody there can press', () => {
    const said = noticeText(FIRE, ROBOT, zh)
    expect(said?.text).toContain('南沟东北310米')
    expect(said?.text).not.toContain('王秀兰')
    expect(said?.text).not.toContain('回复')
  })

  it('say nothing to a group of a private affair, and to a telephone only that something waits', () => {
    for (const kind of CONFIDENTIAL_KINDS) {
      expect(noticeText({ ...FIRE, kind }, ROBOT, zh)).toBeNull()
      const said = noticeText({ ...FIRE, kind, isSuspected: false }, SMS, zh)
      expect(said?.text).toBe(
        '您有一件事项待办（紧急）。打开乡哨查看，或打电话问值班室。回复1我去，2去不了。值班室0355-7830001。11月28日22:14。',
      )
      expect(smsParts(said?.text ?? '')).toHaveLength(1)
      // That it is over is not said as if something new waited.
      const ended = noticeText({ ...FIRE, kind, isSuspected: false, occasion: 'ended', answers: null }, SMS, zh)
      expect(ended?.text).toBe('已结束，不必再去：此前告知您的一件事项（紧急）。值班室0355-7830001。11月28日22:14。')
    }
  })

  it('say what is to be done to those alone who are asked to go, and the rule of a fire to all for whom it burns', () => {
    const said = (occasion: NoticeFacts['occasion'], kind: NoticeFacts['kind'] = 'fire') =>
      noticeText({ ...FIRE, kind, occasion, answers: null }, SMS, zh)?.text ?? ''
    for (const occasion of OCCASIONS) {
      const isSent = ['call', 'remind', 'graver', 'roll-call'].includes(occasion)
      expect([occasion, said(occasion).includes('通知邻村')]).toEqual([occasion, isSent])
      const isPast = occasion === 'ended' || occasion === 'revisit'
      expect([occasion, said(occasion).includes(FIRE_RULE)]).toEqual([occasion, !isPast])
      expect([occasion, said(occasion, 'smoke').includes(FIRE_RULE)]).toEqual([occasion, isSent])
    }
  })

  it('never tell a group that nobody need go: some of it are called', () => {
    const inform = { ...FIRE, occasion: 'inform' as const, answers: null }
    for (const carrier of [ROBOT, { ...ROBOT, audience: 'system' as const }]) {
      expect(noticeText(inform, carrier, zh)?.title).toBe('通报：紧急·疑似火情')
      expect(noticeText(inform, carrier, en)?.text).not.toContain('need not go')
    }
    expect(noticeText(inform, SMS, zh)?.title).toBe('告知您，不需前往：紧急·疑似火情')
  })

  it('give keys of their own to a second call, and to a rung telephone always 1 and 2', () => {
    const second = { ...FIRE, answers: { accept: 3, decline: 4 } }
    expect(noticeText(second, SMS, zh)?.text).toContain('回复3我去，4去不了')
    expect(noticeText(second, { ...SMS, answersBy: 'press' }, zh)?.text).toContain('按1我去，按2去不了')
  })

  it('say first why somebody is told again, or need do nothing', () => {
    const titles = OCCASIONS.map((occasion) => noticeText({ ...FIRE, occasion }, SMS, zh)?.title)
    expect(titles).toEqual([
      '紧急·疑似火情',
      '再次提醒：紧急·疑似火情',
      '情况变重：紧急·疑似火情',
      '告知您，不需前往：紧急·疑似火情',
      '已有人去，请您待命：紧急·疑似火情',
      '已结束，不必再去：紧急·疑似火情',
      '叫应：紧急·疑似火情',
      '值班室还没有接警：紧急·疑似火情',
      '请报平安：紧急·疑似火情',
      '今天该回访：紧急·疑似火情',
      '鸣警笛：紧急·疑似火情',
    ])
    expect(noticeText({ ...FIRE, occasion: 'roll-call' }, SMS, zh)?.text).toContain('请回复1表示收到')
    expect(noticeText({ ...FIRE, occasion: 'check-in' }, SMS, zh)?.text).toContain('请回复1报平安')
    // The duty room is to take notice, and goes nowhere by that.
    const rung = { ...FIRE, occasion: 'unanswered' as const }
    expect(noticeText(rung, SMS, zh)?.text).toContain('回复1接警，2不能接警')
    expect(noticeText(rung, { ...SMS, answersBy: 'press' }, zh)?.text).toContain('按1接警，按2不能接警')
  })

  it('say in a roll call what is warned of, to those called alone, and leave room for the answer', () => {
    const warned = '暴雨红色预警：今晚8时前，沟口和河边的住户全部转移到村小学。'
    const roll: NoticeFacts = {
      ...FIRE,
      kind: 'warning',
      isSuspected: false,
      occasion: 'roll-call',
      toDo: [],
      household: null,
      warned,
    }
    expect(noticeText(roll, SMS, zh)?.text).toBe(
      '叫应：紧急·预警。土岭底村 第二网格 南沟东北310米。暴雨红色预警：今晚8时前，沟口和河边的住户全部转移到村小学。请回复1表示收到。值班室0355-7830001。11月28日22:14。',
    )
    for (const carrier of [ROBOT, { ...ROBOT, audience: 'system' as const }])
      expect(JSON.stringify(noticeText(roll, carrier, zh))).not.toContain('暴雨')
    expect(noticeText({ ...roll, occasion: 'ended', answers: null }, SMS, zh)?.text).not.toContain('暴雨')
    const long = noticeText({ ...roll, warned: '雨'.repeat(900) }, SMS, zh)
    expect([long?.fits, long?.text.includes('雨雨…。请回复1表示收到')]).toEqual([true, true])
  })

  it('leave out the lesser things first, by whole pieces, and never the place, the rule for fires or the answer', () => {
    const lengths = [40, 60, 75, 87, 100, 200].map((most) => {
      const said = noticeText(FIRE, { ...SMS, limit: { unit: 'characters', most } }, zh)
      expect(said?.text).toContain('土岭底村 第二网格 南沟东北310米 王秀兰家')
      expect(said?.text).toContain(FIRE_RULE)
      expect(said?.text).toContain('回复1我去，2去不了')
      expect(said?.text.endsWith('。')).toBe(true)
      return [said?.fits, said?.text.includes('值班室'), said?.text.includes('22:14'), said?.text.includes('通知邻村')]
    })
    expect(lengths).toEqual([
      [false, false, false, false],
      [true, false, false, false],
      [true, true, false, false],
      [true, true, true, false],
      [true, true, true, true],
      [true, true, true, true],
    ])
  })

  it('say that a place is unknown, or outside every grid', () => {
    const nowhere = { ...FIRE, ground: [], near: null, household: null }
    expect(noticeText({ ...nowhere, isPlaceKnown: false }, SMS, zh)?.text).toContain('位置不明')
    expect(noticeText(nowhere, SMS, zh)?.text).toContain('不在任何网格内')
  })

  it('are short messages of 70 characters, or parts of 67, and cut no emoji', () => {
    expect(smsParts('火'.repeat(70))).toHaveLength(1)
    expect(smsParts('火'.repeat(71)).map((part) => part.length)).toEqual([67, 4])
    expect(smsParts(`${'火'.repeat(66)}🔥${'火'.repeat(10)}`).map((part) => part.length)).toEqual([66, 12])
    expect(utf8Bytes('火🔥')).toBe(7)
  })
})

const name = fc.stringMatching(/^[一-龥]{4,8}$/)

describe('what is private', () => {
  it('is in no text for a telephone, a chat or another office, of any kind that is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CONFIDENTIAL_KINDS),
        fc.constantFrom(...SEVERITIES),
        fc.constantFrom(...OCCASIONS),
        fc.constantFrom(...AUDIENCES.filter((audience) => audience !== 'own-screen')),
        fc.record({ household: name, ground: name, near: name, line: name, description: name, reporter: name }),
        fc.boolean(),
        (kind, severity, occasion, audience, secret, exercise) => {
          fc.pre(Object.values(secret).every((word) => !JSON.stringify(PLAIN).includes(word)))
          const incident = Object.assign(
            anIncident('i', '2026-11-28T14:14:00Z', {
              kind,
              severity,
              exercise,
              near: { name: secret.near, distanceMetres: 20, bearingDegrees: 0 },
              areas: [{ areaId: 'v', level: 'village', share: 1 }],
              checklist: [secret.line],
              reporterIds: [secret.reporter],
            }),
            // Nothing of the sort is in an incident; were it ever put there, it would not be said either.
            { description: secret.description },
          )
          const context: NoticeContext = {
            occasion,
            answers: { accept: 1, decline: 2 },
            dutyRoomPhone: '0355-7830001',
            household: secret.household,
            areas: new Map([['v', { id: 'v', level: 'village', name: secret.ground, parentId: null }]]),
          }
          for (const words of [zh, en])
            for (const answersBy of ['reply', 'press', 'button', null] as const) {
              const limit = { unit: 'bytes', most: 4096 } as const
              const said = noticeText(noticeFacts(incident, context), { audience, answersBy, limit }, words)
              const all = JSON.stringify(said)
              for (const word of Object.values(secret)) expect(all).not.toContain(word)
              const isKnown = occasion === 'ended' || occasion === 'stand-by'
              if (audience === 'person' && words === zh)
                expect(said?.text).toContain(isKnown ? '此前告知您的一件事项' : '您有一件事项待办')
            }
        },
      ),
    )
  })

  it('is the household of any incident, in a chat', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), name, fc.constantFrom('group', 'system'), (kind, household, audience) => {
        fc.pre(!JSON.stringify(PLAIN).includes(household))
        const said = noticeText({ ...FIRE, kind, household }, { ...ROBOT, audience }, zh)
        expect(JSON.stringify(said)).not.toContain(household)
      }),
    )
  })
})

describe('a text of any length limit', () => {
  it('says that it fits only where it does, and always keeps the place', () => {
    const limit = fc.record({
      unit: fc.constantFrom('bytes' as const, 'characters' as const, 'sms-parts' as const),
      most: fc.integer({ min: 1, max: 300 }),
    })
    fc.assert(
      fc.property(limit, fc.constantFrom(...OCCASIONS), fc.array(name), (limit, occasion, toDo) => {
        const said = noticeText({ ...FIRE, occasion, toDo }, { ...SMS, limit }, zh)
        expect(said?.fits).toBe(fitsIn(said?.text ?? '', limit))
        expect(said?.text).toContain('土岭底村 第二网格 南沟东北310米 王秀兰家')
      }),
    )
  })
})

/** What the program itself says, so that a made-up name that happens to be a word of it is passed over. */
const PLAIN = noticeText({ ...FIRE, kind: 'dispute', household: null }, { ...SMS, audience: 'person' }, zh) ?? {}
