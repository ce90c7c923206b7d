import { describe, expect, it } from 'vitest'
import { type Kind, KINDS } from '#shared/kinds.ts'
import type { Viewer } from '#shared/session.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { absenceWarnings, deputyChoices, putAbsence } from '../../server/domain/away.ts'
import { bySpokenName, samePhone } from '../../server/domain/called-by.ts'
import { mustRead } from '../../server/domain/handover.ts'
import { mayDecide, type OneShift, swapFault } from '../../server/domain/swap.ts'
import { demoVersions, NOON } from '../support/demo-facts.ts'

const hour = (n: number) => new Date(NOON.getTime() + n * 3600_000)
const versions = demoVersions()
const arrangement = arrangementAt(versions, NOON)

function shift(id: string, personId: string, from: number, until: number, post: 'officer' | 'leader' = 'officer') {
  const row: OneShift = {
    id,
    areaId: 'township',
    post,
    personId,
    versionId: `${id}@1`,
    validFrom: hour(from),
    validUntil: hour(until),
  }
  return row
}
function viewer(personId: string, roles: Viewer['roles'], areaIds: string[] | null = []): Viewer {
  return { personId, name: personId, roles, duties: [], areaIds }
}

describe('a swap', () => {
  const own = shift('a', 'duty', 24, 36)
  const back = shift('b', 'duty-deputy', 48, 60)
  const swap = { fromPersonId: 'duty', toPersonId: 'duty-deputy', returnShiftId: 'b', askedAt: hour(-1) }

  it('holds while both shifts are as they were and neither has begun', () => {
    expect(swapFault(swap, { shift: own, back }, [own, back], NOON)).toBeNull()
  })
  it.each([
    ['shift-gone', { shift: null, back }],
    ['shift-gone', { shift: own, back: null }],
    ['shift-changed', { shift: { ...own, personId: 'police-1' }, back }],
    ['shift-changed', { shift: own, back: { ...back, personId: 'police-1' } }],
    ['shift-changed', { shift: own, back: { ...back, areaId: 'elsewhere' } }],
    ['shift-changed', { shift: { ...own, recordedAt: hour(-0.5) }, back }],
    ['shift-changed', { shift: own, back: { ...back, recordedAt: hour(-0.5) } }],
    ['shift-begun', { shift: { ...own, recordedAt: hour(-2), validFrom: NOON }, back }],
    ['shift-begun', { shift: own, back: { ...back, validFrom: hour(-1) } }],
  ] as const)('is over with %s', (fault, found) => {
    expect(swapFault(swap, found, [own, back], NOON)).toBe(fault)
  })
  it('seats nobody twice', () => {
    const other = shift('c', 'duty-deputy', 30, 40)
    expect(swapFault(swap, { shift: own, back }, [own, back, other], NOON)).toBe('sits-twice')
    const leader = shift('c', 'duty-deputy', 30, 40, 'leader')
    expect(swapFault(swap, { shift: own, back }, [own, back, leader], NOON)).toBeNull()
  })
  it('is decided by who sits as leader, a leader of the whole township or the administrator, never by the two', () => {
    const inCharge = shift('l', 'police-1', 35, 50, 'leader')
    const before = shift('m', 'police-2', -10, -2, 'leader')
    const may = (who: Viewer) => mayDecide(who, swap, own, [own, back, inCharge, before])
    expect(may(viewer('police-1', ['member']))).toBe(true)
    expect(may(viewer('police-2', ['member']))).toBe(false)
    expect(may(viewer('leader', ['leader'], ['tulingdi', 'township']))).toBe(true)
    // A leader of a village answers for no duty room.
    expect(may(viewer('leader', ['leader'], ['tulingdi']))).toBe(false)
    expect(may(viewer('stranger', ['leader'], []))).toBe(false)
    expect(may(viewer('reviewer', ['reviewer'], null))).toBe(false)
    expect(may(viewer('admin', ['admin'], null))).toBe(true)
    expect(may(viewer('duty', ['admin'], null))).toBe(false)
    expect(may(viewer('duty-deputy', ['admin'], null))).toBe(false)
  })
})

