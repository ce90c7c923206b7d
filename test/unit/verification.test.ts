import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clue } from '#shared/clue.ts'
import type { DangerGrade } from '#shared/fire-danger.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody } from '../../server/domain/act.ts'
import { type Arrangement, arrangementAt, type ArrangedVersions } from '../../server/domain/arrangement.ts'
import { isAsked } from '../../server/domain/next-step.ts'
import { takeDue } from '../../server/domain/due.ts'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import { addEvidence, openIncident } from '../../server/domain/incident.ts'
import { mergeInto, partAgain } from '../../server/domain/join.ts'
import { thresholdOf } from '../../server/domain/verification.ts'
import { demoFacts, demoVersions, makingAt, NOON } from '../support/demo-facts.ts'

const VERSIONS = demoVersions()
const TOWNSHIP = VERSIONS.areas.find(({ level }) => level === 'township')?.id ?? ''
const arranged = (change: Partial<ArrangedVersions> = {}) => arrangementAt({ ...VERSIONS, ...change }, NOON)
const ARRANGEMENT = arranged()
const withPlans = (plan: Partial<ArrangedVersions['plans'][number]>) =>
  arranged({ plans: VERSIONS.plans.map((each) => ({ ...each, ...plan })) })
const NEVER_ASKS = withPlans({ verifyBelow: null })
const always = { validFrom: null, validUntil: null }
const atGrade = (grade: DangerGrade): Partial<ArrangedVersions> => {
  const said = { source: 'entered', by: 'duty', headline: null, seriesId: null } as const
  return { fireDangers: [{ id: TOWNSHIP, versionId: 'd', ...always, grade, ...said }] }
}
const PAUSED: Partial<ArrangedVersions> = {
  verificationPauses: [{ id: TOWNSHIP, versionId: 'p', ...always, by: 'duty' }],
}

const cameras = VERSIONS.devices.filter(({ kind }) => kind === 'camera').map(({ id }) => id)
const sensor = VERSIONS.devices.find(({ kind }) => kind === 'smoke')?.id ?? ''
const spot = VERSIONS.devices.find(({ id }) => id === 'weather-tulingdi')?.location ?? [0, 0]

function seen(seconds: number, more: Partial<Clue> = {}): Clue {
  const at = makingAt(seconds).now.toISOString()
  return {
    observationId: `o-${seconds}-${more.deviceId ?? more.personId ?? 0}`,
    kind: 'smoke',
    place: { type: 'point', location: spot, radiusMetres: 300 },
    sight: null,
    deviceId: cameras[0] ?? '',
    personId: null,
    ofItself: false,
    signalKey: `k-${more.deviceId ?? cameras[0]}`,
    lasts: true,
    confidence: 0.5,
    firstAt: at,
    lastAt: at,
    ...more,
  }
}

const evidence = (clue: Clue) => ({ clue, startedAt: NOON, severity: null, exercise: false })
const open = (arrangement: Arrangement = ARRANGEMENT, clue = seen(0)) =>
  openIncident(evidence(clue), arrangement, makingAt(0))
const add = (incident: IncidentRecord, clue: Clue, arrangement: Arrangement = ARRANGEMENT) =>
  addEvidence(incident, evidence(clue), arrangement, makingAt(Date.parse(clue.firstAt) / 1000 - NOON.getTime() / 1000))
const calledIn = ({ alerts }: IncidentRecord) => new Set(alerts.map(({ personId }) => personId))

/** What the clock makes of an incident until so many seconds after noon. */
function waited(incident: IncidentRecord, until: number, arrangement: Arrangement = ARRANGEMENT): IncidentRecord {
  let now = incident
  for (let seconds = 0; seconds <= until; seconds += 5) {
    const facts = { ...demoFacts(arrangement), incidents: new Map([[now.id, now]]) }
    now = takeDue(facts, makingAt(seconds))?.incidents[0] ?? now
  }
  return now
}

