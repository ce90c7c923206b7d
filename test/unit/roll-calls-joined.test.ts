import { describe, expect, it } from 'vitest'
import type { Unwoken } from '#shared/roll-call.ts'
import type { Viewer } from '#shared/session.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import type { Facts, IncidentRecord, Making } from '../../server/domain/facts.ts'
import { actMerge } from '../../server/domain/join-act.ts'
import { mergeInto, partAgain } from '../../server/domain/join.ts'
import { othersNear } from '#lib/desk/joining.ts'
import { aResponse, NOON } from '../support/a-response.ts'
import { middleOf, planned, township, versionOf } from '../support/made-up-township.ts'

const plans = [planned({ kinds: ['warning'], tiers: [{ duties: ['household', 'village'], waitSeconds: 60 }] })]
const households = (['z1', 'z2', 'w1'] as const).map((zone) => versionOf({ id: `h-${zone}`, location: middleOf(zone) }))
const rolled = (name: string, areaIds: string[]) =>
  aResponse({ plans, households }, 'warning', name, { severity: 'severe', rollCall: areaIds })
const arrangement = arrangementAt(township({ plans, households }), NOON)
const making = (seconds: number): Making => {
  let ids = 0
  return { now: new Date(NOON.getTime() + seconds * 1000), timeZone: 'Asia/Shanghai', newId: () => `j-${ids++}` }
}
const clerk: Viewer = { personId: 'd', name: '', roles: ['duty'], duties: [], areaIds: null }

function merged(incident: IncidentRecord, other: IncidentRecord) {
  const facts: Facts = {
    seq: 1,
    arrangement,
    timeZone: 'Asia/Shanghai',
    terrain: null,
    incidents: new Map([incident, other].map((one) => [one.id, one])),
    signals: new Map(),
  }
  const body = { id: 'm', action: 'merge', incidentId: other.id } as const
  return actMerge(other, { incident, body, viewer: clerk, facts, making: making(10) })
}

describe('roll calls that turn out to be one', () => {
  it('are joined with each other and with nothing else, so that nobody stops being called', () => {
    const [roll, other, plain] = [rolled('r', ['v1']), rolled('s', ['v2']), aResponse({ plans }, 'warning', 'p')]
    const refused = { ok: false, reason: 'contradiction', state: 'roll-call', allowed: ['note'] }
    expect(merged(roll.incident, plain.incident)).toEqual(refused)
    expect(merged(plain.incident, roll.incident)).toEqual(refused)
    expect(merged(roll.incident, other.incident)).toMatchObject({ ok: true })
    const open = [roll.wire, other.wire, plain.wire]
    expect(othersNear(roll.wire, open).map(({ id }) => id)).toEqual([other.wire.id])
    expect(othersNear(plain.wire, open)).toEqual([])
  })

  it('are each what it was when they are parted again', () => {
    const [one, other] = [rolled('r', ['v1']), rolled('s', ['v2'])]
    other.pass(100)
    const arranged = { arrangement, signals: [] }
    const { callings, detail } = mergeInto(one.incident, other.incident, arranged, making(110))
    const [into, from] = callings.map(({ incident }) => incident)
    if (into === undefined || from === undefined) throw new Error('nothing was joined')
    expect(into.rollCall).toMatchObject({ areaIds: ['v1', 'v2'], rounds: 1 })
    const parted = partAgain(into, from, detail, arranged, making(120)).callings.map(({ incident }) => incident)
    expect(parted.map(({ rollCall }) => [rollCall?.areaIds, rollCall?.rounds])).toEqual([
      [['v1'], 1],
      [['v2'], 2],
    ])
  })

  it('list whoever is to be woken once, and count the households of both', () => {
    const [one, other] = [rolled('r', ['v1']), rolled('s', ['v2'])]
    const asleep: Unwoken = { personId: 'v', at: NOON.toISOString(), why: 'silent', knockerIds: ['a'] }
    for (const [story, told] of [
      [one, 2],
      [other, 1],
    ] as const) {
      const { rollCall } = story.incident
      if (rollCall === null) throw new Error('it is no roll call')
      story.set({ rollCall: { ...rollCall, unwoken: [asleep], households: { ...rollCall.households, told } } })
    }
    one.join(other.incident)
    expect(one.incident.rollCall?.unwoken.map(({ personId }) => personId)).toEqual(['v'])
    expect(one.incident.rollCall?.households).toMatchObject({ total: 3, told: 3 })
    one.join({ ...other.incident, id: 'again' })
    expect(one.incident.rollCall?.households).toMatchObject({ total: 3, told: 3 })
  })
})
