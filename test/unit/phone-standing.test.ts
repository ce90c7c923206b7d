import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alert, AlertState, Incident } from '#shared/incident.ts'
import type { Severity } from '#shared/kinds.ts'
import type { ActionName } from '#shared/action.ts'
import { emptyDraft, moved, placeOf } from '#lib/phone/draft.ts'
import type { Entry } from '#lib/phone/outbox.ts'
import { sha256Hex } from '#lib/phone/sha256.ts'
import { callOf, callsOf, informedOf, isRungForRoom, unseenAlerts } from '#lib/phone/standing.ts'
import { NOT_GOING } from '../../server/domain/new-call.ts'
import { anIncident } from '../support/an-incident.ts'

const at = '2026-11-23T01:40:00.000Z'
const heardAtMs = Date.parse('2026-11-23T01:45:00.000Z')

function alert(personId: string, state: AlertState, change: Partial<Alert> = {}): Alert {
  return {
    id: `al-${personId}`,
    incidentId: 'i-1',
    personId,
    duty: 'household',
    areaId: null,
    tier: 0,
    state,
    sentAt: at,
    deliveredAt: null,
    seenAt: null,
    answeredAt: null,
    ...NOT_GOING,
    ...change,
  }
}

function incident(alerts: Alert[], change: Partial<Incident> = {}): Incident {
  return {
    ...anIncident('i-1', at),
    kind: 'fire',
    severity: 'extreme',
    respondersNeeded: 2,
    alerts,
    ...change,
  }
}

function did(action: ActionName, order: number, state: Entry['state'] = { name: 'waiting' }): Entry {
  return {
    id: `e-${order}`,
    personId: 'li',
    stream: 'i-1',
    order,
    quiet: false,
    job: { type: 'action', incidentId: 'i-1', body: { id: `e-${order}`, action, at } },
    state,
  }
}

describe('what a person is only told of', () => {
  const told = (at: string | null) => [{ personId: 'li', duty: 'village', areaId: null, at }] as Incident['informed']

  it('is no call, and is shown beside the calls until it is over', () => {
    const incidents = [incident([alert('wang', 'sent')], { informed: told(at) })]
    expect(callsOf(incidents, 'li', [], heardAtMs)).toEqual([])
    expect(informedOf(incidents, 'li')).toEqual(incidents)
    expect(informedOf(incidents, 'wang')).toEqual([])
    expect(informedOf([incident([], { informed: told(at), closedAt: at })], 'li')).toEqual([])
  })

  it('is not shown before anybody is called, nor once the person is called as well', () => {
    expect(informedOf([incident([], { informed: told(null) })], 'li')).toEqual([])
    expect(informedOf([incident([alert('li', 'sent')], { informed: told(at) })], 'li')).toEqual([])
  })
})

