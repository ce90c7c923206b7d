import { describe, expect, it } from 'vitest'
import { signOfLife } from '../../server/domain/decode/format.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import { entryOf, quarantineRow } from '../../server/traces.ts'
import { demoFacts, makingAt, NOON } from '../support/demo-facts.ts'
import { messageOn, sourceFor } from '../support/message-fixtures.ts'

const phone = { ...signOfLife('zhang/phone', 'tracker'), values: { position: true, altitudeMetres: 1200 } }
const message = messageOn('owntracks/zhang/phone', { lat: 36.6, lon: 112.2 }, { receivedAt: NOON })

describe('where people are and what they write', () => {
  it('is not kept with the sign of life of their phone', () => {
    const arrival = { sourceId: 'owntracks', decoded: phone, message, key: null }
    expect(JSON.stringify(entryOf(arrival, 'd'))).not.toContain('1200')
    const facts = demoFacts()
    const decision = decideArrivals([arrival], facts, makingAt(0))
    expect(decision.readings).toMatchObject([{ values: {} }])
  })

  it('is kept neither beside a call for help nor in quarantine', () => {
    const facts = demoFacts()
    const sources = [...facts.arrangement.sources, sourceFor('meshtastic', 'msh')]
    const decoded = { ...signOfLife('!1', 'tracker'), kind: 'sos', state: 'active' } as const
    const arrival = { sourceId: 'meshtastic', decoded, message, key: null }
    const arrangement = { ...facts.arrangement, sources }
    const decision = decideArrivals([arrival], { ...facts, arrangement }, makingAt(0))
    expect(decision.incidents).toHaveLength(1)
    expect(decision.evidence).toMatchObject([{ payload: null }])
    const unread = { message, source: sourceFor('owntracks', 'owntracks'), reason: 'wrong-shape', detail: '' }
    expect(quarantineRow(unread, 'q').payload).toBe('')
  })
})

describe('an official warning', () => {
  it('past its end is kept and not raised', () => {
    const warning = (expiresAt: Date) => ({
      sourceId: 'native',
      decoded: { ...signOfLife('office', 'feed'), kind: 'warning', state: 'active', expiresAt } as const,
      message,
      key: null,
    })
    const minute = (n: number) => new Date(NOON.getTime() + n * 60_000)
    expect(decideArrivals([warning(minute(-1))], demoFacts(), makingAt(0))).toMatchObject({ incidents: [] })
    expect(decideArrivals([warning(minute(60))], demoFacts(), makingAt(0)).incidents).toHaveLength(1)
  })
})
