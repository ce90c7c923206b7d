import { describe, expect, it } from 'vitest'
import { type ActionBody, ACTIONS, actionBodySchema } from '#shared/action.ts'
import { FALSE_CAUSES, FIRE_PHASES, HANDLINGS, OUTCOMES } from '#shared/incident.ts'
import { KINDS } from '#shared/kinds.ts'
import { type Role, ROLES } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import { act, refusalOf } from '../../server/domain/act.ts'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import { contradictionOf, HANDLING_TABLE, mayApprove } from '../../server/domain/handling-table.ts'
import { aResponse, NOON } from '../support/a-response.ts'

const making = { now: NOON, timeZone: 'Asia/Shanghai', newId: () => 'x' }
const later = new Date(NOON.getTime() + 3_600_000).toISOString()
/** A body that lacks nothing. */
const whole = {
  id: 'b',
  outcome: 'real',
  personId: 'k',
  until: later,
  note: '因',
  incidentId: 'i',
  observationIds: ['o'],
  line: 1,
  search: { clothes: '蓝' },
  isSettled: true,
  service: '119',
  isCalled: true,
  briefId: 'r',
  recipient: '县应急局',
  how: 'phone',
  householdId: 'h',
  householdState: 'told',
} satisfies Omit<ActionBody, 'action'>
const as = (role: Role): Viewer => ({ personId: 'a', name: '', roles: [role], duties: [], areaIds: null })

/** Who may do what, as people were told. */
const TOLD: Record<(typeof ACTIONS)[number], string> = {
  answer: 'admin duty',
  postpone: 'admin duty',
  resume: 'admin duty',
  close: 'admin duty leader',
  reopen: 'admin duty leader',
  assign: 'admin duty leader',
  extend: 'admin duty leader',
  merge: 'admin duty leader',
  split: 'admin duty leader',
  undo: 'admin duty leader',
  wake: 'admin duty leader',
  check: 'admin duty leader cadre',
  seen: 'admin duty leader cadre member',
  acknowledge: 'admin duty leader cadre member',
  decline: 'admin duty leader cadre member',
  depart: 'admin duty leader cadre member',
  arrive: 'admin duty leader cadre member',
  verify: 'admin duty leader cadre member',
  handle: 'admin duty leader cadre member',
  support: 'admin duty leader cadre member',
  'check-in': 'admin duty leader cadre member',
  'fire-out': 'admin duty leader cadre member',
  'mop-up': 'admin duty leader cadre member',
  'fire-watch': 'admin duty leader cadre member',
  withdraw: 'admin duty leader cadre member',
  household: 'admin duty leader cadre member',
  note: 'admin duty leader cadre member reviewer',
  tick: 'admin duty leader cadre member',
  untick: 'admin duty leader cadre member',
  describe: 'admin duty leader cadre member',
  sector: 'admin duty leader cadre member',
  settle: 'admin duty leader cadre member',
  recuse: 'admin duty leader cadre member',
  service: 'admin duty leader cadre',
  draft: 'admin duty leader cadre',
  issue: 'admin duty leader',
  siren: 'admin duty leader',
  told: 'admin duty leader cadre',
}