describe('a hand-over note', () => {
  const note = { areaId: 'township', personId: 'duty', at: hour(-2), readers: [] as string[] }
  const sitter = (personId: string, ...standsInFor: string[]) => ({ personId, standsInFor })
  const on = shift('a', 'duty-deputy', -1, 11)
  it('must be read by whoever is on shift, until it is', () => {
    expect(mustRead(note, sitter('duty-deputy'), [on], NOON)).toBe(true)
    expect(mustRead({ ...note, readers: ['duty-deputy'] }, sitter('duty-deputy'), [on], NOON)).toBe(false)
    expect(mustRead(note, sitter('police-1'), [on], NOON)).toBe(false)
    expect(mustRead({ ...note, personId: 'duty-deputy' }, sitter('duty-deputy'), [on], NOON)).toBe(false)
    expect(mustRead({ ...note, areaId: 'elsewhere' }, sitter('duty-deputy'), [on], NOON)).toBe(false)
    expect(mustRead(note, sitter('duty-deputy'), [shift('a', 'duty-deputy', 1, 11)], NOON)).toBe(false)
  })
  it('must be read by who stands in for them, as long as they have not read it themselves', () => {
    const deputy = sitter('police-1', 'somebody', 'duty-deputy')
    expect(mustRead(note, deputy, [on], NOON)).toBe(true)
    expect(mustRead({ ...note, readers: ['police-1'] }, deputy, [on], NOON)).toBe(false)
    expect(mustRead(note, sitter('police-1', 'somebody'), [on], NOON)).toBe(false)
    expect(mustRead(note, deputy, [shift('a', 'duty-deputy', -9, -1)], NOON)).toBe(false)
  })
  it('is none of their business where it was written before they last left, or days ago', () => {
    const earlier = shift('e', 'duty-deputy', -30, -18)
    expect(mustRead({ ...note, at: hour(-20) }, sitter('duty-deputy'), [earlier, on], NOON)).toBe(false)
    expect(mustRead({ ...note, at: hour(-17) }, sitter('duty-deputy'), [earlier, on], NOON)).toBe(true)
    expect(mustRead({ ...note, at: hour(-72) }, sitter('duty-deputy'), [on], NOON)).toBe(true)
    expect(mustRead({ ...note, at: hour(-74) }, sitter('duty-deputy'), [on], NOON)).toBe(false)
  })
})

