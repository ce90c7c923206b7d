import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alarmState, goingCount } from '#shared/alarm-state.ts'
import type { Viewer } from '#shared/session.ts'
import { needsPeople, silentOf } from '../../server/domain/next-step.ts'
import { leftBehind } from '../../server/domain/facts.ts'
import { recusedAnew, withoutRecused } from '../../server/domain/recusing.ts'
import { maySee, scopeOf } from '../../server/domain/viewer.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { incidentsOfDrill } from '../../server/domain/drill.ts'
import { mergeInto, partAgain, splitOff } from '../../server/domain/join.ts'
import { aResponse, NOON } from '../support/a-response.ts'
import { member as anyone, planned, sits, township } from '../support/made-up-township.ts'

const plans = [planned({ kinds: ['dispute', 'gas'], respondersNeeded: 1 })]
const begun = (kind: 'dispute' | 'gas' = 'gas', shifts = [sits('o', 'officer'), sits('l', 'leader')]) =>
  aResponse({ plans, shifts }, kind)
const note = '是我亲戚'

describe('whoever keeps out of a case', () => {
  it('is passed over, stays visible, and who is next is called at once as after a decline', () => {
    const story = begun()
    expect(story.call('a')).toBeDefined()
    expect(story.tap('a', 'recuse', { note })).toBeNull()
    story.settle()
    expect(story.incident.recusedIds).toEqual(['a'])
    expect(story.incident.chain.find(({ personId }) => personId === 'a')).toMatchObject({
      called: false,
      reason: 'recused',
    })
    expect(story.call('a')?.state).toBe('declined')
    expect(story.call('k')).toBeDefined()
    expect(story.log.filter(({ action }) => action === 'recuse').map((entry) => entry.note)).toEqual([note])
  })

  it('is never called again, though it is raised, reopened or its chain made anew', () => {
    const story = begun()
    story.tap('k', 'recuse', { note })
    story.pass(3000, 20)
    story.enter('close')
    story.enter('reopen', { note })
    story.pass(3000, 20)
    expect(story.incident.alerts.some(({ personId }) => personId === 'k')).toBe(false)
    expect(story.call('v')).toBeDefined()
  })

  it('neither handles nor checks it, nor is sent to it, whoever enters it', () => {
    const story = begun()
    story.tap('a', 'recuse', { note })
    const refused = { reason: 'contradiction', state: 'recused' }
    for (const action of ['acknowledge', 'depart', 'arrive', 'handle', 'check', 'close', 'tick'] as const) {
      expect([action, story.enter(action, { onBehalfOf: 'a', line: 1 })]).toMatchObject([action, refused])
    }
    expect(story.enter('verify', { onBehalfOf: 'a', outcome: 'real' })).toMatchObject(refused)
    expect(story.enter('assign', { personId: 'a' })).toMatchObject(refused)
    expect(story.tap('a', 'note', { note: '只说一句' })).toBeNull()
  })

  it('says so for themselves; of another only the duty room may, and never without a reason', () => {
    const story = begun()
    expect(story.tap('a', 'recuse', { note, personId: 'k' })).toEqual({ ok: false, reason: 'not-allowed' })
    expect(story.tap('a', 'recuse')).toMatchObject({ reason: 'invalid', field: 'note' })
    expect(story.enter('recuse', { note, personId: 'a' })).toBeNull()
    expect(story.incident.recusedIds).toEqual(['a'])
    story.enter('recuse', { note, personId: 'a' })
    expect(story.incident.recusedIds).toEqual(['a'])
  })

  it('keeps out of what is split off it, and of both when they are parted again', () => {
    const story = begun()
    story.hear('p')
    story.tap('a', 'recuse', { note })
    let ids = 0
    const making = { now: NOON, timeZone: 'Asia/Shanghai', newId: () => `s-${ids++}` }
    const arranged = { arrangement: arrangementAt(township({ plans }), NOON), signals: [] }
    const chosen = [{ incidentId: story.incident.id, observationId: 'id-p', deviceId: null }]
    const exercise = { ...story.incident, exercise: true, drill: { id: 'd1', loud: false } }
    const split = splitOff(exercise, chosen, arranged, making)?.callings[1]?.incident
    expect(split).toMatchObject({ recusedIds: ['a'], drill: { id: 'd1' } })
    expect(split?.alerts.some(({ personId }) => personId === 'a')).toBe(false)
    const drill = { id: 'd1', areaId: 't', script: [], played: [], startedAt: NOON, endedAt: null, incidentIds: [] }
    const facts = { incidents: new Map(split === undefined ? [] : [[split.id, split]]) }
    expect(incidentsOfDrill({ ...drill, loudConfirmedBy: null }, facts)).toEqual([split])

    const [into, other] = [begun(), aResponse({ plans }, 'gas', 'other')]
    const joining = mergeInto(into.incident, other.incident, arranged, making)
    const [one, gone] = joining.callings.map(({ incident }) => incident)
    if (one === undefined || gone === undefined) throw new Error('nothing was joined')
    const parted = partAgain({ ...one, recusedIds: ['a'] }, gone, joining.detail, arranged, making).callings
    for (const { incident } of parted) {
      expect(incident.recusedIds).toEqual(['a'])
      expect(incident.chain.some(({ personId, called }) => personId === 'a' && called)).toBe(false)
    }
  })

  it('sees a private affair no more, unless they are its duty room', () => {
    const story = begun('dispute')
    const member: Viewer = {
      personId: 'a',
      name: '',
      roles: ['leader'],
      duties: [{ duty: 'village', areaId: 'v1' }],
      areaIds: ['v1', 'g1', 'z1'],
    }
    const room: Viewer = { ...member, duties: [{ duty: 'duty-room', areaId: 't' }] }
    const before = new Map([[story.incident.id, story.incident]])
    expect(maySee(member, scopeOf(story.incident))).toBe(true)
    story.tap('a', 'recuse', { note })
    expect(maySee(member, scopeOf(story.incident))).toBe(false)
    expect(maySee(room, scopeOf(story.incident))).toBe(true)
    expect(leftBehind(before, [story.incident])).toEqual([
      { change: { type: 'gone', incidentId: story.incident.id }, areaIds: [], personIds: ['a'] },
    ])
    const gas = begun('gas')
    gas.tap('a', 'recuse', { note })
    expect(maySee(member, scopeOf(gas.incident))).toBe(true)
  })

  it('of the duty room is called all the same where nothing rings the others who sit there', () => {
    const people = [...township().people.filter(({ id }) => id !== 'l'), anyone('l', [])]
    const responsibilities = township().responsibilities.filter(({ duty }) => duty !== 'duty-room')
    const shifts = [sits('o', 'officer'), sits('l', 'leader')]
    const story = aResponse({ plans, shifts, people, responsibilities }, 'gas')
    story.enter('recuse', { note, personId: 'o' })
    story.pass(60)
    expect(story.log.find(({ action }) => action === 'rings-officer')?.detail['personIds']).toEqual(['o'])
    const room = story.incident.chain.filter(({ duty }) => duty === 'duty-room')
    expect(room.some(({ personId, called }) => personId === 'o' && called)).toBe(true)
  })

  it('is written anew only where they are others than before', () => {
    const before = new Map([
      ['same', { recusedIds: ['a'] }],
      ['more', { recusedIds: ['a'] }],
    ])
    const said = { same: ['a'], more: ['a', 'b'], unknown: ['c'] }
    expect(recusedAnew(before, said)).toEqual({ more: ['a', 'b'], unknown: ['c'] })
  })

  it('keeps the work of the duty room where nobody else sits there', () => {
    const story = begun('gas', [])
    expect(story.enter('recuse', { note, personId: 'd' })).toBeNull()
    expect(story.incident.chain.at(-1)).toMatchObject({ personId: 'd', duty: 'duty-room', called: true })
    story.pass(3000, 20)
    expect(story.call('d')).toBeDefined()
    expect(story.enter('answer')).toBeNull()
    expect(story.enter('assign', { personId: 'b' })).toBeNull()
    expect(story.enter('handle')).toMatchObject({ state: 'recused' })
    expect(story.enter('handle', { onBehalfOf: 'b' })).toBeNull()
  })

  it('is passed over where the duty room has another, who is rung in their place', () => {
    const story = begun()
    story.enter('recuse', { note, personId: 'o' })
    expect(story.incident.chain.find(({ personId }) => personId === 'o')?.called).toBe(false)
    story.pass(200, 5)
    expect(story.log.some(({ action }) => action === 'rings-leader' || action === 'rings-officer')).toBe(true)
    expect(story.call('o')).toBeUndefined()
    expect(story.call('l')).toBeDefined()
  })

  it('keeps out of both where two incidents turn out to be one', () => {
    const [into, from] = [begun(), aResponse({ plans }, 'gas', 'other')]
    from.tap('a', 'recuse', { note })
    into.tap('a', 'acknowledge')
    into.join(from.incident)
    expect(into.incident.recusedIds).toEqual(['a'])
    expect(goingCount(into.incident)).toBe(0)
  })

  it('leaves the duty room in every chain: nobody keeps it empty', () => {
    const ids = fc.subarray(['a', 'a2', 'k', 'v', 'o', 'l', 'd'])
    fc.assert(
      fc.property(ids, fc.boolean(), (out, isManned) => {
        const { chain } = begun('gas', isManned ? [sits('o', 'officer'), sits('l', 'leader')] : []).incident
        const one = out.reduce((links, _id, nth) => withoutRecused(links, out.slice(0, nth + 1)), chain)
        for (const links of [one, withoutRecused(chain, out)]) {
          expect(links.some(({ duty, called, personId }) => duty === 'duty-room' && called && personId !== null)).toBe(
            true,
          )
          expect(links).toHaveLength(chain.length)
          expect(withoutRecused(links, out)).toEqual(links)
        }
      }),
    )
  })

  it('never leaves nobody answering for it, whatever else people do and however the clock runs', () => {
    const people = ['a', 'a2', 'k', 'v', 'o', 'l', 'd'] as const
    const step = fc.oneof(
      fc.record({ recuses: fc.constantFrom(...people) }),
      fc.record({
        does: fc.constantFrom('acknowledge', 'decline', 'answer', 'support', 'reopen', 'close'),
        who: fc.constantFrom(...people),
      }),
      fc.record({ passes: fc.integer({ min: 1, max: 900 }) }),
    )
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 14 }), (isManned, steps) => {
        const story = begun('gas', isManned ? [sits('o', 'officer'), sits('l', 'leader')] : [])
        for (const each of steps) {
          if ('recuses' in each) story.enter('recuse', { note, personId: each.recuses })
          else if ('passes' in each) story.pass(each.passes, 20)
          else story.enter(each.does as 'close', each.does === 'answer' ? {} : { note, onBehalfOf: each.who })
          story.settle()
          const { incident } = story
          const isGoingThough = incident.alerts.filter(
            ({ state, personId }) => state === 'accepted' && incident.recusedIds.includes(personId),
          )
          expect(isGoingThough).toEqual([])
          if (!needsPeople(incident)) continue
          const lastLoss = story.log.findLastIndex(
            ({ action }) => action === 'recuse' || action === 'decline' || action === 'stalled',
          )
          const isHeardSince = story.log.findLastIndex(({ action }) => action === 'answer') > lastLoss
          const isAnswered = goingCount(incident) > 0 || silentOf(incident).length > 0 || incident.next !== null
          const isHeard = alarmState(incident, story.nowMs) === 'unanswered' || isHeardSince
          expect([isAnswered || isHeard, incident.answered, incident.next]).toEqual([
            true,
            incident.answered,
            incident.next,
          ])
        }
      }),
      { numRuns: 150 },
    )
  })
})
