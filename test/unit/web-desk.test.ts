import { describe, expect, it } from 'vitest'
import type { Incident } from '#shared/incident.ts'
import type { Device, DeviceStatus, Health } from '#shared/device.ts'
import { accountFaults } from '#lib/desk/account-faults.ts'
import { endsOffered } from '#lib/desk/danger-ends.ts'
import { shortTime, showTimesIn, townshipZone } from '#lib/time.ts'
import {
  ACTION_FORMS,
  ACTION_KEYS,
  actionOfKey,
  isImmediate,
  keyOf,
  nextAction,
  offeredActions,
} from '#lib/desk/action-forms.ts'
import { coordinatesIn } from '#lib/desk/coordinates.ts'
import { deviceRows } from '#lib/desk/device-order.ts'
import { fileText } from '#lib/desk/file-text.ts'
import { addressOf, EVERYTHING, viewIn } from '#lib/desk/desk-view.ts'
import { deskList, type ListFilter, narrowedTo, neighbour } from '#lib/desk/list.ts'
import { shownPayload } from '#lib/desk/payload.ts'
import { namedPlaces, placesNamed } from '#lib/desk/place-search.ts'
import { answersAt } from '#lib/desk/pinyin.ts'
import { reviewQuery } from '#lib/desk/review-query.ts'
import { stepOf } from '#lib/desk/scrub.ts'
import { elsewhereFor, permissionsOf } from '#lib/desk/permissions.ts'
import { newCall, NOT_GOING } from '../../server/domain/new-call.ts'
import { anIncident } from '../support/an-incident.ts'

const nowMs = Date.UTC(2026, 10, 23, 1, 10)
const moment = (seconds: number) => new Date(nowMs + seconds * 1000).toISOString()

function incident(id: string, change: Partial<Incident> = {}): Incident {
  return {
    ...anIncident(id, moment(-600)),
    startedAt: null,
    ...change,
  }
}

describe('the list of the desk', () => {
  const open = [
    incident('late back', { postponedUntil: moment(900) }),
    incident('soon back', { postponedUntil: moment(60) }),
    incident('fire', { kind: 'fire', severity: 'extreme' }),
    incident('was postponed', { postponedUntil: moment(-1), areas: [{ areaId: 'zone', level: 'zone', share: 1 }] }),
  ]
  const areas = new Map([
    ['township', { parentId: null }],
    ['village', { parentId: 'township' }],
    ['zone', { parentId: 'village' }],
    ['other village', { parentId: 'township' }],
  ])
  const ids = (filter: Partial<ListFilter>) =>
    narrowedTo({ ...EVERYTHING, ...filter }, deskList(open, nowMs), areas).map((one) => one.incident.id)

  it('keeps postponed incidents in sight, below the others, soonest back first', () => {
    expect(ids({})).toEqual(['fire', 'was postponed', 'soon back', 'late back'])
  })

  it('narrows by state and by kind', () => {
    expect(ids({ state: 'postponed' })).toEqual(['soon back', 'late back'])
    expect(ids({ kind: 'fire' })).toEqual(['fire'])
  })

  it('narrows by ground, with all that lies in it, and by whom it concerns', () => {
    expect(ids({ areaId: 'village' })).toEqual(['was postponed'])
    expect(ids({ areaId: 'zone' })).toEqual(['was postponed'])
    expect(ids({ areaId: 'other village' })).toEqual([])
    const call = { incidentId: 'called', personId: 'p', duty: 'grid-member', areaId: null, tier: 0 } as const
    const called = incident('called', {
      alerts: [newCall(call, { now: new Date(nowMs), newId: () => 'call', timeZone: 'Asia/Shanghai' })],
    })
    const filter = { ...EVERYTHING, personId: 'p' }
    expect(narrowedTo(filter, deskList([...open, called], nowMs), areas).map((one) => one.incident.id)).toEqual([
      'called',
    ])
  })

  it('is found again by its address, whatever somebody wrote into that', () => {
    const view = {
      incidentId: 'a b&c',
      filter: { state: null, kind: 'fire', areaId: '1/2', personId: '张' },
      at: null,
    } as const
    expect(viewIn(new URL(addressOf(view), 'http://x').searchParams)).toEqual(view)
    expect(addressOf({ incidentId: null, filter: EVERYTHING, at: null })).toBe('/')
    const odd = viewIn(new URLSearchParams('kind=dragon&state=&at=112.2&area='))
    expect(odd).toEqual({ incidentId: null, filter: EVERYTHING, at: null })
    expect(viewIn(new URLSearchParams('at=112.2,36.6')).at).toEqual([112.2, 36.6])
  })

  it('moves along the list and stops at its ends', () => {
    expect(neighbour(['a', 'b', 'c'], 'b', 1)).toBe('c')
    expect(neighbour(['a', 'b', 'c'], 'c', 1)).toBe('c')
    expect(neighbour(['a', 'b', 'c'], 'a', -1)).toBe('a')
    expect(neighbour(['a', 'b', 'c'], 'gone', 1)).toBe('a')
    expect(neighbour([], null, 1)).toBeNull()
  })
})

