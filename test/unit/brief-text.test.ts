import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BriefFacts, briefFactsSchema } from '#shared/brief.ts'
import { type Kind, KINDS } from '#shared/kinds.ts'
import { arrangementAt, type Version } from '../../server/domain/arrangement.ts'
import { briefFactsOf } from '../../server/domain/brief-facts.ts'
import { briefPaper, briefPlain, briefWords, degreesMinutes, momentSaid } from '../../server/domain/brief-text.ts'
import { draftBrief } from '../../server/domain/briefing.ts'
import type { IncidentRecord, Making } from '../../server/domain/facts.ts'
import { aResponse } from '../support/a-response.ts'
import { middleOf, planned, township } from '../support/made-up-township.ts'

const zone = 'Asia/Shanghai'
const making: Making = { now: new Date('2026-11-23T10:00:00+08:00'), timeZone: zone, newId: () => 'b' }
const facts: BriefFacts = {
  exercise: false,
  kind: 'fire',
  isSuspected: true,
  outcome: null,
  firePhase: null,
  endedAt: null,
  discoveredAt: '2026-11-23T01:41:00.000Z',
  township: '聪子峪乡',
  ground: ['土岭底村', '第二网格', '三片区'],
  near: { name: '南沟', distanceMetres: 20, bearingDegrees: 40 },
  location: [112.345678, 36.754321],
  withinMetres: 60,
  sources: { cameras: 1, sensors: 0, feeds: 0, people: 0 },
  households: 12,
  called: 6,
  going: 2,
  arrived: 0,
  needed: 2,
  servicesCalled: [],
  danger: { grade: 4, isOfficial: true },
  windKilometresPerHour: 18,
}
const first = { stage: 'first', number: 1 } as const

describe('the first report', () => {
  it('says on the telephone what, where, since when, by whom, who goes and what is asked, in half a minute', () => {
    const { text } = briefWords(first, facts, null, making)
    expect(text).toBe(
      '聪子峪乡报告：11月23日9时41分，土岭底村第二网格南沟发现疑似火情，由1处摄像机发现，尚未核实。该范围内有登记住户12户。已通知6人，2人正在赶赴现场，119、110、120均未报。森林火险四级，中午实测风速每小时18公里。正在核实，请县里做好支援准备。后续情况随时续报。',
    )
    expect([...text].length).toBeLessThan(160)
  })

  it('has in writing the place in degrees and minutes as well, and what is estimated is called so', () => {
    const { written } = briefWords(first, { ...facts, danger: { grade: 4, isOfficial: false } }, null, making)
    expect(written).toContain('北纬36度45.259分、东经112度20.741分（误差约60米）')
    expect(written).toContain('森林火险四级（系统估算）')
    expect(written).toContain('人员伤亡情况正在核实')
  })

  it('says that it is a drill before anything else', () => {
    const { text, written } = briefWords(first, { ...facts, exercise: true }, null, making)
    expect([text, written].every((words) => words.startsWith('【演练】这是演练。'))).toBe(true)
  })

  it('says what is not known rather than nothing, and never a place that nobody knows', () => {
    const bare = { ...facts, ground: [], near: null, location: null, withinMetres: null, households: null }
    const sources = { cameras: 0, sensors: 0, feeds: 0, people: 0 }
    const { text, written } = briefWords(first, { ...bare, danger: null, sources, going: 0 }, null, making)
    expect(text).toContain('位置待核实处')
    expect(text).toContain('来源待核实')
    expect(text).toContain('尚无人应答前往')
    expect(written).not.toMatch(/度|undefined|null/)
  })
})

describe('the reports after it', () => {
  it('say what has changed and not again how it began', () => {
    const later = { ...facts, isSuspected: false, outcome: 'real', arrived: 2, servicesCalled: ['119' as const] }
    const { text } = briefWords({ stage: 'follow-up', number: 2 }, later, facts, making)
    expect(text).toBe(
      '聪子峪乡续报二：土岭底村第二网格南沟火情，截至11月23日10时0分，经现场核实属实；已通知6人，2人已到场；已拨打119。后续情况随时续报。',
    )
    expect(briefWords({ stage: 'follow-up', number: 2 }, facts, facts, making).text).toContain('情况无变化')
  })

  it('end with when it was over and how, and leave to be written what no machine knows', () => {
    const over = {
      ...facts,
      isSuspected: false,
      outcome: 'real',
      firePhase: 'withdraw',
      endedAt: '2026-11-23T04:00:00.000Z',
    }
    const { text } = briefWords({ stage: 'final', number: 1 }, over, facts, making)
    expect(text).toContain('聪子峪乡终报：11月23日9时41分发现的土岭底村第二网格南沟火情已于11月23日12时0分处置完毕')
    expect(text).toContain('人员已撤离火场')
    expect(text).toMatch(/人员伤亡和财产损失情况：$/)
  })
})