describe('the handling table', () => {
  it('lets each role do what people were told it may, and nothing else', () => {
    const { incident } = aResponse()
    for (const action of ACTIONS)
      for (const role of ROLES) {
        // Of somebody else only the duty room may say that they keep out of it.
        const body = { ...whole, action, ...(action === 'recuse' ? { personId: null } : {}) }
        const refusal = refusalOf(incident, body, as(role), making)
        expect([action, role, refusal?.reason !== 'not-allowed']).toEqual([
          action,
          role,
          TOLD[action].split(' ').includes(role),
        ])
      }
  })

  it('names for each action the field that it cannot do without', () => {
    const { incident } = aResponse()
    const search = aResponse({}, 'missing-person').incident.search
    const lacking = ACTIONS.flatMap((action) => {
      const open = action === 'reopen' ? { ...incident, closedAt: later } : { ...incident, search }
      const refusal = refusalOf(open, { id: 'b', action }, as('duty'), making)
      return refusal?.reason === 'invalid' ? [`${action}: ${refusal.field}`] : []
    })
    expect(lacking.toSorted()).toEqual([
      'assign: personId',
      'describe: search',
      'extend: until',
      'household: householdId',
      'issue: briefId',
      'merge: incidentId',
      'note: note',
      'postpone: until',
      'recuse: note',
      'sector: name',
      'service: service',
      'settle: isSettled',
      'split: observationIds',
      'tick: line',
      'told: briefId',
      'untick: line',
      'verify: outcome',
    ])
  })

  it('refuses nothing for the order in which people do things: only a contradiction, which names what may be done', () => {
    const { incident: opened } = aResponse()
    for (const kind of KINDS)
      for (const handling of HANDLINGS)
        for (const outcome of [null, ...OUTCOMES])
          for (const firePhase of [null, ...FIRE_PHASES])
            for (const handledBy of [null, 'a'])
              for (const action of ACTIONS) {
                const closedAt = handling === 'closed' ? later : null
                const standing: IncidentRecord = { ...opened, kind, handling, outcome, firePhase, handledBy, closedAt }
                const found = contradictionOf(standing, action, 'a')
                const isClosed = closedAt !== null
                const isBurning =
                  kind === 'fire' && firePhase !== 'withdraw' && [null, 'real', 'unreachable'].includes(outcome)
                const expected =
                  (isClosed && !['reopen', 'note', 'settle', 'service', 'draft', 'issue', 'told'].includes(action)) ||
                  (!isClosed && action === 'reopen') ||
                  (!isClosed && action === 'check' && handledBy === 'a') ||
                  (!isClosed && action === 'close' && isBurning) ||
                  (!isClosed &&
                    FIRE_PHASES.some((phase) => phase === action) &&
                    !['fire', 'smoke', 'heat'].includes(kind))
                if ((found !== null) !== expected)
                  expect([action, kind, handling, outcome, firePhase, handledBy, found]).toBe(expected)
                // Whatever is offered instead can be done.
                for (const other of found?.allowed ?? [])
                  if (contradictionOf(standing, other, 'b') !== null)
                    expect([action, kind, handling, outcome, firePhase, other]).toBe('possible')
              }
  })

  it('has a line for every action, and each handling is reached by some', () => {
    expect(Object.keys(HANDLING_TABLE).toSorted()).toEqual([...ACTIONS].toSorted())
    const reached = new Set(Object.values(HANDLING_TABLE).flatMap(({ reaches }) => reaches ?? []))
    expect([...reached].toSorted()).toEqual([...HANDLINGS].toSorted())
  })
})

describe('a fire', () => {
  it('is closed only after all have left it, and says what is missing', () => {
    const story = aResponse()
    story.enter('handle', { onBehalfOf: 'a' })
    expect(story.enter('close')).toEqual({
      ok: false,
      reason: 'contradiction',
      state: 'burning',
      allowed: ['fire-out', 'mop-up', 'fire-watch', 'withdraw', 'verify', 'note'],
    })
    expect(story.tap('a', 'fire-out')).toBeNull()
    expect(story.incident).toMatchObject({ firePhase: 'fire-out', handling: 'handled' })
    expect(story.enter('close')).toMatchObject({ state: 'fire-out', allowed: expect.not.arrayContaining(['fire-out']) })
    expect(story.tap('a', 'withdraw')).toBeNull()
    expect(story.log.at(-1)?.detail).toMatchObject({ unrecordedPhases: ['mop-up', 'fire-watch'] })
    expect(story.enter('close')).toBeNull()
  })

  it('does not go back to an earlier phase, and begins anew when it is opened again', () => {
    const story = aResponse()
    story.tap('a', 'fire-watch')
    story.tap('a', 'mop-up')
    expect(story.incident.firePhase).toBe('fire-watch')
    story.tap('a', 'withdraw')
    story.enter('close')
    story.enter('reopen', { note: '复燃' })
    expect(story.incident).toMatchObject({ firePhase: null, handling: 'reported' })
  })

  it('that was none is closed without phases, and says what set it off', () => {
    const story = aResponse()
    expect(story.enter('verify', { outcome: 'real', cause: 'cooking' })).toMatchObject({ field: 'cause' })
    expect(story.enter('note', { note: '锅', cause: 'cooking' })).toMatchObject({ field: 'cause' })
    for (const cause of FALSE_CAUSES) {
      expect(story.enter('verify', { outcome: 'false-alarm', cause })).toBeNull()
      expect(story.incident.cause).toBe(cause)
      expect(story.log.at(-1)?.detail).toMatchObject({ outcome: 'false-alarm', cause })
    }
    story.enter('verify', { outcome: 'real' })
    expect(story.incident.cause).toBeNull()
    expect(story.enter('verify', { outcome: 'false-alarm' })).toBeNull()
    expect(story.enter('close')).toBeNull()
  })

  it('is checked by somebody else than whoever left it last', () => {
    const story = aResponse()
    story.tap('a', 'withdraw')
    expect(story.enter('check', { onBehalfOf: 'a' })).toMatchObject({ reason: 'contradiction', state: 'handled' })
    expect(story.enter('check', { note: '电话回访' })).toBeNull()
  })
})

