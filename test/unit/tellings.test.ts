import { describe, expect, it } from 'vitest'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import { type Tellings, tellings } from '../../server/domain/tellings.ts'
import { takeRevisit } from '../../server/domain/revisiting.ts'
import { aResponse } from '../support/a-response.ts'
import { planned } from '../support/made-up-township.ts'

type Response = ReturnType<typeof aResponse>

/** What has to be told after something was done. */
function told(response: Response, does: () => unknown): Tellings {
  const before = new Map([[response.incident.id, response.incident]])
  const [actions, deliveries] = [response.log.length, response.sent.length]
  does()
  return tellings(before, {
    incidents: [response.incident],
    actions: response.log.slice(actions),
    deliveries: response.sent.slice(deliveries),
  })
}

const said = ({ people }: Tellings) => people.map(({ personId, occasion }) => `${personId} ${occasion}`)
const opened = ({ incident, log, sent }: Response) =>
  tellings(new Map(), { incidents: [incident], actions: log, deliveries: sent })
const silent = ({ alerts }: IncidentRecord) =>
  alerts.flatMap(({ state, personId }) => (state === 'sent' ? [personId] : []))

describe('what a decision has to tell', () => {
  it('is a call for everybody called, each once, and the first notice of a fire goes before everything', () => {
    const response = aResponse()
    const { people } = opened(response)
    expect(people.length).toBeGreaterThan(0)
    expect(people.map(({ personId }) => personId).toSorted()).toEqual(
      [...new Set(silent(response.incident))].toSorted(),
    )
    expect(new Set(people.map(({ occasion, urgency }) => `${occasion} ${urgency}`))).toEqual(new Set(['call 0']))
    expect(people.every(({ alertId }) => alertId !== null)).toBe(true)
  })

  it('is a call for each further tier, while nobody hears twice of the same', () => {
    const response = aResponse()
    const heard = new Map<string, number>()
    for (const telling of opened(response).people) heard.set(telling.personId, 1)
    for (let step = 0; step < 40; step++) {
      const { people } = told(response, () => response.pass(30))
      for (const { personId, occasion } of people)
        if (occasion === 'call') heard.set(personId, (heard.get(personId) ?? 0) + 1)
    }
    expect([...heard.values()].every((times) => times === 1)).toBe(true)
    const called = new Set(response.incident.alerts.map(({ personId }) => personId))
    // Whoever was called at all was told, if by being rung for the duty room.
    expect(called.size).toBeGreaterThan(2)
  })

  it('is nothing for who goes without being called, and that enough are going for the silent', () => {
    const response = aResponse({}, 'intrusion')
    const [first = '', ...others] = silent(response.incident)
    const { people } = told(response, () => response.tap(first, 'acknowledge'))
    expect(people.some(({ personId }) => personId === first)).toBe(false)
    expect(
      people
        .filter(({ occasion }) => occasion === 'stand-by')
        .map(({ personId }) => personId)
        .toSorted(),
    ).toEqual(response.incident.respondersNeeded === 1 ? others.toSorted() : [])
  })

  it('is that the duty room has not taken notice, for whom it rings', () => {
    const response = aResponse()
    const all = Array.from({ length: 6 }, () => said(told(response, () => response.pass(30)))).flat()
    expect(all.some((line) => line.endsWith(' unanswered'))).toBe(true)
  })

  it('asks whoever is there each time anew whether they are well, and nobody twice for one asking', () => {
    const response = aResponse({ plans: [planned({ respondersNeeded: 1, checkInSeconds: 1800 })] })
    response.enter('answer')
    response.tap('a', 'arrive')
    const asks = () => said(told(response, () => response.pass(1800))).filter((line) => line.endsWith(' check-in'))
    expect(asks()).toEqual(['a check-in'])
    expect(said(told(response, () => response.tap('a', 'check-in')))).toEqual([])
    expect(asks()).toEqual(['a check-in'])
    // Nobody answers: that is told to others, and the question is not put again.
    expect(asks()).toEqual([])
  })

  it('reminds whoever is to come back to a dispute, though it is closed, and tells nobody else anew', () => {
    const response = aResponse({}, 'dispute')
    const [first = ''] = silent(response.incident)
    const day = new Date(response.nowMs + 48 * 3600_000).toISOString()
    response.tap(first, 'settle', { isSettled: false, revisitAt: day })
    response.enter('close')
    response.set({ informed: [{ personId: 'v', duty: 'village', areaId: 'v1', at: response.incident.openedAt }] })
    const making = { now: new Date(day), timeZone: 'Asia/Shanghai', newId: () => 'r' }
    const due = takeRevisit(response.incident, making)
    if (due === null) throw new Error('the day has not come')
    // What is closed is not among what is known before.
    const now = (recusedIds: string[]) =>
      said(tellings(new Map(), { ...due, incidents: [{ ...due.incident, recusedIds }] }))
    expect(now([])).toEqual([`${first} revisit`])
    expect(now([first])).toEqual([])
  })

  it('is that it is over for all who were called but the one who did it', () => {
    const response = aResponse()
    const [first = '', ...others] = silent(response.incident)
    const lines = said(
      told(response, () => response.tap(first, 'verify', { outcome: 'false-alarm', cause: 'cooking' })),
    )
    const byRoom = said(told(aRoomFound(), () => {}))
    expect(lines.every((line) => !line.startsWith(`${first} `))).toBe(true)
    expect(lines.toSorted()).toEqual(others.map((id) => `${id} ended`).toSorted())
    expect(byRoom).toEqual([])
  })

  it('goes to those who hear of such ground when it begins and when it ends, and never of private affairs', () => {
    const response = aResponse()
    const { groups } = opened(response)
    expect(groups).toMatchObject([{ occasion: 'inform', kind: 'fire', areaIds: response.incident.areaIds }])
    const [first = ''] = silent(response.incident)
    expect(
      told(response, () => response.tap(first, 'verify', { outcome: 'false-alarm', cause: 'cooking' })).groups,
    ).toMatchObject([{ occasion: 'ended' }])
    for (const kind of ['dispute', 'request', 'medical'] as const)
      expect(opened(aResponse({}, kind)).groups).toEqual([])
  })

  it('goes to them again when it is graver than was thought, and not when it is the same', () => {
    const response = aResponse({}, 'smoke')
    expect(told(response, () => response.set({ severity: 'extreme' })).groups).toMatchObject([
      { occasion: 'inform', severity: 'extreme' },
    ])
    expect(told(response, () => response.set({ severity: 'severe' })).groups).toEqual([])
  })

  it('goes again to whoever was called to less, whether they go or are still silent, and to nobody who cannot', () => {
    const response = aResponse({}, 'smoke')
    for (let step = 0; step < 20 && silent(response.incident).length < 3; step++) response.pass(30)
    const [goes = '', cannot = '', ...others] = silent(response.incident)
    response.tap(goes, 'acknowledge')
    response.tap(cannot, 'decline')
    const waiting = silent(response.incident).filter((id) => others.includes(id))
    const lines = said(told(response, () => response.hear('camera', 'fire')))
    expect(response.incident.kind).toBe('fire')
    expect(waiting.length).toBeGreaterThan(0)
    expect(lines).toEqual(expect.arrayContaining([`${goes} graver`, ...waiting.map((id) => `${id} remind`)]))
    expect(lines.filter((line) => line.startsWith(`${cannot} `))).toEqual([])
    expect(said(told(response, () => response.hear('another', 'smoke')))).toEqual([])
  })

  it('goes to sirens when somebody wants them to sound, and says where a drill must not be heard', () => {
    const response = aResponse()
    const sounded = () => told(response, () => response.enter('siren')).groups
    expect(sounded()).toMatchObject([{ occasion: 'siren', urgency: 0, isGrave: true, isQuiet: false }])
    response.set({ exercise: true, drill: { id: 'd', loud: true } })
    expect(sounded()).toMatchObject([{ occasion: 'siren', isQuiet: false }])
    response.set({ drill: { id: 'd', loud: false } })
    expect(response.enter('siren')).toMatchObject({ reason: 'contradiction', state: 'quiet-drill' })
    expect(opened({ ...response, incident: response.incident, log: [] }).groups).toMatchObject([
      { occasion: 'inform', isQuiet: true },
    ])
  })

  it('asks everybody for an answer in a roll call', () => {
    const response = aResponse({}, 'warning')
    response.set({
      rollCall: {
        since: response.incident.openedAt,
        areaIds: [],
        text: null,
        rounds: 0,
        nextRoundAt: null,
        knockAt: null,
        knockingAt: null,
        unwoken: [],
        households: { total: 0, told: 0, moved: 0, refuses: 0, away: 0 },
      },
    })
    const lines = said(opened(response))
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.every((line) => line.endsWith(' roll-call'))).toBe(true)
  })

  it('waits for nothing real where it is a drill', () => {
    const response = aResponse()
    response.set({ exercise: true })
    expect(new Set(opened(response).people.map(({ urgency }) => urgency))).toEqual(new Set([2]))
  })
})

/** An incident of which nothing changes any more. */
function aRoomFound(): Response {
  const response = aResponse()
  response.enter('verify', { outcome: 'false-alarm', cause: 'test' })
  return response
}