describe('where a person stands', () => {
  it('is called until an answer was given, and stands by once enough others go', () => {
    expect(callOf(incident([alert('li', 'delivered')]), 'li', [], heardAtMs).standing).toBe('called')
    expect(callOf(incident([alert('li', 'seen'), alert('wang', 'accepted')]), 'li', [], heardAtMs).standing).toBe(
      'called',
    )
    expect(
      callOf(incident([alert('li', 'seen'), alert('wang', 'accepted'), alert('zhao', 'accepted')]), 'li', [], heardAtMs)
        .standing,
    ).toBe('standby')
  })

  it('goes from the moment of the tap, before the server knows', () => {
    expect(callOf(incident([alert('li', 'seen')]), 'li', [did('acknowledge', 1)], heardAtMs).standing).toBe('going')
    expect(
      callOf(incident([alert('li', 'seen')]), 'li', [did('acknowledge', 1), did('decline', 2)], heardAtMs).standing,
    ).toBe('declined')
    expect(
      callOf(incident([alert('li', 'seen')]), 'li', [did('acknowledge', 1), did('handle', 2)], heardAtMs).standing,
    ).toBe('done')
  })

  it('is what it was where the server refused', () => {
    const refused = did('acknowledge', 1, {
      name: 'refused',
      problem: { type: '', title: '', status: 409, code: 'contradiction' },
    })
    expect(callOf(incident([alert('li', 'seen')]), 'li', [refused], heardAtMs).standing).toBe('called')
  })

  it('is the word of the server again once that must have been heard', () => {
    const took = (iso: string) => did('handle', 1, { name: 'received', at: iso, incidentId: 'i-1' })
    // Just taken: what was heard may be older than that.
    const echo = callOf(
      incident([alert('li', 'accepted')], { kind: 'smoke' }),
      'li',
      [took('2026-11-23T01:44:50.000Z')],
      heardAtMs,
    )
    expect(echo.standing).toBe('done')
    // Taken long ago and open all the same: the duty room has opened it again.
    const again = callOf(
      incident([alert('li', 'accepted')], { kind: 'smoke' }),
      'li',
      [took('2026-11-23T01:41:00.000Z')],
      heardAtMs,
    )
    expect(again.standing).toBe('going')
  })

  it('has arrived for the call that was answered, not for a later one', () => {
    const arrived = did('arrive', 1, { name: 'received', at: '2026-11-23T01:41:00.000Z', incidentId: 'i-1' })
    expect(callOf(incident([alert('li', 'accepted')]), 'li', [arrived], heardAtMs).arrived).toBe(true)
    const later = alert('li', 'sent', { sentAt: '2026-11-23T01:43:00.000Z' })
    const call = callOf(incident([later]), 'li', [arrived], heardAtMs)
    expect(call).toMatchObject({ arrived: false, standing: 'called' })
  })

  it('has set out and come by what the server heard as well as by what was tapped here', () => {
    const goes = (change: Partial<Alert>, taps: Entry[] = []) =>
      callOf(incident([alert('li', 'accepted', change)]), 'li', taps, heardAtMs)
    expect(goes({})).toMatchObject({ departed: false, arrived: false })
    expect(goes({ departedAt: at })).toMatchObject({ departed: true, arrived: false })
    expect(goes({}, [did('depart', 1)])).toMatchObject({ departed: true, arrived: false })
    expect(goes({ arrivedAt: at })).toMatchObject({ departed: true, arrived: true })
  })

  it('is asked whether they are well until they say anything, and knows when they count as missing', () => {
    const asked = (change: Partial<Alert>, taps: Entry[] = []) =>
      callOf(incident([alert('li', 'accepted', { arrivedAt: at, ...change })]), 'li', taps, heardAtMs).asked
    const since = '2026-11-23T01:44:00.000Z'
    expect(asked({})).toBeNull()
    expect(asked({ checkInAskedAt: since })).toEqual({ since, isMissing: false })
    expect(asked({ checkInAskedAt: since, silentAt: since })).toEqual({ since, isMissing: true })
    expect(asked({ checkInAskedAt: since }, [did('check-in', 1)])).toBeNull()
    const before = did('check-in', 1, { name: 'received', at: '2026-11-23T01:43:59.000Z', incidentId: 'i-1' })
    expect(asked({ checkInAskedAt: since }, [before])).toEqual({ since, isMissing: false })
  })

  it('goes on at a fire that is put down as handled, until all have left it', () => {
    const atFire = (change: Partial<Incident>, taps: Entry[] = []) =>
      callOf(
        incident([alert('li', 'accepted')], { outcome: 'real', handling: 'handled', ...change }),
        'li',
        taps,
        heardAtMs,
      )
    expect(atFire({})).toMatchObject({ standing: 'going', phase: null })
    expect(atFire({ firePhase: 'mop-up' }, [did('fire-watch', 1)])).toMatchObject({
      standing: 'going',
      phase: 'fire-watch',
    })
    expect(atFire({ firePhase: 'mop-up' }, [did('withdraw', 1)]).standing).toBe('done')
    expect(atFire({ outcome: 'false-alarm' }).standing).toBe('done')
    expect(atFire({ kind: 'smoke' }).standing).toBe('done')
    expect(callOf(incident([alert('li', 'sent')], { handling: 'handled' }), 'li', [], heardAtMs).standing).toBe('done')
  })

  it('knows since when nothing was heard of them, until they say that they go on', () => {
    const lost = { stalledAt: '2026-11-23T01:44:00.000Z', lastSignAt: '2026-11-23T01:34:00.000Z' }
    const stalled = (taps: Entry[]) =>
      callOf(incident([alert('li', 'accepted', lost)]), 'li', taps, heardAtMs).stalledSince
    expect(stalled([])).toBe(lost.lastSignAt)
    expect(stalled([did('depart', 1)])).toBeNull()
  })

  it('puts first what asks whether they are well', () => {
    const quiet = { ...incident([alert('li', 'sent')]), id: 'i-2' }
    const asking = incident([alert('li', 'accepted', { arrivedAt: at, checkInAskedAt: at })], { severity: 'minor' })
    expect(callsOf([quiet, asking], 'li', [], heardAtMs).map((one) => one.incident.id)).toEqual(['i-1', 'i-2'])
  })

  it('comes from the server where the tap was made on another phone', () => {
    expect(callOf(incident([alert('li', 'accepted')]), 'li', [], heardAtMs).standing).toBe('going')
    expect(callOf(incident([alert('wang', 'sent')]), 'li', [], heardAtMs).standing).toBe('onlooker')
  })
})

