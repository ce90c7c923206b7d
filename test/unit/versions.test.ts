import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsAt, type Version } from '../../server/domain/arrangement.ts'
import { endCurrent, endVersions, putVersion, type Rewrite } from '../../server/domain/versions.ts'

type Fields = { id: string; name: string }
type Known = Version<Fields>
const sameName = (a: Fields, b: Fields) => a.name === b.name
type Span = { validFrom: Date | null; validUntil: Date | null }

const NOON = Date.parse('2026-05-01T04:00:00.000Z')
const at = (minutes: number) => new Date(NOON + minutes * 60_000)
const fields = (name: string): Fields => ({ id: 'a', name })

function ids() {
  let last = 0
  return () => `v${++last}`
}

/** What is known after a rewrite: the superseded are gone, the appended are there. */
function after(known: Known[], rewrite: Rewrite<Fields> | null | 'empty'): Known[] {
  if (rewrite === null || rewrite === 'empty') return known
  return [
    ...known.filter(({ versionId }) => !rewrite.supersede.includes(versionId)),
    ...rewrite.append.map(({ row }) => row),
  ]
}

function put(known: Known[], name: string, span: Partial<Span>, now: Date, newId: () => string): Known[] {
  return after(known, putVersion(known, fields(name), span, sameName, now, newId))
}

const nameAt = (known: Known[], moment: Date): string[] =>
  known.filter((row) => holdsAt(row, moment)).map(({ name }) => name)

const plainPut = (known: Known[], name: string, span: Partial<Span>, now: Date, newId = ids()) =>
  putVersion(known, fields(name), span, sameName, now, newId)

describe('the first version of a thing', () => {
  it('holds since always and for ever when it names no dates', () => {
    const [only] = put([], 'A', {}, at(0), ids())
    expect(only).toMatchObject({ name: 'A', validFrom: null, validUntil: null })
  })

  it('holds only in the span it names', () => {
    const known = put([], 'A', { validFrom: at(10), validUntil: at(20) }, at(0), ids())
    expect([9, 10, 19, 20].map((minute) => nameAt(known, at(minute)))).toEqual([[], ['A'], ['A'], []])
  })
})

describe('a later version', () => {
  it('holds from now on and leaves what was true before', () => {
    const newId = ids()
    const known = put(put([], 'A', {}, at(0), newId), 'B', {}, at(5), newId)
    expect([4, 5, 500].map((minute) => nameAt(known, at(minute)))).toEqual([['A'], ['B'], ['B']])
  })

  it('changes nothing when it says the same', () => {
    const known = put([], 'A', {}, at(0), ids())
    expect(plainPut(known, 'A', {}, at(5))).toBeNull()
  })

  it('cuts a hole into what it overlaps and names the version each piece is a copy of', () => {
    const known = put([], 'A', {}, at(0), ids())
    const rewrite = plainPut(known, 'B', { validFrom: at(10), validUntil: at(20) }, at(0))
    if (rewrite === null || rewrite === 'empty') throw new Error('it changes something')
    expect(rewrite.supersede).toEqual(['v1'])
    expect(rewrite.append.map(({ copyOf, row }) => [copyOf, row.name])).toEqual([
      ['v1', 'A'],
      ['v1', 'A'],
      [null, 'B'],
    ])
    expect([9, 10, 20].map((minute) => nameAt(after(known, rewrite), at(minute)))).toEqual([['A'], ['B'], ['A']])
  })

  it('leaves versions it does not overlap untouched', () => {
    const newId = ids()
    const known = put(
      put([], 'A', { validUntil: at(10), validFrom: at(0) }, at(0), newId),
      'B',
      { validFrom: at(20) },
      at(0),
      newId,
    )
    expect(plainPut(known, 'C', { validFrom: at(10), validUntil: at(20) }, at(0))).toMatchObject({ supersede: [] })
  })

  it.each<[string, Partial<Span>]>([
    ['no date', {}],
    ['a beginning', { validFrom: at(7) }],
    ['a beginning in the past', { validFrom: at(-7) }],
    ['an end', { validUntil: at(30) }],
    ['both', { validFrom: at(7), validUntil: at(30) }],
  ])('put again with %s changes nothing, whether it was the first or not', (_, span) => {
    for (const first of [[], put([], 'A', {}, at(0), () => 'v0')]) {
      const newId = ids()
      const once = put(first, 'B', span, at(5), newId)
      expect(plainPut(once, 'B', span, at(6), newId)).toBeNull()
    }
  })
})

describe('a version that says what is known, with an end', () => {
  it('ends the thing on that day', () => {
    const newId = ids()
    const known = put(put([], 'A', {}, at(0), newId), 'A', { validUntil: at(30) }, at(5), newId)
    expect([4, 6, 29, 30, 500].map((minute) => nameAt(known, at(minute)))).toEqual([['A'], ['A'], ['A'], [], []])
  })

  it('is known already when it is put once more after that day', () => {
    const known = put([], 'A', { validUntil: at(30) }, at(0), ids())
    expect(plainPut(known, 'A', { validUntil: at(30) }, at(40))).toBeNull()
  })
})

describe('a span that holds no moment', () => {
  it.each<[string, Partial<Span>]>([
    ['ends before it begins', { validFrom: at(20), validUntil: at(10) }],
    ['ends when it begins', { validFrom: at(20), validUntil: at(20) }],
    ['would begin now and has ended', { validUntil: at(-10) }],
  ])('is said to be empty when it %s', (_, span) => {
    expect(plainPut(put([], 'A', {}, at(-20), ids()), 'B', span, at(0))).toBe('empty')
  })
})

