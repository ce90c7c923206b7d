import { describe, expect, it } from 'vitest'
import type { Directive } from '#shared/directive.ts'
import { emptyDirectiveDraft, isWorthKeeping } from '#lib/desk/directive-draft.ts'
import { byDue, urgentFirst } from '#lib/desk/directive-list.ts'
import { localMoment, momentOfLocal } from '#lib/local-moment.ts'

const NOW = Date.parse('2026-11-28T04:00:00.000Z')
const inMinutes = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString()

function entry(id: string, rest: Partial<Directive> = {}): Directive {
  return {
    id,
    areaId: 'township',
    channel: 'call',
    sender: '县应急局',
    receivedAt: inMinutes(-60),
    content: '…',
    replyDueAt: null,
    passedTo: [],
    reply: null,
    corrects: null,
    correctedBy: null,
    incidentId: null,
    recordedBy: 'duty',
    recordedAt: inMinutes(-59),
    ...rest,
  }
}

describe('the register at the desk', () => {
  const late = entry('late', { replyDueAt: inMinutes(-5) })
  const later = entry('later', { replyDueAt: inMinutes(-50) })
  const soon = entry('soon', { replyDueAt: inMinutes(29) })
  const waits = entry('waits', { replyDueAt: inMinutes(31) })
  const done = entry('done', { replyDueAt: inMinutes(-90), reply: { text: '好', at: inMinutes(-1), personId: 'duty' } })
  const wrong = entry('wrong', { replyDueAt: inMinutes(-90), correctedBy: 'late' })
  const all = [entry('newest'), waits, soon, done, wrong, late, later]

  it('has what is overdue on top, then what is due soon, then the rest in its order, each once', () => {
    const shown = urgentFirst(byDue(all), all, NOW).map(({ id }) => id)
    expect(shown).toEqual(['later', 'late', 'soon', 'newest', 'waits', 'done', 'wrong'])
  })

  it('counts as waiting neither what was answered nor what was set right', () => {
    expect(byDue(all).map(({ id }) => id)).toEqual(['later', 'late', 'soon', 'waits'])
  })
})

describe('a draft', () => {
  it('is kept from the first word on, and not before', () => {
    const empty = emptyDirectiveDraft('one')
    expect(isWorthKeeping({ ...empty, sender: ' ', replyDueAt: inMinutes(30) })).toBe(false)
    for (const begun of [{ sender: '县' }, { content: '今' }, { corrects: 'old' }])
      expect(isWorthKeeping({ ...empty, ...begun })).toBe(true)
  })
})

describe('a moment in a field', () => {
  it.each(['Asia/Shanghai', 'Asia/Urumqi', 'Europe/Berlin', 'UTC'])('comes back as it went in, in %s', (zone) => {
    for (let hour = 0; hour < 24 * 365; hour += 7) {
      const at = NOW + hour * 3600_000
      const back = Date.parse(momentOfLocal(zone, localMoment(zone, at)) ?? '')
      // An hour that comes twice in autumn may be taken for its first.
      expect([0, 3600_000]).toContain(Math.abs(back - at))
    }
  })

  it('is none where the field is empty', () => {
    expect(momentOfLocal('Asia/Shanghai', '')).toBeNull()
    expect(momentOfLocal('Asia/Shanghai', '2026-11-28T12:00')).toBe('2026-11-28T04:00:00.000Z')
  })
})
