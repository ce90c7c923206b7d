import { describe, expect, it } from 'vitest'
import { type Action, ACTIONS, actionBodySchema } from '#shared/action.ts'
import type { Alert } from '#shared/incident.ts'
import { actionBodyOf, actionDraftIn, emptyActionDraft, lackingIn } from '#lib/desk/action-draft.ts'
import { ACTION_FORMS, type DeskAction, isImmediate, nextAction, offeredActions } from '#lib/desk/action-forms.ts'
import { callFacts } from '#lib/desk/call-facts.ts'
import { answeredBefore, doneBefore } from '#lib/desk/done-before.ts'
import { logWords } from '#lib/desk/log-words.ts'
import { refusalWords } from '#lib/desk/act.ts'
import { refusalWords as phoneRefusalWords } from '#lib/phone/entry-words.ts'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { anIncident } from '../support/an-incident.ts'

overwriteGetLocale(() => 'zh')

// 10:00 by the clock of the township.
const NOW = Date.UTC(2026, 10, 29, 2, 0, 0)
const zone = 'Asia/Shanghai'
const moment = (seconds: number) => new Date(NOW + seconds * 1000).toISOString()
const attempt = { id: 'a-1', at: moment(0), nowMs: NOW, zone }
const typed = (more: Partial<ReturnType<typeof emptyActionDraft>>) => ({ ...emptyActionDraft(), ...more })
const lacking = (action: DeskAction, more: Parameters<typeof typed>[0]) => lackingIn(action, typed(more), NOW, zone)

describe('the form of an action', () => {
  it('for somebody who was heard names them and how, and the operator is the witness', () => {
    expect(lacking('arrive', {})).toEqual(['person'])
    expect(lacking('arrive', { personId: 'li' })).toEqual(['heardBy'])
    expect(lacking('arrive', { personId: 'li', heardBy: 'radio' })).toEqual([])
    expect(actionBodyOf('arrive', typed({ personId: 'li', heardBy: 'radio' }), attempt)).toEqual({
      id: 'a-1',
      action: 'arrive',
      at: moment(0),
      onBehalfOf: 'li',
      heardBy: 'radio',
    })
  })

  it('entered later says when it happened, which is not after now', () => {
    const late = { personId: 'li', heardBy: 'phone' as const, isLate: true }
    expect(lacking('arrive', { ...late, happenedAt: '' })).toEqual(['happenedAt'])
    expect(lacking('arrive', { ...late, happenedAt: '2026-11-29T10:01' })).toEqual(['happenedAt'])
    const body = actionBodyOf('arrive', typed({ ...late, happenedAt: '2026-11-29T09:30' }), attempt)
    expect(body).toMatchObject({ at: moment(-1800), late: true, onBehalfOf: 'li' })
  })

  it('of a false alarm says what set it off, and of nothing else', () => {
    expect(lacking('verify', {})).toEqual(['outcome'])
    const cooking = typed({ outcome: 'false-alarm', cause: 'cooking' })
    expect(actionBodyOf('verify', cooking, attempt)).toMatchObject({ outcome: 'false-alarm', cause: 'cooking' })
    expect(actionBodyOf('verify', { ...cooking, outcome: 'real' }, attempt)).not.toHaveProperty('cause')
  })

  it('of an extension names the deadline, its end, the reason and who approved it', () => {
    expect(lacking('extend', {})).toEqual(['note'])
    const body = actionBodyOf(
      'extend',
      typed({ clock: 'handle', minutes: null, until: '2026-11-29T12:00', note: ' 山路不通 ', personId: 'leader' }),
      attempt,
    )
    expect(body).toEqual({
      id: 'a-1',
      action: 'extend',
      at: moment(0),
      note: '山路不通',
      onBehalfOf: 'leader',
      clock: 'handle',
      until: moment(7200),
    })
    expect(lacking('extend', { note: 'x', minutes: null, until: '2026-11-29T09:00' })).toEqual(['until'])
    const over = { note: 'x', minutes: null, until: '2026-11-29T09:00', isLate: true, happenedAt: '2026-11-29T08:00' }
    expect(lacking('extend', over)).toEqual([])
  })

  it('of a postponement needs a reason and an end that lies ahead', () => {
    expect(lacking('postpone', {})).toEqual(['note'])
    expect(lacking('postpone', { note: '施工', minutes: null, until: '2026-11-29T10:00' })).toEqual(['until'])
    expect(actionBodyOf('postpone', typed({ note: '施工', minutes: 10 }), attempt)).toMatchObject({
      until: moment(600),
    })
  })

  it('calls by name, and checks by calling back', () => {
    expect(actionBodyOf('assign', typed({ personId: 'li' }), attempt)).toMatchObject({ personId: 'li' })
    expect(actionBodyOf('assign', typed({ personId: 'li' }), attempt)).not.toHaveProperty('onBehalfOf')
    expect(actionBodyOf('check', typed({ byCallBack: true }), attempt)).toMatchObject({ byCallBack: true })
  })

  it('always makes a body that the server reads, and does at once only what asks for nothing', () => {
    for (const action of Object.keys(ACTION_FORMS) as DeskAction[]) {
      const full = typed({
        personId: 'li',
        heardBy: 'phone',
        note: 'x',
        outcome: 'real',
        otherId: 'i-2',
        evidence: ['o'],
      })
      expect(lackingIn(action, full, NOW, zone), action).toEqual([])
      expect(actionBodySchema.safeParse(actionBodyOf(action, full, attempt)).success, action).toBe(true)
      expect(ACTIONS).toContain(action)
      if (isImmediate(action)) expect(lackingIn(action, emptyActionDraft(), NOW, zone)).toEqual([])
    }
  })

  it('keeps what is typed, and reads back nothing else', () => {
    const draft = typed({ note: '半句话' })
    expect(actionDraftIn(JSON.parse(JSON.stringify(draft)))).toEqual(draft)
    expect(actionDraftIn({ note: 1 })).toBeNull()
  })
})