describe('the actions offered', () => {
  it('offers 接警 until the duty room has taken notice', () => {
    expect(offeredActions(incident('i'), 'unanswered')).toContain('answer')
    const answered = incident('i', { answered: { at: moment(-10), personId: 'duty' } })
    expect(offeredActions(answered, 'answered-nobody-going')).not.toContain('answer')
  })

  it('offers to call everybody while somebody is asked to look first, and not afterwards', () => {
    const asked = {
      state: 'asked',
      personId: 'li',
      threshold: 0.6,
      confidence: 0.5,
      grade: 3,
      gradeSource: 'official',
      askedAt: moment(-10),
      until: moment(170),
      why: null,
      at: moment(-10),
    } as const
    expect(offeredActions(incident('i', { verification: asked }), 'unanswered')).toContain('wake')
    const woken = { ...asked, state: 'woken', why: 'surer' } as const
    expect(offeredActions(incident('i', { verification: woken }), 'unanswered')).not.toContain('wake')
    expect(isImmediate('wake')).toBe(true)
  })

  it('offers later steps although earlier ones are not recorded', () => {
    expect(offeredActions(incident('i'), 'unanswered')).toEqual(
      expect.arrayContaining(['arrive', 'verify', 'handle', 'check', 'close']),
    )
  })

  it('offers the phases of a fire that are still to come, and closing only after the last', () => {
    const fire = (change: Partial<Incident> = {}) =>
      offeredActions(incident('i', { kind: 'fire', handling: 'checked', ...change }), 'attended')
    expect(fire()).toEqual(expect.arrayContaining(['fire-out', 'mop-up', 'fire-watch', 'withdraw']))
    expect(fire()).not.toContain('close')
    expect(fire({ firePhase: 'mop-up' })).not.toContain('fire-out')
    expect(fire({ firePhase: 'withdraw' })).toContain('close')
    expect(fire({ outcome: 'false-alarm' })).toContain('close')
    expect(nextAction(incident('i', { kind: 'fire', handling: 'checked' }))).toBe('withdraw')
  })

  it('offers nothing but reopening and notes on a closed incident', () => {
    expect(offeredActions(incident('i', { closedAt: moment(0), handling: 'closed' }), 'settled')).toEqual([
      'reopen',
      'note',
    ])
  })

  it('gives each action a key of its own, but none to what calls many at once, and leaves N to a new report', () => {
    const keys = Object.values(ACTION_KEYS)
    expect(new Set([...keys, 'N']).size).toBe(Object.keys(ACTION_FORMS).length)
    expect(actionOfKey('v')).toBe('verify')
    expect(actionOfKey('k')).toBeNull()
    expect(keyOf('wake')).toBeNull()
  })

  it('offers to resume what is postponed, and to postpone what is not', () => {
    expect(offeredActions(incident('i'), 'postponed')).toContain('resume')
    expect(offeredActions(incident('i'), 'postponed')).not.toContain('postpone')
  })

  it('always names a next step that is among those offered', () => {
    for (const handling of [
      'reported',
      'verified',
      'assigned',
      'acknowledged',
      'on-scene',
      'handled',
      'checked',
    ] as const) {
      for (const answered of [null, { at: moment(0), personId: null }]) {
        for (const condition of ['active', 'cleared'] as const) {
          const one = incident('i', { handling, answered, condition })
          expect(offeredActions(one, 'attended'), handling).toContain(nextAction(one))
        }
      }
    }
  })

  it('asks for more people until enough are going', () => {
    const accepted = (personId: string) => ({
      id: personId,
      incidentId: 'i',
      personId,
      duty: 'ranger' as const,
      areaId: null,
      tier: 0,
      state: 'accepted' as const,
      sentAt: moment(-60),
      deliveredAt: null,
      seenAt: null,
      answeredAt: moment(-30),
      ...NOT_GOING,
    })
    const fire = { kind: 'fire' as const, respondersNeeded: 2, answered: { at: moment(-40), personId: 'duty' } }
    expect(nextAction(incident('i', { ...fire, alerts: [accepted('a')] }))).toBe('acknowledge')
    expect(nextAction(incident('i', { ...fire, alerts: [accepted('a'), accepted('b')] }))).toBe('arrive')
  })

  it('does at once only what needs no words', () => {
    expect(isImmediate('answer')).toBe(true)
    expect(isImmediate('postpone')).toBe(false)
    expect(ACTION_FORMS.postpone).toMatchObject({ note: 'required', until: true })
  })
})

