import { describe, expect, it } from 'vitest'
import { goingCount } from '#shared/alarm-state.ts'
import { aResponse } from '../support/a-response.ts'
import { planned, sits } from '../support/made-up-township.ts'

const made = {
  shifts: [sits('o', 'officer'), sits('l', 'leader')],
  plans: [planned({ respondersNeeded: 1, tiers: [{ duties: ['household'], waitSeconds: 600 }] })],
}
const two = () => [aResponse(made, 'fire', 'one'), aResponse(made, 'fire', 'other')] as const

describe('two incidents that turn out to be one', () => {
  it('have the duty room called no second time for one silence', () => {
    const [one, other] = two()
    for (const each of [one, other]) each.pass(60)
    expect(one.incident.ringing?.personIds).toEqual(['o'])
    one.join(other.incident)
    one.pass(60)
    const rings = one.words().filter((word) => word.startsWith('rings-'))
    expect(rings).toEqual(['rings-officer', 'rings-leader'])
    expect(one.incident.alerts.filter(({ personId, state }) => personId === 'o' && state !== 'expired')).toHaveLength(1)
    // Of whichever he was called to: his turn in the chain is still to come.
    expect(one.incident.next).toMatchObject({ step: 'call-duty-room' })
  })

  it('are heard where one of them had not been, whoever had been called for it', () => {
    const [one, other] = two()
    one.enter('answer')
    other.pass(60)
    one.pass(60)
    one.join(other.incident)
    expect(one.incident.answered).toBeNull()
    expect(one.incident.ringing).toMatchObject({ personIds: ['o'] })
    one.pass(60)
    expect(one.words()).toContain('rings-leader')
  })

  it('are put off only where both were, and until the sooner end', () => {
    const put = (story: ReturnType<typeof aResponse>, minutes: number) => {
      story.enter('answer')
      const until = new Date(story.nowMs + minutes * 60_000).toISOString()
      if (minutes > 0) story.enter('postpone', { until, note: '等' })
      return until
    }
    const [both, sooner] = two()
    put(both, 60)
    const end = put(sooner, 30)
    both.join(sooner.incident)
    expect(both.incident).toMatchObject({ postponedUntil: end, postponement: { note: '等' } })
    const [one, heard] = two()
    put(one, 60)
    put(heard, 0)
    one.join(heard.incident)
    expect(one.incident).toMatchObject({ postponedUntil: null, postponement: null })
  })

  it('are as far as the less far of two fires', () => {
    const [one, other] = two()
    one.tap('a', 'fire-watch')
    other.tap('a', 'fire-out')
    one.join(other.incident)
    expect(one.incident.firePhase).toBe('fire-out')
    const [out, burning] = two()
    out.tap('a', 'fire-watch')
    out.join(burning.incident)
    expect(out.incident.firePhase).toBeNull()
  })

  it('keep of two acceptances by one person the one that counts', () => {
    const [one, other] = two()
    one.tap('a', 'acknowledge')
    one.pass(600)
    other.pass(550)
    other.tap('a', 'acknowledge')
    expect(goingCount(one.incident)).toBe(0)
    one.join(other.incident)
    expect(goingCount(one.incident)).toBe(1)
  })
})