const duty: Viewer = { personId: 'duty', name: '', roles: ['duty'], duties: [], areaIds: null }
const asked = (incident: IncidentRecord): string => incident.verification?.personId ?? ''
const asPerson = (personId: string): Viewer => ({ personId, name: '', roles: ['member'], duties: [], areaIds: [] })
function done(incident: IncidentRecord, viewer: Viewer, body: Omit<OwnBody, 'id'>, seconds = 20) {
  const acted = act(incident, { id: `a-${seconds}`, ...body }, viewer, makingAt(seconds))
  if (!acted.ok) throw new Error(`${body.action}: ${acted.reason}`)
  return acted.calling
}

describe('whoever is asked to look', () => {
  it('is nobody off duty', () => {
    const first = open().incident
    // The clock of the tests shows noon; these hours are the night's.
    const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '06:00' }]
    const responsibilities = VERSIONS.responsibilities.map((held) =>
      held.personId === asked(first) ? { ...held, hours } : held,
    )
    const other = open(arranged({ responsibilities })).incident
    expect(asked(first)).not.toBe('')
    expect([asked(first), '']).not.toContain(asked(other))
  })
})

describe('the threshold', () => {
  it('is the plan’s, lower the greater the danger, and nobody waits at grade 5', () => {
    const thresholds = ([1, 2, 3, 4, 5] as const).map((grade) => thresholdOf(0.6, grade))
    expect(thresholds).toEqual([0.7, 0.65, 0.6, 0.45, 0])
    expect(thresholdOf(0.6, null)).toBe(0.6)
    expect(thresholdOf(0.9, 1)).toBe(0.95)
    expect(thresholdOf(null, 1)).toBe(0)
  })
})