describe('the list of calls', () => {
  it('has what needs an answer first, then the graver, and leaves out what others were called to', () => {
    const one = (id: string, severity: Severity, alerts: Alert[]) => incident(alerts, { id, severity })
    const calls = callsOf(
      [
        one('minor', 'minor', [alert('li', 'sent')]),
        one('going', 'extreme', [alert('li', 'accepted')]),
        one('grave', 'extreme', [alert('li', 'seen')]),
        one('none', 'extreme', []),
      ],
      'li',
      [],
      heardAtMs,
    )
    expect(calls.map((call) => call.incident.id)).toEqual(['grave', 'minor', 'going'])
  })

  it('says seen once: only of a call the server does not know as seen', () => {
    expect(unseenAlerts([incident([alert('li', 'sent')])], 'li').map(({ id }) => id)).toEqual(['al-li'])
    expect(unseenAlerts([incident([alert('li', 'seen', { seenAt: at })])], 'li')).toEqual([])
    expect(unseenAlerts([incident([alert('li', 'accepted')])], 'li')).toEqual([])
  })
})

describe('the place of a report', () => {
  it('moves by the metres that were pressed', () => {
    const [lng, lat] = moved([112.3, 36.5], { northMetres: 10, eastMetres: -20 })
    expect((lat - 36.5) * 111_320).toBeCloseTo(10, 1)
    expect((lng - 112.3) * 111_320 * Math.cos((36.5 * Math.PI) / 180)).toBeCloseTo(-20, 1)
  })

  it('is left out when the person does not know it', () => {
    const draft = { ...emptyDraft('r'), fix: { location: [112.3, 36.5] as [number, number], accuracyMetres: 20, at } }
    expect(placeOf(draft)).toEqual({ location: [112.3, 36.5], accuracyMetres: 20 })
    expect(placeOf({ ...draft, placeUnknown: true })).toBeNull()
  })
})

describe('the digest of a photo', () => {
  it('is SHA-256', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
      }),
    )
  })
})

describe('whoever is rung for the duty room', () => {
  const rung = incident([alert('li', 'sent', { duty: 'duty-room' }), alert('wang', 'sent')])

  it('is asked to take notice, once for all, and nobody else is', () => {
    expect(['li', 'wang', undefined].map((id) => isRungForRoom(rung, id))).toEqual([true, false, false])
    expect(isRungForRoom({ ...rung, answered: { at, personId: 'duty' } }, 'li')).toBe(false)
    expect(isRungForRoom({ ...rung, closedAt: at }, 'li')).toBe(false)
    expect(isRungForRoom(incident([alert('li', 'expired', { duty: 'duty-room' })]), 'li')).toBe(false)
  })

  it('goes nowhere by taking notice', () => {
    expect(callOf(rung, 'li', [did('answer', 1)], heardAtMs).standing).toBe('called')
  })
})
