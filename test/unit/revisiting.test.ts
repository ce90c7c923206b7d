import { describe, expect, it } from 'vitest'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import { revisitDueAt, takeRevisit } from '../../server/domain/revisiting.ts'
import { aResponse, NOON } from '../support/a-response.ts'

const ZONE = 'Asia/Shanghai'
const begun = () => aResponse({}, 'dispute')
const making = (at: string) => ({ now: new Date(at), timeZone: ZONE, newId: () => 'new' })
const FRIDAY = '2026-12-18T16:30:00+08:00'

describe('the end of a dispute', () => {
  it('is settled, or not settled with a day to come back; the later word stands', () => {
    const story = begun()
    expect(story.tap('a', 'settle', { isSettled: false, revisitAt: FRIDAY, note: '宅基地界' })).toBeNull()
    const at = NOON.toISOString()
    const unsettled = {
      isSettled: false,
      revisitAt: new Date(FRIDAY).toISOString(),
      remindedAt: null,
      at,
      personId: 'a',
    }
    expect(story.incident.settlement).toEqual(unsettled)
    story.enter('close')
    expect(story.tap('a', 'settle', { isSettled: true })).toBeNull()
    expect(story.incident.settlement).toMatchObject({ isSettled: true, revisitAt: null })
    expect(story.log.filter(({ action }) => action === 'settle').map(({ detail }) => detail['isSettled'])).toEqual([
      false,
      true,
    ])
  })

  it('may be left unsaid: nothing is refused for order', () => {
    const story = begun()
    expect(story.enter('close')).toBeNull()
    expect(story.incident.settlement).toBeNull()
  })

  it('is said of disputes alone, with a day that lies ahead', () => {
    expect(aResponse({}, 'fire').tap('a', 'settle', { isSettled: true })).toMatchObject({ state: 'fire' })
    const wrong = { reason: 'invalid', field: 'revisitAt' }
    expect(begun().tap('a', 'settle', { isSettled: false, revisitAt: NOON.toISOString() })).toMatchObject(wrong)
    expect(begun().tap('a', 'settle', { isSettled: true, revisitAt: FRIDAY })).toMatchObject(wrong)
    expect(begun().tap('a', 'settle')).toMatchObject({ reason: 'invalid', field: 'isSettled' })
  })
})

describe('coming back to a dispute', () => {
  const unsettled = (): IncidentRecord => {
    const story = begun()
    story.tap('a', 'acknowledge')
    story.enter('handle', { onBehalfOf: 'a' })
    story.enter('settle', { isSettled: false, revisitAt: FRIDAY })
    return story.incident
  }

  it('is due at nine in the morning of that day by the clock of the township', () => {
    expect(revisitDueAt(unsettled(), ZONE)?.toISOString()).toBe('2026-12-18T01:00:00.000Z')
    expect(revisitDueAt({ settlement: null }, ZONE)).toBeNull()
  })

  it('is told once to who handled it, late rather than never, closed or not', () => {
    const incident = unsettled()
    expect(takeRevisit(incident, making('2026-12-18T00:59:59Z'))).toBeNull()
    for (const closedAt of [null, NOON.toISOString()]) {
      const due = takeRevisit({ ...incident, closedAt }, making('2026-12-25T01:00:00Z'))
      expect(due?.actions.map(({ action, detail }) => [action, detail['personIds']])).toEqual([['revisit-due', ['a']]])
      expect(due?.deliveries.map(({ alertId }) => alertId)).toEqual([
        incident.alerts.find(({ personId }) => personId === 'a')?.id,
      ])
      expect(due && takeRevisit(due.incident, making('2026-12-26T01:00:00Z'))).toBeNull()
    }
  })

  it('is due anew where it is put off to another day, and never once it is settled', () => {
    const told = takeRevisit(unsettled(), making('2026-12-18T01:00:00Z'))?.incident
    expect(told?.settlement?.remindedAt).toBe('2026-12-18T01:00:00.000Z')
    const story = begun()
    story.tap('a', 'settle', { isSettled: false })
    expect(revisitDueAt(story.incident, ZONE)).toBeNull()
    story.tap('a', 'settle', { isSettled: true })
    expect(takeRevisit(story.incident, making('2027-01-01T00:00:00Z'))).toBeNull()
  })
})