describe('what is offered at the desk', () => {
  const fire = (more = {}) => offeredActions(anIncident('i', moment(-60), { kind: 'fire', ...more }), 'unanswered')

  it('has setting out, calling by name, support, being well and extending', () => {
    expect(fire()).toEqual(expect.arrayContaining(['assign', 'depart', 'support', 'check-in', 'extend']))
  })

  it('has 接警 as the next thing where somebody does not answer', () => {
    const alerts = [{ state: 'accepted', silentAt: moment(-5) }] as Alert[]
    expect(nextAction(anIncident('i', moment(-60), { handling: 'on-scene', alerts }))).toBe('answer')
  })

  it('has being well and support as long as somebody watches over a fire', () => {
    expect(fire({ handling: 'handled' })).toEqual(expect.arrayContaining(['check-in', 'support']))
    expect(fire({ handling: 'handled', firePhase: 'withdraw' })).not.toContain('check-in')
  })
})

describe('the log in words', () => {
  const line = (action: Action['action'], detail: Record<string, unknown>, at: string | null = null) =>
    logWords({ action, detail, at })

  it('says how somebody was heard, when it happened, and what nobody recorded before', () => {
    const detail = {
      heardBy: 'radio',
      late: true,
      unrecorded: ['acknowledged', 'on-scene'],
      unrecordedPhases: ['fire-out'],
    }
    expect(line('mop-up', detail, moment(-1800))).toEqual([
      '对讲机听到',
      '补录，发生在 11月29日 09:30',
      expect.stringMatching(/^未记录：.+、.+、明火扑灭$/),
    ])
  })

  it('says outcome and cause, the deadline and its end, and why a postponement ended', () => {
    expect(line('verify', { outcome: 'false-alarm', cause: 'cooking' })).toEqual(['误报', '做饭油烟'])
    expect(line('extend', { clock: 'arrive', until: moment(3600) })).toEqual(['到场时限', '到 11月29日 11:00'])
    expect(line('check', { byCallBack: true })).toEqual(['回访核查'])
    expect(line('postponement-ended', { why: 'new-evidence', kind: 'smoke' })[0]).toMatch(/^被新的.+打破$/)
  })
})

describe('the call to a person', () => {
  it('is told fact by fact, each with its own time', () => {
    const alert: Alert = {
      id: 'c',
      incidentId: 'i',
      personId: 'li',
      duty: 'household',
      areaId: null,
      tier: 0,
      state: 'accepted',
      sentAt: moment(0),
      deliveredAt: moment(1),
      seenAt: moment(2),
      answeredAt: moment(3),
      ...NOT_GOING,
      departedAt: moment(4),
      stalledAt: moment(600),
      lastSignAt: moment(4),
    }
    expect(callFacts(alert).map(({ words }) => words)).toEqual([
      '发出 10:00:00',
      '送达 10:00:01',
      '已读 10:00:02',
      '能去 10:00:03',
      '出发 10:00:04',
      '10:00:04起无消息，不计入',
    ])
  })
})

describe('two people who press at once', () => {
  const nameOf = (id: string) => (id === 'wang' ? '王值班' : id)

  it('are told what the first did, and the first nothing of it', () => {
    const answered = { at: moment(-5), personId: 'wang' }
    expect(answeredBefore({ answered }, { me: 'li', nameOf })).toBe('王值班 已在 09:59:55 接警')
    expect(answeredBefore({ answered }, { me: 'wang', nameOf })).toBeNull()
    const close = { action: 'close', actorId: 'wang', recordedAt: moment(-5) } as Action
    expect(doneBefore('close', [close], { me: 'li', nameOf })).toBe('王值班 已在 09:59:55 记录：办结')
    expect(doneBefore('close', [close], { me: 'wang', nameOf })).toBeNull()
    expect(doneBefore('reopen', [close], { me: 'li', nameOf })).toBeNull()
  })
})

describe('a refusal', () => {
  const problem = (state: string, allowed: string[]) => {
    return { type: 'about:blank', title: '', status: 409, code: 'contradiction' as const, state, allowed }
  }

  it('says in words what the incident is and what may be done, whatever contradicts', () => {
    expect(refusalWords(problem('burning', ['fire-out', 'withdraw', 'verify']))).toBe(
      '与事件当前状态矛盾。 当前状态：火场还没有撤离。 现在可以：明火扑灭、撤离、核实。',
    )
    expect(refusalWords(problem('fire-watch', ['withdraw']))).toContain('当前状态：看守火场。')
    expect(refusalWords(problem('dispute', ['handle']))).toContain('现在可以：处置完毕。')
    expect(phoneRefusalWords(problem('closed', ['reopen', 'note']))).toContain('现在可以：重新打开、记一笔')
  })

  it('says what is wrong with a field in the words of the screen where there are some', () => {
    const wrong = (message: string) =>
      refusalWords({
        code: 'invalid',
        status: 422,
        title: '',
        type: 'about:blank',
        fields: [{ field: 'place', message }],
      })
    expect(wrong('either a place or an area must be told')).toContain('还没有地点')
    for (const message of [
      'Invalid URL',
      'Invalid input: expected string, received undefined',
      'must be whsec_ and more',
    ])
      expect(wrong(message)).not.toMatch(/[Ii]nvalid|must|expected/)
    expect(wrong('the day must lie ahead')).toBe('有字段不正确。 「地点」要晚于现在')
    expect(wrong('something of tomorrow')).toContain('something of tomorrow')
  })
})
