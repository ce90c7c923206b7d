import { describe, expect, it } from 'vitest'
import type { Alert, Incident } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import { soundOf } from '#lib/alarm/sounding.ts'
import { queued } from '#lib/desk/list.ts'
import { calledAt, type CallList, callList, heldStill } from '#lib/phone/call-list.ts'
import { callsOf } from '#lib/phone/standing.ts'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { anIncident } from '../support/an-incident.ts'

const nowMs = Date.parse('2026-11-28T06:00:00.000Z')
const at = new Date(nowMs - 60_000).toISOString()

function incident(id: string, kind: Kind = 'gas', state: Alert['state'] | null = 'sent', exercise = false): Incident {
  const rest = {
    duty: 'household',
    areaId: null,
    tier: 0,
    deliveredAt: null,
    seenAt: null,
    answeredAt: null,
    ...NOT_GOING,
  } as const
  return {
    ...anIncident(id, at),
    kind,
    severity: 'extreme',
    exercise,
    alerts: state === null ? [] : [{ id: `a-${id}`, incidentId: id, personId: 'me', state, sentAt: at, ...rest }],
  }
}

const listOf = (incidents: Incident[], isFlooded: boolean) =>
  callList(callsOf(incidents, 'me', [], nowMs), 'me', isFlooded)
const idsOf = ({ calls, groups }: CallList) => [
  ...calls.map((call) => call.incident.id),
  ...(groups ?? []).flatMap((group) => group.calls.map((call) => call.incident.id)),
]

describe('the calls on a phone', () => {
  it('stand each for itself, and in a flood in groups that hold every one', () => {
    const all = [incident('a'), incident('b'), incident('c', 'sos')]
    expect(listOf(all, false)).toMatchObject({ calls: [{}, {}, {}], groups: null })
    const flooded = listOf(all, true)
    expect(idsOf(flooded).toSorted()).toEqual(['a', 'b', 'c'])
    expect(flooded.groups?.map(({ kind, waiting }) => [kind, waiting])).toEqual([
      ['sos', 1],
      ['gas', 2],
    ])
  })

  it('count towards a flood when somebody called, not when the person reported it', () => {
    const reported = { incident: incident('mine', 'gas', null) }
    expect(calledAt([{ incident: incident('a') }, reported], 'me')).toEqual([Date.parse(at)])
  })

  it('stay where they are under a finger, with what is known of them now', () => {
    const before = listOf([incident('b'), incident('a')], false)
    const after = listOf([incident('a', 'gas', 'accepted'), incident('b'), incident('new', 'sos')], false)
    const held = heldStill(before, after)
    expect(idsOf(held)).toEqual(idsOf(before))
    expect(held.calls.find((call) => call.incident.id === 'a')?.standing).toBe('going')
  })

  it('do not even fall into groups under a finger, nor out of them', () => {
    const all = [incident('a'), incident('b'), incident('c', 'sos')]
    const [single, grouped] = [listOf(all, false), listOf(all, true)]
    expect(heldStill(single, grouped)).toMatchObject({ groups: null, calls: [{}, {}, {}] })
    expect(idsOf(heldStill(grouped, single))).toEqual(idsOf(grouped))
    expect(heldStill(grouped, single).groups?.[0]?.shown?.incident.id).toBe('c')
  })

  it('keep one that has just been closed until the finger is lifted', () => {
    const before = listOf([incident('a'), incident('b')], false)
    expect(idsOf(heldStill(before, listOf([incident('a')], false)))).toEqual(['a', 'b'])
  })
})

describe('the sound of many alarms', () => {
  const sound = (incidents: Incident[]) =>
    soundOf(
      incidents.map((one) => queued(one, nowMs)),
      nowMs,
    )

  it('is one, however many there are', () => {
    const thirty = Array.from({ length: 30 }, (_, n) => incident(`i-${n}`))
    expect(sound(thirty)).toEqual(sound(thirty.slice(0, 1)))
  })

  it('is that of what is real: a drill is silent beside it, and heard alone', () => {
    const drill = incident('drill', 'fire', 'sent', true)
    const real = { ...incident('real', 'other'), severity: 'minor' as const }
    expect(sound([drill, real])).toMatchObject({ tone: 'ordinary' })
    expect(sound([drill])).toMatchObject({ tone: 'urgent' })
  })
})