describe('who sees what at the desk', () => {
  it('gives reviewers no buttons and sends members and walls to their own screens', () => {
    expect(permissionsOf(['reviewer'])).toEqual({
      watch: true,
      act: false,
      administer: false,
      review: true,
      oversee: false,
      roster: false,
    })
    expect(elsewhereFor(['member'])).toBe('/m')
    expect(elsewhereFor(['wall'])).toBe('/wall')
    expect(elsewhereFor(['member', 'duty'])).toBeNull()
    expect(elsewhereFor(['leader'])).toBe('/m')
    expect(elsewhereFor(['leader'], '/plans')).toBeNull()
  })

  it('gives whoever sits in the duty room for a shift its work, and not its roster', () => {
    expect(permissionsOf(['cadre', 'duty'], ['duty'])).toMatchObject({ act: true, watch: true, roster: false })
    expect(permissionsOf(['duty'])).toMatchObject({ act: true, roster: true })
    expect(elsewhereFor(['cadre', 'duty'])).toBeNull()
  })
})

describe('a place read out over the telephone', () => {
  it('takes longitude first, and latitude first where only that is in China', () => {
    expect(coordinatesIn('112.345, 36.51')).toEqual([112.345, 36.51])
    expect(coordinatesIn('36.51，112.345')).toEqual([112.345, 36.51])
    expect(coordinatesIn('（112.3 36.5）')).toEqual([112.3, 36.5])
  })

  it('leaves names, single numbers and positions off the earth alone', () => {
    for (const text of ['南沟', '112.3', '', '200, 95', '112.3, 36.5, 4']) expect(coordinatesIn(text), text).toBeNull()
  })
})

describe('a message nobody could read', () => {
  it('shows text as it is, Chinese too', () => {
    expect(shownPayload(Buffer.from('{"烟":true}\n').toString('base64'))).toEqual({ as: 'text', text: '{"烟":true}\n' })
  })

  it('shows bytes that are no text in hexadecimal, sixteen a row', () => {
    const shown = shownPayload(Buffer.from([...Array(17).keys()]).toString('base64'))
    expect(shown.as).toBe('hex')
    expect(shown.text.split('\n')).toEqual(['00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f', '10'])
    expect(shownPayload(Buffer.from([0xff, 0xd8]).toString('base64'))).toEqual({ as: 'hex', text: 'ff d8' })
  })

  it('says when there is nothing in it', () => {
    expect(shownPayload('').as).toBe('empty')
  })
})

describe('the table of devices', () => {
  const device = (id: string, registered = true): Device => ({
    id,
    name: id,
    kind: 'smoke',
    addresses: [],
    location: null,
    statedLocation: null,
    elevation: null,
    expectedIntervalSeconds: null,
    camera: null,
    armed: false,
    maintenance: false,
    maintenanceUntil: null,
    registered,
  })
  const status = (deviceId: string, health: Health): DeviceStatus => ({
    deviceId,
    health,
    lastSeenAt: null,
    batteryPercent: null,
    values: {},
    since: null,
    problems: [],
    cadence: null,
    clockOffsetSeconds: null,
    lastPictureAt: null,
    gateway: null,
  })
  const devices = [device('well'), device('silent'), device('unknown', false)]
  const statuses = new Map([
    ['well', status('well', 'online')],
    ['silent', status('silent', 'offline')],
    ['unknown', status('unknown', 'online')],
  ])
  const ids = (filter: Parameters<typeof deviceRows>[2]) =>
    deviceRows(devices, statuses, filter).map((row) => row.device.id)

  it('puts those nobody registered first, then the silent ones', () => {
    expect(ids({ text: '', health: null })).toEqual(['unknown', 'silent', 'well'])
  })

  it('narrows by words and by health', () => {
    expect(ids({ text: 'SIL', health: null })).toEqual(['silent'])
    expect(ids({ text: '', health: 'unregistered' })).toEqual(['unknown'])
    expect(ids({ text: '', health: 'online' })).toEqual(['unknown', 'well'])
    expect(ids({ text: '', health: 'wrong' })).toEqual(['silent'])
  })
})

