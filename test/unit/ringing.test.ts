import { describe, expect, it } from 'vitest'
import { aResponse } from '../support/a-response.ts'
import { away, member, planned, sits, township } from '../support/made-up-township.ts'

const SHIFTS = [sits('o', 'officer'), sits('l', 'leader')]
/** The chain comes to the duty room after four minutes. */
const SLOW = planned({
  tiers: [
    { duties: ['household'], waitSeconds: 240 },
    { duties: ['duty-room'], waitSeconds: 60 },
  ],
})

const rung = (story: ReturnType<typeof aResponse>) =>
  story.log
    .filter(({ action }) => action.startsWith('rings-'))
    .map(({ action, detail, recordedAt }) => [action, story.seconds(recordedAt), detail['personIds']])

describe('an alarm of which the duty room takes no notice', () => {
  it('has its officer called after a minute and its leader after another, and nobody after that', () => {
    const story = aResponse({ shifts: SHIFTS, plans: [SLOW] })
    story.pass(59)
    expect(rung(story)).toEqual([])
    expect(story.wire.due[0]).toMatchObject({ step: 'ring-officer' })
    story.pass(1)
    expect(rung(story)).toEqual([['rings-officer', 60, ['o']]])
    expect(story.call('o')).toMatchObject({ duty: 'duty-room', state: 'sent' })
    story.pass(60)
    story.pass(100, 1)
    expect(rung(story)).toEqual([
      ['rings-officer', 60, ['o']],
      ['rings-leader', 120, ['l']],
    ])
  })

  it('and of which it takes some has nobody called', () => {
    const story = aResponse({ shifts: SHIFTS, plans: [SLOW] })
    story.pass(30)
    story.enter('answer')
    story.pass(200, 1)
    expect(rung(story)).toEqual([])
    expect(story.wire.due).toEqual([])
  })

  it('has them called late rather than never, each once, where the server was down', () => {
    const story = aResponse({ shifts: SHIFTS, plans: [SLOW] })
    story.jump(200)
    story.restart()
    story.pass(0)
    story.restart()
    story.pass(30, 1)
    expect(rung(story)).toEqual([['rings-officer', 200, ['o']]])
    story.pass(60, 1)
    expect(rung(story).map(([word]) => word)).toEqual(['rings-officer', 'rings-leader'])
  })

  it('is not put off by a clock that was put back', () => {
    const story = aResponse({ shifts: SHIFTS, plans: [SLOW] })
    story.jump(-3600)
    story.pass(0)
    expect(rung(story).map(([word]) => word)).toEqual(['rings-officer'])
  })

  it('waits neither for a decline of the officer nor for his turn in the chain, which he still has', () => {
    const story = aResponse({ shifts: SHIFTS, plans: [SLOW] })
    story.pass(60)
    const sentBefore = story.sent.length
    story.tap('a', 'decline')
    story.settle()
    // The chain does not wait for the officer: its next step comes now, and reminds him as it calls the room.
    expect(story.incident.alerts.filter(({ personId }) => personId === 'o')).toHaveLength(1)
    expect(story.sent.slice(sentBefore).map(({ alertId }) => alertId)).toContain(story.call('o')?.id)
    expect(story.words()).toContain('called-duty-room')
  })

  it('reminds whoever of the room had been called before, and calls nobody twice', () => {
    const first = planned({ tiers: [{ duties: ['duty-room'], waitSeconds: 600 }] })
    const story = aResponse({ shifts: SHIFTS, plans: [first] })
    const calls = story.incident.alerts.length
    expect(story.call('o')).toBeDefined()
    story.pass(60)
    expect(rung(story)).toEqual([['rings-officer', 60, ['o']]])
    expect(story.log.at(-1)?.detail['remindedIds']).toEqual(['o'])
    expect(story.incident.alerts).toHaveLength(calls)
    expect(story.sent.filter(({ alertId }) => alertId === story.call('o')?.id)).toHaveLength(1)
  })

  it('calls the leader with an officer whom nothing can ring, and whoever stands in for one who is away', () => {
    const people = [...township().people.filter(({ id }) => id !== 'o'), member('o', [])]
    const responsibilities = township().responsibilities.filter(({ duty }) => duty !== 'duty-room')
    const mute = aResponse({ shifts: SHIFTS, plans: [SLOW], people, responsibilities })
    mute.pass(60)
    expect(rung(mute)).toEqual([
      ['rings-officer', 60, ['o']],
      ['rings-leader', 60, ['l']],
    ])
    const left = aResponse({ shifts: SHIFTS, plans: [SLOW], absences: [away('o', 's')] })
    left.pass(60)
    expect(rung(left)).toEqual([['rings-officer', 60, ['s']]])
  })

  it('calls the leader at once when the officer says that he cannot', () => {
    const story = aResponse({ shifts: SHIFTS, plans: [SLOW] })
    story.pass(60)
    story.pass(5)
    story.tap('o', 'decline')
    story.settle()
    expect(rung(story).map(([word, at]) => [word, at])).toEqual([
      ['rings-officer', 60],
      ['rings-leader', 65],
    ])
  })

  it('calls whoever sits there when it is time, not when it began', () => {
    const story = aResponse({ shifts: SHIFTS, plans: [SLOW] })
    story.pass(30)
    story.arrange({ shifts: [sits('s', 'officer'), sits('l', 'leader')] })
    story.pass(30)
    expect(rung(story)).toEqual([['rings-officer', 60, ['s']]])
  })

  it('calls the officer again where no leader sits there, for somebody has to hear', () => {
    const story = aResponse({ shifts: [sits('o', 'officer')], plans: [SLOW] })
    story.pass(60)
    story.pass(60)
    expect(rung(story)).toEqual([
      ['rings-officer', 60, ['o']],
      ['rings-leader', 120, ['o']],
    ])
  })

  it('is no such alarm where its plan makes no sound, unless it is one that is always heard', () => {
    const plan = planned({ kinds: ['dispute', 'fire'], sound: 'none', tiers: SLOW.tiers })
    const dispute = aResponse({ shifts: SHIFTS, plans: [plan] }, 'dispute')
    dispute.pass(500, 1)
    expect(rung(dispute)).toEqual([])
    const fire = aResponse({ shifts: SHIFTS, plans: [plan] })
    fire.pass(60)
    expect(rung(fire)).toHaveLength(1)
  })

  it('begins when the night is over where it may wait for the morning', () => {
    const rests = planned({
      kinds: ['other'],
      nightRest: { from: '11:00', until: '12:10' },
      tiers: SLOW.tiers,
    })
    const story = aResponse({ shifts: SHIFTS, plans: [rests] }, 'other')
    story.pass(0)
    story.set({ restsUntil: new Date(story.nowMs + 600_000).toISOString() })
    story.pass(599, 60)
    expect(rung(story)).toEqual([])
    story.pass(1)
    story.pass(59)
    expect(rung(story)).toEqual([])
    story.pass(1)
    expect(rung(story)).toEqual([['rings-officer', 660, ['o']]])
  })

  it('lets go of those it called ahead of their turn once the duty room takes notice', () => {
    const story = aResponse({ shifts: SHIFTS, plans: [SLOW] })
    story.pass(60)
    story.pass(60)
    story.tap('o', 'seen')
    story.enter('answer', {})
    expect(story.call('l')).toBeUndefined()
    expect(story.call('o')).toBeUndefined()
    story.pass(120)
    // At their turn they are called as anybody.
    expect(story.call('o')?.state).toBe('sent')
  })

  it('has its time anew where what was known becomes graver, and goes on where nobody had taken notice', () => {
    const plans = [planned({ kinds: ['fire', 'smoke'], tiers: SLOW.tiers })]
    const heard = aResponse({ shifts: SHIFTS, plans }, 'smoke')
    heard.pass(30)
    heard.enter('answer')
    heard.pass(30)
    heard.hear('p', 'fire')
    heard.pass(59)
    expect(rung(heard)).toEqual([])
    heard.pass(1)
    expect(rung(heard)).toEqual([['rings-officer', 120, ['o']]])
    const unheard = aResponse({ shifts: SHIFTS, plans }, 'smoke')
    unheard.pass(60)
    unheard.hear('p', 'fire')
    unheard.pass(60)
    expect(rung(unheard).map(([word, at]) => [word, at])).toEqual([
      ['rings-officer', 60],
      ['rings-leader', 120],
    ])
  })
})