describe('what is said', () => {
  it('is by the clock of the township', () => {
    expect(momentSaid('2026-12-31T16:05:00.000Z', zone)).toBe('1月1日0时5分')
    expect(momentSaid('2026-12-31T16:05:00.000Z', 'Asia/Urumqi')).toBe('12月31日22时5分')
  })

  it('has no sixty minutes in a degree, and names each half of the world', () => {
    expect(degreesMinutes([112.9999999, -36.5])).toBe('南纬36度30.000分、东经113度0.000分')
    expect(degreesMinutes([-0.5, 0])).toBe('北纬0度0.000分、西经0度30.000分')
  })

  it('goes on paper with title, sender and time, and leaves room for whoever signs', () => {
    const words = briefWords(first, facts, null, making)
    const unsaid = { draftedBy: null, renewed: null, issuedAt: null, issuedBy: null, witnessId: null, told: [] }
    const brief = { id: 'b', ...first, ...words, facts, draftedAt: making.now.toISOString(), ...unsaid }
    const paper = briefPaper(brief, { signer: '', reporter: '李四', phone: '139', timeZone: zone })
    expect(paper.title).toBe('关于土岭底村疑似火情的报告（首报）')
    expect(paper.above).toEqual([
      ['报送单位', '聪子峪乡'],
      ['时间', '2026年11月23日10时0分'],
    ])
    expect(paper.below).toEqual([
      ['签发人', ''],
      ['报送人', '李四'],
      ['联系电话', '139'],
    ])
    expect(briefPlain(brief, paper).startsWith(`${words.text}\n\n${paper.title}\n`)).toBe(true)
  })

  it('is never undefined, whatever is known', () => {
    const any = fc.record({
      exercise: fc.boolean(),
      isSuspected: fc.boolean(),
      kind: fc.constantFrom(...KINDS),
      outcome: fc.constantFrom(null, 'real', 'false-alarm', 'unreachable', 'of-tomorrow'),
      firePhase: fc.constantFrom(null, 'fire-out', 'withdraw', 'of-tomorrow'),
      called: fc.nat(20),
      going: fc.nat(9),
      arrived: fc.nat(9),
      needed: fc.nat(5),
      households: fc.option(fc.nat(90)),
      endedAt: fc.constantFrom(null, '2026-11-23T04:00:00.000Z'),
    })
    fc.assert(
      fc.property(
        any,
        any,
        fc.constantFrom('first', 'follow-up', 'final' as const),
        fc.integer({ min: 1, max: 40 }),
        (a, b, stage, number) => {
          const words = briefWords({ stage: stage as 'first', number }, { ...facts, ...a }, { ...facts, ...b }, making)
          expect(Object.values(words).join()).not.toMatch(/undefined|null|NaN|；；|，，|。。/)
        },
      ),
    )
  })
})

