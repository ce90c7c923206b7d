import { describe, expect, it } from 'vitest'
import { snapshotSchema } from '#shared/change.ts'
import type { Alert, Incident } from '#shared/incident.ts'
import type { ResponderPosition } from '#shared/position.ts'
import { awayFrom, isToldPositions, respondersOf } from '#lib/alarm/responders.ts'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { anIncident } from '../support/an-incident.ts'

const at = (minute: number) => `2026-11-28T06:${String(minute).padStart(2, '0')}:00.000Z`

function alert(personId: string, state: Alert['state']): Alert {
  const rest = {
    duty: 'zone',
    areaId: null,
    tier: 0,
    sentAt: at(0),
    deliveredAt: null,
    seenAt: null,
    ...NOT_GOING,
  } as const
  return { id: personId, incidentId: 'i', personId, state, answeredAt: at(1), ...rest }
}

const incident: Incident = {
  ...anIncident('i', at(0)),
  handling: 'acknowledged',
  respondersNeeded: 2,
  alerts: [alert('goes', 'accepted'), alert('stays', 'declined')],
}
const point = (personId: string, minute: number, incidentId = 'i'): ResponderPosition => {
  return { incidentId, personId, location: [112, 36], accuracyMetres: 5, at: at(minute) }
}

describe('responders on a screen', () => {
  it('are those who go to this incident, each by the newest point', () => {
    const points = [point('goes', 3), point('goes', 5), point('goes', 4), point('stays', 5), point('goes', 9, 'other')]
    expect(respondersOf(incident, points)).toEqual([point('goes', 5)])
  })

  it('are nobody once the incident is closed', () => {
    expect(respondersOf({ ...incident, closedAt: at(6) }, [point('goes', 5)])).toEqual([])
  })

  it('are asked for by the duty room and by whoever goes, and by nobody else', () => {
    const viewer = (personId: string, roles: ('duty' | 'admin' | 'leader' | 'member')[]) =>
      isToldPositions({ personId, roles, duties: [] }, incident)
    expect([viewer('d', ['duty']), viewer('goes', ['member'])]).toEqual([true, true])
    expect([viewer('stays', ['member']), viewer('l', ['leader']), viewer('a', ['admin'])]).toEqual([
      false,
      false,
      false,
    ])
    expect(isToldPositions(null, incident)).toBe(false)
  })

  it('are so far off, and in that direction', () => {
    const { distanceMetres, bearingDegrees } = awayFrom([112, 36], [112.01, 36])
    expect(distanceMetres).toBeCloseTo(900, -1)
    expect(bearingDegrees).toBeCloseTo(90, 5)
  })

  it('are in no snapshot', () => {
    expect(Object.keys(snapshotSchema.shape)).not.toContain('positions')
  })
})