describe('an extension', () => {
  it('stops the clock that runs, or the one that is named, with its reason, its approver and its end', () => {
    const story = aResponse()
    story.enter('extend', { until: later, note: '路断', onBehalfOf: 'l' })
    expect(story.incident.extensions).toEqual([
      { clock: 'arrive', until: later, at: NOON.toISOString(), approvedBy: 'l', note: '路断' },
    ])
    story.tap('a', 'arrive')
    story.enter('extend', { until: later, note: '待设备' })
    story.enter('extend', { until: later, note: '会签', clock: 'close' })
    expect(story.incident.extensions.map(({ clock, approvedBy }) => [clock, approvedBy])).toEqual([
      ['arrive', 'l'],
      ['handle', 'd'],
      ['close', 'd'],
    ])
    story.enter('extend', { until: later, note: '仍断', clock: 'arrive' })
    expect(story.incident.extensions.filter(({ clock }) => clock === 'arrive')).toMatchObject([{ note: '仍断' }])
    const past = new Date(NOON.getTime() - 1000).toISOString()
    expect(story.enter('extend', { until: past, note: '晚' })).toMatchObject({ reason: 'invalid', field: 'until' })
    expect(story.enter('extend', { until: past, note: '补录', late: true })).toBeNull()
    expect(story.enter('postpone', { until: past, note: '晚', late: true })).toMatchObject({ field: 'until' })
  })

  it('is approved by whoever may decide it, and not by a member', () => {
    expect(ROLES.filter((role) => mayApprove([role]))).toEqual(['admin', 'duty', 'leader'])
  })
})

describe('what the log says of an action', () => {
  const entry = (body: object, personId = 'a') => {
    const story = aResponse()
    expect(personId === 'd' ? story.enter('arrive', body) : story.tap(personId, 'arrive', body)).toBeNull()
    return story.log.find(({ action }) => action === 'arrive')
  }

  it('is under which duty it was done', () => {
    expect(entry({})?.detail).toMatchObject({ duty: 'household' })
  })

  it('is for whom it was entered, and how they were heard; whoever enters it is the witness', () => {
    const said = entry({ onBehalfOf: 'a', heardBy: 'radio' }, 'd')
    expect(said).toMatchObject({ actorId: 'd', onBehalfOf: 'a', detail: { heardBy: 'radio', duty: 'household' } })
    expect(aResponse().enter('arrive', { heardBy: 'radio' })).toMatchObject({ reason: 'invalid', field: 'heardBy' })
  })

  it('is that it was entered later, where its maker says so or it came a quarter of an hour after', () => {
    const ago = (seconds: number) => new Date(NOON.getTime() - seconds * 1000).toISOString()
    expect(entry({ late: true })?.detail).toMatchObject({ late: true })
    expect(entry({ at: ago(901) })).toMatchObject({ at: ago(901), detail: { late: true } })
    expect(entry({ at: ago(899) })?.detail).not.toHaveProperty('late')
    expect(entry({ at: ago(-60) })?.detail).not.toHaveProperty('late')
  })

  it('is asked of a body that says all this, and of one of before that does not', () => {
    expect(actionBodySchema.safeParse({ id: 'x', action: 'arrive' }).success).toBe(true)
    const full = { id: 'x', action: 'verify', outcome: 'false-alarm', cause: 'insects', heardBy: 'phone', late: false }
    expect(actionBodySchema.safeParse(full).success).toBe(true)
    expect(actionBodySchema.safeParse({ ...full, cause: 'ghosts' }).success).toBe(false)
  })
})

describe('two who press at once', () => {
  it('both do what they mean: the second changes nothing that the first did not', () => {
    const story = aResponse()
    story.tap('a', 'arrive')
    const before = story.incident
    const again = act(before, { id: 'again', action: 'arrive' }, as('member'), making)
    expect(again.ok && again.calling.incident).toEqual(before)
  })
})