describe('what a report is written from', () => {
  const house = (id: string, head: string): Version<{ id: string; location: [number, number] }> & { head: string } => {
    const version = { versionId: id, validFrom: null, validUntil: null }
    return { id, location: middleOf('z1'), head, ...version }
  }
  const heads = ['户甲主', '户乙主']
  const known = () =>
    briefFactsOf(
      aResponse().incident,
      arrangementAt(township(), making.now),
      heads.map((head, n) => house(`h${n}`, head)),
      making.now,
    )

  it('counts households and people, and holds nobody’s name, number or id', () => {
    const made = known()
    expect(briefFactsSchema.parse(made)).toEqual(made)
    expect(made).toMatchObject({ households: 2, township: 't', ground: ['v1', 'g1', 'z1'] })
    const words = JSON.stringify([made, briefWords(first, made, null, making)])
    for (const name of [...heads, 'h0', 'h1', 'device-id-o']) expect(words).not.toContain(name)
  })

  it('says of a false alarm, and of what nobody could reach, that it was suspected, not that it happened', () => {
    for (const outcome of ['false-alarm', 'unreachable'] as const) {
      const incident = { ...aResponse({}, 'fire').incident, handling: 'verified', outcome } as const
      const made = briefFactsOf(incident, arrangementAt(township(), making.now), [], making.now)
      expect(briefWords(first, made, null, making).text).toContain('发现疑似火情')
    }
  })

  it('of a roll call is the final one when the warning has ended, not when somebody puts it down as handled', () => {
    const story = aResponse({}, 'warning', 'r', { severity: 'severe', rollCall: ['v1'] })
    expect(story.enter('draft')).toBeNull()
    const drafted = () => draftBrief(story.incident, facts, making)?.incident.briefs.at(-1)
    const begun = story.incident.briefs.at(-1)
    if (begun === undefined) throw new Error('nothing was drafted')
    const at = making.now.toISOString()
    story.set({ briefs: [{ ...begun, issuedAt: at, told: [{ at, recipient: '县', how: 'phone', personId: 'd' }] }] })
    story.tap('v', 'handle')
    expect(story.incident.handling).toBe('handled')
    expect(drafted()?.stage).not.toBe('final')
    story.set({ condition: 'cleared' })
    expect(drafted()?.stage).toBe('final')
  })

  it('never lets a name, a number or what somebody wrote into any report, whatever people do', () => {
    const canary = '户house主13810004567'
    const actions = [
      'note',
      'acknowledge',
      'arrive',
      'verify',
      'service',
      'fire-out',
      'withdraw',
      'support',
      'decline',
    ] as const
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...actions), { maxLength: 8 }), (done) => {
        const story = aResponse({ households: [house('h', canary)] }, 'fire')
        for (const action of done) {
          story.enter(action, {
            onBehalfOf: 'a',
            note: canary,
            outcome: action === 'verify' ? 'real' : null,
            service: '119',
            isCalled: true,
          })
          const drafted = drafts(story.incident)
          expect(JSON.stringify(drafted.briefs)).not.toContain('户house')
          story.set(drafted)
        }
      }),
      { numRuns: 60 },
    )
  })
})

/** An incident with what the server would draft of it. */
function drafts(incident: IncidentRecord, at = making.now): IncidentRecord {
  const facts = briefFactsOf(incident, arrangementAt(township(), at), [], at)
  let ids = 0
  return (
    draftBrief(incident, facts, { ...making, now: at, newId: () => `brief-${incident.briefs.length}-${ids++}` })
      ?.incident ?? incident
  )
}

