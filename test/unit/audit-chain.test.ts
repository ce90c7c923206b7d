import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AuditEntry,
  canonicalEntry,
  NO_CHAIN,
  NOT_WALKED,
  sealed,
  walked,
  type WalkWith,
} from '../../server/domain/audit-chain.ts'

const now = new Date('2026-11-28T00:00:00.000Z')
const DAY_MS = 24 * 3600_000
const how: WalkWith = { now, removedBefore: null, anchor: null }

const words = fc.string({ maxLength: 12 })
const entry: fc.Arbitrary<Omit<AuditEntry, 'id'>> = fc.record({
  at: fc.integer({ min: 0, max: 500 }).map((days) => new Date(now.getTime() - days * DAY_MS).toISOString()),
  personId: fc.option(words),
  sessionId: fc.option(words),
  ip: fc.option(words),
  what: words,
  target: fc.dictionary(words, words, { maxKeys: 3 }),
  reason: fc.option(words),
  wantedBy: fc.option(words),
  status: fc.option(fc.integer({ min: 100, max: 599 })),
})
const entries = (minLength: number) =>
  fc.array(entry, { minLength, maxLength: 12 }).map((list) => list.map((rest, n) => ({ ...rest, id: `e${n}` })))

function linksOf(list: readonly AuditEntry[]) {
  return sealed(NO_CHAIN, list).map((seal, n) => ({ seal, entry: list[n] ?? null }))
}
const chosen = <T>(list: readonly T[], n: number): number => n % list.length

describe('the chain over the audit log', () => {
  it('stands as it was sealed, in whatever batches it was sealed and is walked', () => {
    fc.assert(
      fc.property(entries(1), fc.nat(), fc.nat(), (list, cut, halt) => {
        const whole = sealed(NO_CHAIN, list)
        const first = sealed(NO_CHAIN, list.slice(0, chosen(list, cut)))
        const { position, hash } = first.at(-1) ?? NO_CHAIN
        expect([...first, ...sealed({ position, hash }, list.slice(first.length))]).toEqual(whole)
        const links = linksOf(list)
        const half = walked(NOT_WALKED, links.slice(0, chosen(links, halt)), how)
        const end = walked(half, links.slice(chosen(links, halt)), how)
        expect(end).toMatchObject({ fault: null, entries: list.length, end: { hash: whole.at(-1)?.hash } })
      }),
    )
  })

  it('names an entry of which anything was changed, at its position', () => {
    fc.assert(
      fc.property(entries(1), fc.nat(), entry, (list, n, other) => {
        const at = chosen(list, n)
        const links = linksOf(list)
        const [link] = links.slice(at)
        if (link?.entry == null) throw new Error('there is no such link')
        const changed = { ...other, id: link.entry.id }
        fc.pre(canonicalEntry(changed) !== canonicalEntry(link.entry))
        const { fault } = walked(NOT_WALKED, links.toSpliced(at, 1, { ...link, entry: changed }), how)
        expect(fault).toEqual({ fault: 'changed-entry', position: at + 1, entryId: link.entry.id })
      }),
    )
  })

  it('names a seal that was taken out, put in, exchanged or changed', () => {
    fc.assert(
      fc.property(entries(3), fc.nat(), (list, n) => {
        const links = linksOf(list)
        const at = chosen(links, n) % (links.length - 1)
        const [one, two] = links.slice(at)
        if (one === undefined || two === undefined) throw new Error('there are no two such links')
        const faultOf = (with_: typeof links) => walked(NOT_WALKED, with_, how).fault
        expect(faultOf(links.toSpliced(at, 1))).toMatchObject({ fault: 'missing-seal', position: at + 1 })
        expect(faultOf(links.toSpliced(at, 0, one))).toMatchObject({ fault: 'missing-seal', position: at + 2 })
        const renumbered = { ...two, seal: { ...two.seal, position: one.seal.position } }
        expect(faultOf(links.toSpliced(at, 2, renumbered))).toMatchObject({ fault: 'wrong-seal', position: at + 1 })
        for (const change of [
          { entryId: 'x' },
          { entryAt: '2020-01-01T00:00:00.000Z' },
          { entryHash: 'x' },
          { hash: 'x' },
        ])
          expect(faultOf(links.toSpliced(at, 1, { ...one, seal: { ...one.seal, ...change } }))).toMatchObject({
            fault: 'wrong-seal',
            position: at + 1,
          })
      }),
    )
  })

  it('misses no entry that the retention removed, and every other', () => {
    fc.assert(
      fc.property(entries(1), fc.nat(), fc.integer({ min: 0, max: 500 }), (list, n, keptDays) => {
        const at = chosen(list, n)
        const removedBefore = new Date(now.getTime() - keptDays * DAY_MS).toISOString()
        const gone = linksOf(list).map((link, index) => (index === at ? { ...link, entry: null } : link))
        const entryAt = list[at]?.at ?? ''
        const mayBeGone = entryAt < removedBefore && Date.parse(entryAt) < now.getTime() - 183 * DAY_MS
        expect(walked(NOT_WALKED, gone, { ...how, removedBefore }).fault === null).toBe(mayBeGone)
        expect(walked(NOT_WALKED, gone, how).fault?.fault).toBe('missing-entry')
      }),
    )
  })

  it('knows where a hash noted elsewhere stands, and that it stands nowhere in a chain made anew', () => {
    fc.assert(
      fc.property(entries(2), fc.nat(), (list, n) => {
        const links = linksOf(list)
        const anchor = links[chosen(links, n)]?.seal.hash ?? ''
        expect(walked(NOT_WALKED, links, { ...how, anchor }).anchoredAt).toBe(chosen(links, n) + 1)
        const anew = linksOf(list.slice(1))
        expect(walked(NOT_WALKED, anew, { ...how, anchor })).toMatchObject({ fault: null, anchoredAt: null })
      }),
    )
  })
})