describe('a single weak detection', () => {
  it('asks one member near the place who can be rung, and calls nobody else', () => {
    const { incident, actions, deliveries } = open()
    expect(incident.alerts).toHaveLength(1)
    expect(deliveries.map(({ alertId }) => alertId)).toEqual(incident.alerts.map(({ id }) => id))
    expect(actions.map(({ action }) => action)).toEqual(['opened', 'asked'])
    expect(incident.verification).toMatchObject({
      state: 'asked',
      threshold: 0.6,
      confidence: 0.5,
      grade: null,
      why: null,
    })
    const [alert] = incident.alerts
    expect(ARRANGEMENT.people.get(alert?.personId ?? '')?.rings).not.toEqual([])
    const zone = ARRANGEMENT.areas.ownerAt('zone', spot)
    expect(alert?.areaId).toBe(zone?.id)
    expect(incident.next).toMatchObject({ at: makingAt(180).now.toISOString(), tier: 0 })
  })

  it.each([
    ['surer than the threshold', seen(0, { confidence: 0.6 })],
    ['of unknown confidence', seen(0, { confidence: null })],
    ['by a sensor', seen(0, { deviceId: sensor, ofItself: true })],
    ['by a person', seen(0, { deviceId: null, personId: 'member', signalKey: null })],
    ['by a device nobody knows', seen(0, { deviceId: 'unheard-of' })],
    ['of flood', seen(0, { kind: 'flood' })],
    ['of an unknown place', seen(0, { place: { type: 'unknown' } })],
    ['far from everybody', seen(0, { place: { type: 'point', location: [100, 20], radiusMetres: 5 } })],
  ])('calls the chain at once when it is %s', (_, clue) => {
    const { incident } = open(ARRANGEMENT, clue)
    expect(incident.verification).toBeNull()
    expect(incident).toEqual(open(NEVER_ASKS, clue).incident)
  })

  it('calls the chain at once where nobody near can be rung, or where the duty room wants none to wait', () => {
    const people = VERSIONS.people.map((person) => ({ ...person, rings: [] }))
    expect(open(arranged({ people })).incident.verification).toBeNull()
    expect(open(arranged(PAUSED)).incident.verification).toBeNull()
    expect(open(arranged(atGrade(5))).incident.verification).toBeNull()
    expect(open(arranged(atGrade(4))).incident.verification).toBeNull()
  })

  it('is measured by the official grade, and says so', () => {
    const wet = open(arranged(atGrade(1)), seen(0, { confidence: 0.68 })).incident
    expect(wet.verification).toMatchObject({ threshold: 0.7, grade: 1, gradeSource: 'official' })
  })

  it('passes over who is absent', () => {
    const first = asked(open().incident)
    const absences = [{ id: 'ab', versionId: 'ab', ...always, personId: first, deputyId: null }]
    const other = open(arranged({ absences })).incident
    expect(other.verification?.state).toBe('asked')
    expect(asked(other)).not.toBe(first)
  })

  it('calls the whole chain when whoever was asked has not answered in time', () => {
    const { incident } = open()
    expect(isAsked(waited(incident, 175))).toBe(true)
    const woken = waited(incident, 180)
    expect(woken.verification).toMatchObject({ state: 'woken', why: 'unanswered' })
    expect(woken.alerts.length).toBeGreaterThan(1)
    const whole = waited(incident, 3600)
    const without = waited(open(NEVER_ASKS).incident, 3600, NEVER_ASKS)
    expect([...calledIn(without)].filter((id) => !calledIn(whole).has(id))).toEqual([])
  })

  it('is not put off by a clock that was set back', () => {
    const facts = { ...demoFacts(ARRANGEMENT), incidents: new Map([['i', open().incident]]) }
    expect(takeDue(facts, makingAt(-7200))?.incidents[0]?.verification?.state).toBe('woken')
  })

  it.each([
    ['a second camera', seen(30, { deviceId: cameras[1] ?? '' }), 'another-witness'],
    ['a sensor', seen(30, { deviceId: sensor, ofItself: true }), 'another-witness'],
    ['somebody who reports it', seen(30, { deviceId: null, personId: 'member', signalKey: null }), 'another-witness'],
    ['more confidence', seen(30, { confidence: 0.61 }), 'surer'],
    ['flames', seen(30, { kind: 'fire' }), 'raised'],
  ])('calls the chain at once when there is %s', (_, clue, why) => {
    const answered = done(open().incident, duty, { action: 'answer' }).incident
    const { incident, actions, deliveries } = add(answered, clue)
    expect(incident.verification).toMatchObject({ state: 'woken', why })
    expect(incident.answered).toBeNull()
    expect(incident.alerts.length).toBeGreaterThan(1)
    expect(deliveries).toHaveLength(incident.alerts.length - 1)
    expect(actions.map(({ action }) => action)).toContain('woken')
  })

  it('still waits when the same camera goes on seeing it no better', () => {
    const { incident } = add(open().incident, seen(30, { confidence: 0.55 }))
    expect(isAsked(incident)).toBe(true)
    expect(incident.next?.at).toBe(makingAt(180).now.toISOString())
  })

  it('keeps in its chain whom it would have called for where it was seen first', () => {
    const { incident } = open()
    const elsewhere = VERSIONS.devices.find(({ id }) => id === 'weather-dongshan')?.location ?? [0, 0]
    const place = { type: 'point', location: elsewhere, radiusMetres: 250 } as const
    const moved = add(incident, seen(30, { place, confidence: 0.45 })).incident
    expect(moved.place).toEqual(place)
    const woken = waited(moved, 3600)
    const first = incident.chain.flatMap(({ called, personId }) => (called && personId !== null ? [personId] : []))
    expect(first.filter((id) => !calledIn(woken).has(id))).toEqual([])
  })

  it.each([
    ['the danger rises', arranged(atGrade(4)), 'surer'],
    ['the danger is extreme', arranged(atGrade(5)), 'surer'],
    ['the duty room turns verification off', arranged(PAUSED), 'verification-off'],
    ['the plan wants it no longer', NEVER_ASKS, 'verification-off'],
  ])('calls the chain when %s meanwhile', (_, arrangement, why) => {
    expect(waited(open().incident, 5, arrangement).verification).toMatchObject({ state: 'woken', why })
  })
})