describe('the search of past incidents', () => {
  const open = { handling: '', kind: '', areaId: '', from: '', to: '' }
  it('counts days from midnight in the township, the last one within', () => {
    expect(reviewQuery(open)).toBe('')
    const query = new URLSearchParams(reviewQuery({ ...open, kind: 'fire', from: '2026-11-23', to: '2026-11-23' }))
    expect(Object.fromEntries(query)).toEqual({
      kind: 'fire',
      from: '2026-11-22T16:00:00.000Z',
      to: '2026-11-23T16:00:00.000Z',
    })
  })
})

describe('a place looked for by name', () => {
  const square = (id: string, name: string) => ({
    type: 'Feature' as const,
    properties: { id, name, code: `1405${id}` },
    geometry: {
      type: 'Polygon' as const,
      coordinates: [
        [
          [112, 36],
          [113, 36],
          [113, 37],
          [112, 37],
          [112, 36],
        ],
      ],
    },
  })
  const places = namedPlaces([{ id: 'n', name: '南沟', location: [112.2, 36.6] }], {
    type: 'FeatureCollection',
    features: [square('b', '南沟林班'), square('c', '小南沟')],
  })

  it('finds place names before areas, and names that begin with the words before others', () => {
    expect(placesNamed(places, '南沟').map(({ id }) => id)).toEqual(['n', 'b', 'c'])
    expect(placesNamed(places, ' ')).toEqual([])
    expect(placesNamed(places, '1405c').map(({ id }) => id)).toEqual(['c'])
    expect(placesNamed(places, '1405').map(({ id }) => id)).toEqual(['c', 'b'])
  })

  it('finds them by pinyin and its initials as well', () => {
    const sought = (text: string) => placesNamed(places, text, answersAt).map(({ id }) => id)
    expect(sought('ngl')).toEqual(['b'])
    expect(sought('nangou')).toEqual(['n', 'b', 'c'])
    expect(sought('1405c')).toEqual(['c'])
    expect(sought('xyz')).toEqual([])
  })

  it('says that the middle of an area is not exact', () => {
    expect(places.map(({ exact }) => exact)).toEqual([true, false, false])
    expect(places[1]?.location).toEqual([112.5, 36.5])
  })
})

describe('the first account', () => {
  const good = { name: '王管理', username: 'admin', password: 'long enough', repeated: 'long enough' }
  it('is made only with a name, a plain user name, and a password of ten characters typed twice', () => {
    const demands = { leastLength: 10, mostLength: 200 }
    expect(accountFaults(good, demands)).toEqual([])
    expect(accountFaults({ name: ' ', username: '管理', password: 'short', repeated: '' }, demands)).toEqual([
      'name',
      'username',
      'password',
      'repeated',
    ])
  })
})

describe('the keys of the replay', () => {
  it('step by one second, ten with shift, and a minute by page', () => {
    const press = (key: string, shiftKey = false) => stepOf({ key, shiftKey })
    expect([press('ArrowRight'), press('ArrowLeft', true), press('PageDown'), press('Home'), press('x')]).toEqual([
      1000,
      -10_000,
      60_000,
      'start',
      null,
    ])
  })
})

describe('a file that somebody saved', () => {
  it('is read in UTF-8 without its mark, or in the Chinese encoding a spreadsheet writes', () => {
    expect(fileText(new TextEncoder().encode('\ufeffid,name'))).toBe('id,name')
    expect(fileText(Uint8Array.from([0xd5, 0xc5, 0xc8, 0xfd]))).toBe('张三')
  })
})

describe('a time that is shown', () => {
  it('is that of the township the server told, which is China’s until then', () => {
    const moment = '2026-11-28T16:05:00Z'
    expect([townshipZone(), shortTime(moment)]).toEqual(['Asia/Shanghai', '00:05'])
    showTimesIn('Asia/Urumqi')
    expect(shortTime(moment)).toBe('22:05')
    showTimesIn('Asia/Shanghai')
    expect(shortTime(moment)).toBe('00:05')
  })
})

describe('when a grade that is entered may end', () => {
  it('is at one of the next midnights of the township', () => {
    const [tonight, tomorrow] = endsOffered(Date.parse('2026-11-28T15:59:00Z'), 'Asia/Shanghai')
    expect([tonight, tomorrow]).toEqual(['2026-11-28T16:00:00.000Z', '2026-11-29T16:00:00.000Z'])
    expect(endsOffered(Date.parse('2026-11-28T16:00:00Z'), 'Asia/Shanghai')[0]).toBe('2026-11-29T16:00:00.000Z')
    expect(endsOffered(Date.parse('2026-11-28T16:00:00Z'), 'Asia/Urumqi')[0]).toBe('2026-11-28T18:00:00.000Z')
  })
})
