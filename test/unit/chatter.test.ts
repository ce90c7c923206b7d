import { describe, expect, it } from 'vitest'
import { type Decoded, signOfLife } from '../../server/domain/decode/format.ts'
import { chatterOf, partsOfKey, withEdge } from '../../server/domain/chatter.ts'
import { takeDue } from '../../server/domain/due.ts'
import type { Decision, Facts } from '../../server/domain/facts.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import { afterwards, demoFacts, makingAt, NOON } from '../support/demo-facts.ts'
import { messageOn } from '../support/message-fixtures.ts'

const detector = [...demoFacts().arrangement.devices.values()].find(({ kind }) => kind === 'smoke')
const [address] = detector?.addresses ?? []
if (!address) throw new Error('the demo township has no smoke alarm')

/** The detector goes on and off every `everySeconds`, so many times; facts afterwards, and what was decided. */
function flutter(
  times: number,
  everySeconds: number,
  from: Facts = demoFacts(),
): { facts: Facts; decisions: Decision[] } {
  let facts = from
  const decisions: Decision[] = []
  for (let n = 0; n < times * 2; n++) {
    const state: Decoded['state'] = n % 2 === 0 ? 'active' : 'cleared'
    const decoded: Decoded = { ...signOfLife(address!.externalId, 'smoke'), kind: 'smoke', signal: 'level', state }
    const arrival = { sourceId: address!.source, decoded, message: messageOn('t', {}, { receivedAt: NOON }), key: null }
    const decision = decideArrivals([arrival], facts, makingAt(n * everySeconds))
    facts = afterwards(facts, decision)
    decisions.push(decision)
  }
  return { facts, decisions }
}

const only = (facts: Facts) => [...facts.incidents.values()][0]
const logged = (decisions: Decision[], action: string) =>
  decisions.flatMap(({ actions }) => actions).filter((entry) => entry.action === action)

describe('a signal that goes on and off', () => {
  it('is news each time while that is seldom', () => {
    const { facts, decisions } = flutter(8, 150)
    expect(logged(decisions, 'chattering')).toEqual([])
    expect(only(facts)?.condition).toBe('cleared')
    expect(decisions.every(({ readings }) => readings.length === 0)).toBe(true)
  })

  it('is said once to chatter, counts as on, and is kept as readings', () => {
    const { facts, decisions } = flutter(30, 5)
    expect(logged(decisions, 'chattering')).toHaveLength(1)
    expect(only(facts)?.condition).toBe('active')
    expect(facts.incidents.size).toBe(1)
    const kept = decisions.flatMap(({ readings, evidence }) => [...readings, ...evidence])
    expect(kept).toHaveLength(60)
  })

  it('is listed with how often it went on in the last hour, and since when', () => {
    const { facts } = flutter(30, 5)
    const [signal] = facts.signals.values()
    const at = (seconds: number) => new Date(NOON.getTime() + seconds * 1000)
    if (!signal) throw new Error('no signal')
    expect(chatterOf(signal, at(300))).toEqual({
      timesLastHour: 30,
      since: NOON.toISOString(),
      lastAt: at(290).toISOString(),
    })
    expect(chatterOf(signal, at(1000))).toBe(null)
  })

  it('begins to chatter anew after a pause', () => {
    const before = flutter(8, 5)
    const [signal] = before.facts.signals.values()
    const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000)
    let edges = signal?.edges ?? []
    for (let n = 0; n < 7; n++) edges = withEdge(edges, at(30 + n))
    expect(chatterOf({ edges }, at(37))).toMatchObject({ timesLastHour: 15, since: at(30).toISOString() })
    expect(withEdge(edges, at(200))).toHaveLength(6)
  })

  it.each([
    ['zigbee2mqtt/hall/door 1/gas', 'zigbee2mqtt', 'hall/door 1', 'gas'],
    ['frigate/south/#1700.5-a/b', 'frigate', 'south', '#1700.5-a/b'],
  ])('tells device and kind apart in %s', (key, sourceId, externalId, what) => {
    expect(partsOfKey(key)).toEqual({ sourceId, externalId, what })
  })

  it('does not sound again while it chatters', () => {
    const { facts } = flutter(8, 5)
    const incident = only(facts)
    if (!incident) throw new Error('no incident')
    const answered = { at: NOON.toISOString(), personId: 'duty' }
    const silenced: Facts = { ...facts, incidents: new Map([[incident.id, { ...incident, answered }]]) }
    expect(only(flutter(4, 5, silenced).facts)?.answered).toEqual(answered)
  })

  it('is over when it has been quiet for ten minutes, and not before', () => {
    const { facts } = flutter(8, 5)
    expect(takeDue(facts, makingAt(300))?.actions.filter(({ action }) => action === 'cleared') ?? []).toEqual([])
    const calmed = takeDue(facts, makingAt(700))
    expect(calmed?.incidents).toMatchObject([{ condition: 'cleared', activeKeys: [] }])
    expect(calmed?.actions.map(({ action }) => action)).toContain('cleared')
    if (calmed === null) throw new Error('nothing is due')
    const again = takeDue(afterwards(facts, calmed), makingAt(701))
    expect(again?.actions.filter(({ action }) => action === 'cleared') ?? []).toEqual([])
  })
})