describe('whoever was asked to look', () => {
  it('has a quarter of an hour once he goes, and then the chain is called all the same', () => {
    const { incident } = open()
    const going = done({ ...incident, respondersNeeded: 1 }, asPerson(asked(incident)), {
      action: 'acknowledge',
    }).incident
    expect(isAsked(waited(going, 900))).toBe(true)
    const woken = waited(going, 930)
    expect(woken.verification).toMatchObject({ state: 'woken', why: 'not-looked' })
    expect(woken.alerts.length).toBeGreaterThan(1)
  })

  it.each([
    [{ action: 'decline' }, 'declined'],
    [{ action: 'verify', outcome: 'real' }, 'found-real'],
    [{ action: 'verify', outcome: 'unreachable' }, 'unreachable'],
    [{ action: 'support' }, 'support'],
  ] as const)('calls the chain by %j', (body, why) => {
    const { incident } = open()
    const { incident: after, deliveries } = done(incident, asPerson(asked(incident)), body)
    expect(after.verification).toMatchObject({ state: 'woken', why })
    expect(deliveries.length).toBeGreaterThan(0)
    expect(after.next).not.toBeNull()
  })

  it.each([
    [{ action: 'verify', outcome: 'false-alarm' }],
    [{ action: 'verify', outcome: 'approved-burning' }],
    [{ action: 'handle' }],
  ] as const)('settles it by %j, and nobody is called', (body) => {
    const { incident } = open()
    const after = waited(done(incident, asPerson(asked(incident)), body).incident, 3600)
    expect(after.verification?.state).toBe('settled')
    expect(after.alerts).toHaveLength(1)
  })

  it('calls the chain when he corrects himself', () => {
    const { incident } = open()
    const wrong = done(incident, asPerson(asked(incident)), { action: 'verify', outcome: 'false-alarm' }).incident
    const right = done(wrong, asPerson(asked(incident)), { action: 'verify', outcome: 'real' }, 60)
    expect(right.deliveries.length).toBeGreaterThan(0)
  })
})

describe('the duty room', () => {
  it('calls everybody by one press, which a member may not', () => {
    const { incident } = open()
    const { incident: woken, actions } = done(incident, duty, { action: 'wake' })
    expect(woken.verification).toMatchObject({ state: 'woken', why: 'duty-room' })
    expect(actions.map(({ action }) => action)).toEqual(['wake', 'woken', 'called'])
    expect(act(incident, { id: 'x', action: 'wake' }, asPerson(asked(incident)), makingAt(1))).toMatchObject({
      ok: false,
    })
    const again = done(woken, duty, { action: 'wake' }, 30)
    expect(again.incident).toEqual(woken)
  })

  it('calls the chain by reopening what a look had settled', () => {
    const closed = done(open().incident, duty, { action: 'close' }).incident
    expect(closed.verification?.state).toBe('settled')
    const again = done(closed, duty, { action: 'reopen', note: 'x' }, 30)
    expect(again.deliveries.length).toBeGreaterThan(0)
    expect(isAsked(again.incident)).toBe(false)
  })
})

describe('two incidents of which one waits', () => {
  const other = (arrangement: Arrangement, clue: Clue) => {
    const { incident } = openIncident(evidence(clue), arrangement, makingAt(7))
    return incident
  }
  it.each([true, false])(
    'are called for when they turn out to be one, and nothing waits after they are parted (%s)',
    (isFirst) => {
      const [into, from] = [
        open().incident,
        other(ARRANGEMENT, seen(7, { deviceId: cameras[1] ?? '', confidence: isFirst ? 0.5 : 0.9 })),
      ]
      const arrangedNow = { arrangement: ARRANGEMENT, signals: [] }
      for (const [a, b] of [
        [into, from],
        [from, into],
      ] as const) {
        const { callings, detail } = mergeInto(a, b, arrangedNow, makingAt(20))
        const [one, gone] = callings.map(({ incident }) => incident)
        if (one === undefined || gone === undefined) throw new Error('nothing was merged')
        expect([isAsked(one), isAsked(gone)]).toEqual([false, false])
        expect(calledIn(one).size).toBeGreaterThan(1)
        const { callings: parted } = partAgain(one, gone, detail, arrangedNow, makingAt(40))
        for (const { incident } of parted) {
          expect(isAsked(incident)).toBe(false)
          expect(waited(incident, 3600).alerts.length).toBeGreaterThan(1)
        }
      }
    },
  )
})

