import { describe, expect, it } from 'vitest'
import { arrived } from '../../server/domain/arrived.ts'
import { aResponse } from '../support/a-response.ts'

const AT = new Date('2026-12-16T04:00:07Z')

describe('a call that has reached its telephone', () => {
  const { incident } = aResponse()
  const [alert] = incident.alerts
  const id = alert?.id ?? ''

  it('is known by the first channel that says so', () => {
    const after = arrived(incident, id, AT)
    expect(after?.alerts[0]).toMatchObject({ state: 'delivered', deliveredAt: AT.toISOString() })
    expect(after && arrived(after, id, new Date(AT.getTime() + 1000))).toBeNull()
  })

  it('stays what its reader has made of it', () => {
    const [first, ...others] = incident.alerts
    if (first === undefined) throw new Error('nobody was called')
    const seen = { ...incident, alerts: [{ ...first, state: 'accepted' as const }, ...others] }
    expect(arrived(seen, id, AT)?.alerts[0]).toMatchObject({ state: 'accepted', deliveredAt: AT.toISOString() })
  })

  it('changes nothing where the call is not known', () => {
    expect(arrived(incident, 'other', AT)).toBeNull()
  })
})