describe('an absence', () => {
  const absence = (id: string, from: number, until: number, deputyId: string | null, personId = 'member') => {
    return { id, personId, deputyId, versionId: `${id}@1`, validFrom: hour(from), validUntil: hour(until) }
  }
  let count = 0
  const newId = () => `new-${count++}`

  it('said later replaces what it meets of an earlier one', () => {
    const { supersede, append } = putAbsence(
      [absence('leave', 0, 72, 'a')],
      { id: 'day', personId: 'member', deputyId: 'b' },
      { validFrom: hour(24), validUntil: hour(48) },
      newId,
    )
    expect(supersede).toEqual(['leave@1'])
    expect(append.map(({ row }) => row)).toMatchObject([
      { id: 'leave', deputyId: 'a', validFrom: hour(0), validUntil: hour(24) },
      { id: 'leave', deputyId: 'a', validFrom: hour(48), validUntil: hour(72) },
      { id: 'day', deputyId: 'b', validFrom: hour(24), validUntil: hour(48) },
    ])
  })

  it('of two that hold at once, the one that began later says who stands in, in whatever order they are kept', () => {
    const [first, second] = [absence('first', -48, 48, 'a'), absence('second', -24, 24, 'b')]
    for (const absences of [
      [first, second],
      [second, first],
    ])
      expect(arrangementAt({ ...versions, absences }, NOON).absences.get('member')?.deputyId).toBe('b')
  })

  it('warns where nobody who can be rung is left, and where the deputy is no help', () => {
    const today = { validFrom: NOON, validUntil: hour(12) }
    const others = arrangement.responsibilities.filter(
      ({ areaId, duty, personId }) => areaId === 'tulingdi-g1-z1' && duty === 'household' && personId !== 'member',
    )
    const deputyId = others[0]?.personId ?? ''
    expect(absenceWarnings({ personId: 'member', deputyId: null, ...today }, arrangement, [], [])).toEqual([])
    const away = [absence('x', 1, 2, null, deputyId)]
    const warned = absenceWarnings({ personId: 'member', deputyId, ...today }, arrangement, away, [])
    expect(warned).toContainEqual({ type: 'deputy-away', personId: deputyId })
    expect(warned).toContainEqual({ type: 'nobody-left', duty: 'household', areaId: 'tulingdi-g1-z1' })
    const wall = absenceWarnings({ personId: 'member', deputyId: 'wall', ...today }, arrangement, [], [])
    expect(wall).toContainEqual({ type: 'deputy-without-phone', personId: 'wall' })
    expect(absenceWarnings({ personId: 'member', deputyId: 'cadre', ...today }, arrangement, away, [])).toEqual([])
  })

  it('warns whoever leaves hours of the duty room to nobody', () => {
    const leaves = (roster: OneShift[], away: ReturnType<typeof absence>[] = [], deputyId: string | null = null) =>
      absenceWarnings(
        { personId: 'police-1', deputyId, validFrom: NOON, validUntil: hour(12) },
        { ...arrangement, responsibilities: [] },
        away,
        roster,
      )
    const tonight = shift('a', 'police-1', 8, 20)
    const room = { type: 'nobody-left', duty: 'duty-room', areaId: 'township' }
    expect(leaves([tonight])).toEqual([room])
    expect(leaves([shift('a', 'police-1', 12, 20)])).toEqual([])
    // Somebody else sits there for the hours they are away, or for some of them, at another post, or is away as well.
    expect(leaves([tonight, shift('b', 'duty', 6, 12)])).toEqual([])
    expect(leaves([tonight, shift('b', 'duty', 9, 12)])).toEqual([room])
    expect(leaves([tonight, shift('b', 'duty', 6, 12, 'leader')])).toEqual([room])
    expect(leaves([tonight, shift('b', 'duty', 6, 12)], [absence('x', 9, 10, null, 'duty')])).toEqual([room])
    expect(leaves([tonight], [], 'duty')).toEqual([])
    // Who stands in for the officer of tonight leaves the room as the officer would.
    const others = [shift('c', 'duty', 8, 20)]
    expect(leaves(others, [absence('x', 0, 20, 'police-1', 'duty')])).toEqual([room])
    expect(leaves(others, [absence('x', 0, 8, 'police-1', 'duty')])).toEqual([])
    expect(leaves(others, [absence('x', 0, 20, 'cadre', 'duty'), absence('y', 0, 20, 'police-1', 'cadre')])).toEqual([
      room,
    ])
    expect(leaves(others, [absence('x', 0, 20, 'cadre', 'duty')])).toEqual([])
  })

  it('warns whoever stands in for somebody who is away of that one’s duties', () => {
    const today = { personId: 'police-1', deputyId: null, validFrom: NOON, validUntil: hour(12) }
    const held = arrangement.responsibilities.filter(({ personId }) => personId === 'member')
    const one = { ...arrangement, responsibilities: held }
    const [{ duty, areaId } = { duty: 'zone', areaId: '' }] = held
    const named = [absence('x', -24, 24, 'police-1', 'member')]
    expect(absenceWarnings(today, one, named, [])).toContainEqual({ type: 'nobody-left', duty, areaId })
    expect(absenceWarnings(today, one, [absence('x', 24, 48, 'police-1', 'member')], [])).toEqual([])
    expect(absenceWarnings({ ...today, deputyId: 'cadre' }, one, named, [])).toEqual([])
  })

  it('warns where whoever is left answers for some kinds only', () => {
    const today = { personId: 'member', deputyId: null, validFrom: NOON, validUntil: hour(12) }
    const [own] = arrangement.responsibilities.filter(({ personId }) => personId === 'member')
    if (own === undefined) throw new Error('the member holds a duty')
    const left = (...kinds: (Kind[] | null)[]) => {
      const others = kinds.map((each, n) => ({
        ...own,
        id: `o${n}`,
        personId: n === 0 ? 'cadre' : 'leader',
        kinds: each,
      }))
      return absenceWarnings(today, { ...arrangement, responsibilities: [own, ...others] }, [], []).length
    }
    expect([left(null), left(['dispute']), left(['dispute'], null)]).toEqual([0, 1, 0])
    expect(
      left(
        ['dispute'],
        KINDS.filter((kind) => kind !== 'dispute'),
      ),
    ).toBe(0)
    expect(
      left(
        ['dispute'],
        KINDS.filter((kind) => kind !== 'fire'),
      ),
    ).toBe(1)
  })

  it('proposes whoever else sits at one’s post of the duty room', () => {
    const roster = [
      shift('a', 'police-1', 8, 20),
      shift('b', 'cadre', 20, 32),
      shift('c', 'leader', 20, 32, 'leader'),
      { ...shift('d', 'member', 20, 32), areaId: 'elsewhere' },
    ]
    const none = { ...arrangement, responsibilities: [] }
    expect(deputyChoices('police-1', none, roster)).toEqual([
      { personId: 'cadre', why: 'deputy', duty: 'duty-room', areaId: 'township' },
    ])
    const away = arrangementAt({ ...versions, absences: [absence('x', -1, 1, null, 'cadre')] }, NOON)
    expect(deputyChoices('police-1', { ...away, responsibilities: [] }, roster)).toEqual([])
  })

  it('proposes the deputies of one’s duties first, then neighbours, nobody who is away', () => {
    const choices = deputyChoices('member', arrangement, [])
    expect(choices[0]?.why).toBe('deputy')
    expect(choices.map(({ personId }) => personId)).not.toContain('member')
    expect(new Set(choices.map(({ personId }) => personId)).size).toBe(choices.length)
    const first = choices[0]?.personId ?? ''
    const without = arrangementAt({ ...versions, absences: [absence('x', -1, 1, null, first)] }, NOON)
    expect(deputyChoices('member', without, []).map(({ personId }) => personId)).not.toContain(first)
  })
})

describe('somebody who writes', () => {
  it('is known by the number, however it is written', () => {
    expect(samePhone('138 0013 8000', '+8613800138000')).toBe(true)
    expect(samePhone('+86-138-0013-8000', '8613800138000')).toBe(true)
    expect(samePhone('13800138000', '１３８００１３８０００')).toBe(true)
    expect(samePhone('13800138000', '13800138001')).toBe(false)
    expect(samePhone(null, '13800138000')).toBe(false)
    expect(samePhone('', '')).toBe(false)
  })
  it('names people by name, with a title, or by the given name alone', () => {
    const people = ['王秀兰', '李秀兰', '张三', '欧阳建国'].map((name) => ({ name }))
    const found = (name: string) => bySpokenName(name, people).map((person) => person.name)
    expect(found('王秀兰')).toEqual(['王秀兰'])
    expect(found('王秀蘭')).toEqual(['王秀兰'])
    expect(found('张三主任')).toEqual(['张三'])
    expect(found('建国')).toEqual(['欧阳建国'])
    expect(found('秀兰')).toEqual(['王秀兰', '李秀兰'])
    expect(found('赵六')).toEqual([])
  })
})