describe('the server', () => {
  const story = (kind: Kind = 'fire') => aResponse({ plans: [planned({ kinds: [kind] })] }, kind)
  const stages = ({ briefs }: IncidentRecord) => briefs.map(({ stage, number }) => `${stage} ${number}`)
  const settle = (one: ReturnType<typeof story>) => one.set(drafts(one.incident, new Date(one.nowMs)))
  const tell = (one: ReturnType<typeof story>) => {
    const briefId = one.incident.briefs.at(-1)?.id ?? ''
    expect(one.enter('issue', { briefId })).toBeNull()
    expect(one.enter('told', { briefId, recipient: '县应急局', how: 'phone' })).toBeNull()
    settle(one)
  }

  it('drafts the first report, the next when something is news, and the last when it is over', () => {
    const fire = story()
    settle(fire)
    expect(stages(fire.incident)).toEqual(['first 1'])
    tell(fire)
    expect(stages(fire.incident)).toEqual(['first 1'])
    fire.enter('service', { service: '119', isCalled: true })
    settle(fire)
    expect(stages(fire.incident)).toEqual(['first 1', 'follow-up 1'])
    expect(fire.incident.briefs[1]?.text).toContain('已拨打119')
    tell(fire)
    fire.enter('fire-out')
    settle(fire)
    fire.enter('withdraw')
    settle(fire)
    // What was going to be told while it burned is told of its end.
    expect(stages(fire.incident)).toEqual(['first 1', 'follow-up 1', 'final 1'])
    tell(fire)
    expect(stages(fire.incident)).toHaveLength(3)
    fire.enter('close')
    fire.enter('reopen')
    settle(fire)
    expect(stages(fire.incident).at(-1)).toBe('follow-up 2')
  })

  it('writes a draft anew while facts change, until somebody changes it: then it says what it would write', () => {
    const fire = story()
    settle(fire)
    fire.enter('service', { service: '119', isCalled: true })
    settle(fire)
    expect(fire.incident.briefs[0]).toMatchObject({ renewed: null, draftedBy: null })
    expect(fire.incident.briefs[0]?.text).toContain('已拨打119')
    fire.enter('draft', { text: '自己的话', written: '自己的正文' })
    settle(fire)
    expect(fire.incident.briefs[0]).toMatchObject({ text: '自己的话', renewed: null, draftedBy: 'd' })
    fire.enter('service', { service: '120', isCalled: true })
    settle(fire)
    const [edited] = fire.incident.briefs
    expect(edited?.text).toBe('自己的话')
    expect(edited?.renewed?.text).toContain('119、120')
    // Taken over, it is the server's again.
    fire.enter('draft', { briefId: edited?.id ?? '' })
    expect(fire.incident.briefs[0]).toMatchObject({ renewed: null, draftedBy: null, text: edited?.renewed?.text })
  })

  it('drafts nothing of private affairs, and refuses to begin with it', () => {
    const dispute = story('dispute')
    settle(dispute)
    expect(dispute.incident.briefs).toEqual([])
    expect(dispute.enter('draft', { text: '某某家' })).toMatchObject({ reason: 'invalid', field: 'action' })
  })

  it('begins one about anything else when somebody asks for it', () => {
    const gas = story('gas')
    settle(gas)
    expect(gas.incident.briefs).toEqual([])
    expect(gas.enter('draft')).toBeNull()
    settle(gas)
    expect(gas.incident.briefs[0]).toMatchObject({ stage: 'first', draftedBy: null })
    expect(gas.incident.briefs[0]?.text).toContain('燃气险情')
  })

  it('changes nothing that is signed or told, and names the report that is not there', () => {
    const fire = story()
    settle(fire)
    const briefId = fire.incident.briefs[0]?.id ?? ''
    expect(fire.enter('issue', { briefId: 'nowhere' })).toMatchObject({ reason: 'invalid', field: 'briefId' })
    // Told at once and signed afterwards, as it is in the night.
    expect(fire.enter('told', { briefId, recipient: '县委值班室', how: 'phone' })).toBeNull()
    expect(fire.log.at(-1)?.detail).toMatchObject({ recipient: '县委值班室', unsigned: true })
    expect(fire.enter('draft', { briefId, text: '改' })).toMatchObject({ field: 'briefId' })
    expect(fire.enter('issue', { briefId, onBehalfOf: 'l', heardBy: 'phone' })).toBeNull()
    expect(fire.incident.briefs[0]).toMatchObject({ issuedBy: 'l', witnessId: 'd' })
    expect(fire.enter('issue', { briefId })).toMatchObject({ field: 'briefId' })
  })
})

describe('119, 110 and 120', () => {
  it('keep the last word for each, and the log all of them', () => {
    const fire = aResponse()
    fire.enter('service', { service: '119', isCalled: false })
    fire.pass(60)
    fire.enter('service', { service: '119', isCalled: true })
    fire.enter('service', { service: '120', isCalled: false, onBehalfOf: 'l', heardBy: 'radio' })
    // Entered later, it was before the last word.
    fire.enter('service', {
      service: '119',
      isCalled: false,
      at: new Date(fire.nowMs - 30_000).toISOString(),
      late: true,
    })
    expect(fire.incident.services.map(({ service, isCalled }) => [service, isCalled])).toEqual([
      ['119', true],
      ['120', false],
    ])
    expect(fire.log.filter(({ action }) => action === 'service').map(({ detail }) => detail['isCalled'])).toEqual([
      false,
      true,
      false,
      false,
    ])
  })

  it('of two incidents that turn out to be one were called where they were for either', () => {
    const [one, other] = [aResponse({}, 'fire', 'one'), aResponse({}, 'fire', 'other')]
    one.enter('service', { service: '119', isCalled: true })
    other.pass(60)
    other.enter('service', { service: '119', isCalled: false })
    one.join(other.incident)
    expect(one.incident.services).toMatchObject([{ service: '119', isCalled: true }])
  })
})