describe('two incidents of one camera', () => {
  it('are called for when they turn out to be one, whichever of them waited', () => {
    const waiting = open().incident
    const { incident } = openIncident(evidence(seen(7, { signalKey: 'another' })), ARRANGEMENT, makingAt(7))
    const woken = done(incident, duty, { action: 'wake' }).incident
    for (const [a, b] of [
      [waiting, woken],
      [woken, waiting],
      [waiting, incident],
    ] as const) {
      const [one] = mergeInto(a, b, { arrangement: ARRANGEMENT, signals: [] }, makingAt(30)).callings
      expect(one && isAsked(one.incident)).toBe(false)
      expect(calledIn(one?.incident ?? waiting).size).toBeGreaterThan(1)
    }
  })
})

describe('more evidence', () => {
  const saying = fc.record({
    afterSeconds: fc.integer({ min: 5, max: 200 }),
    witness: fc.constantFrom('camera', 'camera', 'camera', 'other camera', 'sensor', 'person'),
    confidence: fc.constantFrom(0.3, 0.5, 0.55, 0.7),
    kind: fc.constantFrom('smoke', 'smoke', 'smoke', 'fire'),
  })
  type Saying = { afterSeconds: number; witness: string; confidence: number; kind: 'smoke' | 'fire' }

  function clueOf({ witness, confidence, kind }: Saying, seconds: number): Clue {
    if (witness === 'person')
      return seen(seconds, { deviceId: null, personId: 'member', signalKey: null, confidence: null, kind })
    const deviceId = witness === 'camera' ? cameras[0] : witness === 'other camera' ? cameras[1] : sensor
    return seen(seconds, { deviceId: deviceId ?? '', confidence, kind, ofItself: witness === 'sensor' })
  }

  function calledAt(sayings: readonly Saying[], until: number, arrangement: Arrangement): Set<string> {
    let incident = open(arrangement, seen(0, { confidence: 0.4 })).incident
    let now = 0
    const pass = (to: number) => {
      for (; now < to; now++) {
        const facts = { ...demoFacts(arrangement), incidents: new Map([[incident.id, incident]]) }
        incident = takeDue(facts, makingAt(now))?.incidents[0] ?? incident
      }
    }
    for (const each of sayings) {
      if (now + each.afterSeconds > until) break
      pass(now + each.afterSeconds)
      incident = addEvidence(incident, evidence(clueOf(each, now)), arrangement, makingAt(now)).incident
    }
    pass(until)
    return calledIn(incident)
  }

  it('never leads to fewer people called', () => {
    fc.assert(
      fc.property(
        fc.array(saying, { maxLength: 3 }),
        saying,
        fc.integer({ min: 0, max: 600 }),
        (before, one, until) => {
          const without = calledAt(before, until, ARRANGEMENT)
          const withIt = calledAt([...before, one], until, ARRANGEMENT)
          expect([...without].filter((id) => !withIt.has(id))).toEqual([])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('leads to nobody fewer in the end than where nobody is asked to look', () => {
    fc.assert(
      fc.property(fc.array(saying, { maxLength: 3 }), (sayings) => {
        const asking = calledAt(sayings, 2000, ARRANGEMENT)
        const plain = calledAt(sayings, 2000, NEVER_ASKS)
        expect([...plain].filter((id) => !asking.has(id))).toEqual([])
      }),
      { numRuns: 15 },
    )
  })
})