describe('the end of a thing', () => {
  it('keeps what was true, ends what is, and takes away what was to come', () => {
    const newId = ids()
    const known = put(put([], 'A', {}, at(0), newId), 'B', { validFrom: at(20) }, at(0), newId)
    const ended = after(known, endVersions(known, at(10), newId))
    expect([9, 10, 25].map((minute) => nameAt(ended, at(minute)))).toEqual([['A'], [], []])
  })

  it('of what holds now alone leaves what is to come, and is nothing where nothing holds', () => {
    const newId = ids()
    const known = put(put([], 'A', {}, at(0), newId), 'B', { validUntil: at(20) }, at(5), newId)
    const ended = after(known, endCurrent(known, at(10), newId))
    expect([4, 9, 10, 19, 20].map((minute) => nameAt(ended, at(minute)))).toEqual([['A'], ['B'], [], [], ['A']])
    expect(endCurrent(ended, at(15), newId)).toBeNull()
  })

  it('is nothing when the thing has ended already, or never was', () => {
    const newId = ids()
    const known = put([], 'A', {}, at(0), newId)
    const ended = after(known, endVersions(known, at(10), newId))
    expect(endVersions(ended, at(11), newId)).toBeNull()
    expect(endVersions([], at(11), newId)).toBeNull()
  })

  it('does not keep a thing that comes back from having been away in between', () => {
    const newId = ids()
    const known = put([], 'A', {}, at(0), newId)
    const back = put(after(known, endVersions(known, at(10), newId)), 'A', {}, at(20), newId)
    expect([5, 15, 25].map((minute) => nameAt(back, at(minute)))).toEqual([['A'], [], ['A']])
  })
})

const minute = fc.integer({ min: -50, max: 50 })
const someSpan = fc
  .tuple(fc.option(minute), fc.option(minute))
  .filter(([from, until]) => from === null || until === null || from < until)
  .map(([from, until]): Partial<Span> => ({
    ...(from !== null && { validFrom: at(from) }),
    ...(until !== null && { validUntil: at(until) }),
  }))
const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name: fc.constantFrom('A', 'B', 'C'), span: someSpan }) },
  { weight: 1, arbitrary: fc.constant('end' as const) },
)

type Told = { row: Known; recordedAt: number; supersededAt: number | null }

/** Plays changes one minute apart as the store keeps them; answers with every row ever written. */
function history(changes: ('end' | { name: string; span: Partial<Span> })[]): Told[] {
  const newId = ids()
  const told: Told[] = []
  for (const [index, one] of changes.entries()) {
    const known = told.filter(({ supersededAt }) => supersededAt === null).map(({ row }) => row)
    const now = at(index)
    const rewrite =
      one === 'end'
        ? endVersions(known, now, newId)
        : putVersion(known, fields(one.name), one.span, sameName, now, newId)
    if (rewrite === null || rewrite === 'empty') continue
    for (const entry of told)
      if (entry.supersededAt === null && rewrite.supersede.includes(entry.row.versionId)) entry.supersededAt = index
    for (const { row } of rewrite.append) told.push({ row, recordedAt: index, supersededAt: null })
  }
  return told
}

const knownAsOf = (told: Told[], index: number): Known[] =>
  told
    .filter(({ recordedAt, supersededAt }) => recordedAt <= index && (supersededAt === null || supersededAt > index))
    .map(({ row }) => row)

describe('any history of changes', () => {
  it('never has two versions hold at one moment, nor one that ends before it begins', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const known = knownAsOf(history(changes), changes.length)
        for (let m = -60; m <= 60; m++) expect(nameAt(known, at(m)).length).toBeLessThanOrEqual(1)
        for (const { validFrom, validUntil } of known)
          if (validFrom !== null && validUntil !== null) expect(validFrom.getTime()).toBeLessThan(validUntil.getTime())
      }),
    )
  })

  it('has what was put last hold in the whole span it was put for, and leaves what differs from it outside', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 8 }),
        fc.constantFrom('A', 'B', 'C'),
        someSpan,
        (changes, name, span) => {
          const now = changes.length
          const before = knownAsOf(history(changes), now)
          const from = span.validFrom ?? (before.length === 0 ? null : at(now))
          const until = span.validUntil ?? null
          fc.pre(from === null || until === null || from < until)
          const known = knownAsOf(history([...changes, { name, span }]), now)
          for (let m = -60; m <= 60; m++) {
            const isInside = (from === null || from <= at(m)) && (until === null || at(m) < until)
            if (isInside) expect(nameAt(known, at(m))).toEqual([name])
            else if (!nameAt(before, at(m)).includes(name)) expect(nameAt(known, at(m))).toEqual(nameAt(before, at(m)))
          }
        },
      ),
    )
  })

  it('answers with the knowledge of then as it did then', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), change, (changes, later) => {
        const then = changes.length - 1
        const [asItWas, asKeptNow] = [history(changes), history([...changes, later])].map((told) =>
          knownAsOf(told, then),
        )
        for (let m = -60; m <= 60; m++) expect(nameAt(asKeptNow ?? [], at(m))).toEqual(nameAt(asItWas ?? [], at(m)))
      }),
    )
  })

  it('changes nothing when its last change is made again a minute later', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const twice = [...changes, ...changes.slice(-1)]
        expect(history(twice).length).toBe(history(changes).length)
      }),
    )
  })
})
