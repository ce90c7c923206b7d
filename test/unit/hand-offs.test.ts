import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OCCASIONS, type Occasion } from '#shared/notice.ts'
import { handOffs, SORTS, type Try, type Waiting, type Way } from '../../server/domain/hand-offs.ts'
import { asksForAnswer } from '../../server/domain/tellings.ts'

const NOW = Date.parse('2026-12-16T04:00:00Z')

const waiting = (occasion: Occasion, change: Partial<Waiting> = {}): Waiting => {
  return { occasion, revision: 1, isGrave: true, sinceMs: NOW, isSeen: false, isAnswered: false, ...change }
}
const way = (channelId: string, sort: Way['sort'], change: Partial<Way> = {}): Way => {
  return { channelId, sort, isIll: false, isElsewhere: false, freeAtMs: NOW, ...change }
}
const tried = (channelId: string, sort: Way['sort'], change: Partial<Try> = {}): Try => {
  const rest = { isOwn: true, revision: 1, isHanded: false, heldUntilMs: null, failedAtMs: null, retryAtMs: null }
  return { id: `try-${channelId}`, channelId, sort, ...rest, ...change }
}
const WAYS = [
  way('push', 'push'),
  way('card', 'card'),
  way('sim', 'text'),
  way('aliyun', 'text'),
  way('voice', 'voice'),
]
const begun = (of: Waiting, ways: Way[], tries: Try[] = [], at = NOW) =>
  handOffs(of, ways, tries, at).begin.map(({ channelId }) => channelId)

describe('what was tried for another notice of the same call', () => {
  it('does not stand for this one', () => {
    const other = tried('sim', 'text', { isOwn: false, isHanded: true })
    expect(begun(waiting('call'), [way('sim', 'text')], [other])).toEqual(['sim'])
  })

  it('is waited for before somebody who is being told is stood down', () => {
    const held = tried('sim', 'text', { isOwn: false, heldUntilMs: NOW + 5_000 })
    const ended = waiting('ended', { isAnswered: true })
    expect(handOffs(ended, [way('sim', 'text')], [held], NOW)).toMatchObject({ begin: [], againMs: NOW + 5_000 })
    expect(begun(ended, [way('sim', 'text')], [{ ...held, heldUntilMs: null, isHanded: true }], NOW)).toEqual(['sim'])
  })
})

describe('what only another process can give', () => {
  const elsewhere = way('modem', 'text', { isElsewhere: true })
  it('is left to it, and the rest goes', () => {
    const step = handOffs(waiting('call'), [way('push', 'push'), elsewhere], [], NOW)
    expect(step).toMatchObject({ begin: [{ channelId: 'push' }], isLeft: true, isNoneLeft: false })
  })

  it('is not, where another channel goes first or all is done', () => {
    expect(handOffs(waiting('call'), [way('sim', 'text'), elsewhere], [], NOW)).toMatchObject({
      begin: [{ channelId: 'sim' }],
      isLeft: false,
    })
    const done = tried('modem', 'text', { isHanded: true })
    expect(handOffs(waiting('call'), [elsewhere], [done], NOW).isLeft).toBe(false)
    const notYet = way('modem', 'text', { isElsewhere: true, freeAtMs: NOW + 20_000 })
    expect(handOffs(waiting('call'), [notYet], [], NOW)).toMatchObject({ isLeft: false, againMs: NOW + 20_000 })
  })
})

describe('a call to something grave', () => {
  it('goes by everything quiet together, and by one text that rings', () => {
    expect(begun(waiting('call'), WAYS)).toEqual(['push', 'card', 'sim'])
  })

  it('rings by voice when nobody has seen it for half a minute', () => {
    const sent = [tried('push', 'push'), tried('card', 'card'), tried('sim', 'text')].map((one) => ({
      ...one,
      isHanded: true,
    }))
    expect(handOffs(waiting('call'), WAYS, sent, NOW)).toMatchObject({ begin: [], againMs: NOW + 30_000 })
    expect(begun(waiting('call'), WAYS, sent, NOW + 30_000)).toEqual(['voice'])
    expect(handOffs(waiting('call', { isSeen: true }), WAYS, sent, NOW + 30_000)).toMatchObject({
      begin: [],
      againMs: null,
    })
  })

  it('asks whoever is there whether they are well by a text at once and by voice when that is not seen, until they answer', () => {
    const asked = waiting('check-in', { isGrave: false })
    expect(begun(asked, WAYS)).toEqual(['push', 'card', 'sim'])
    const sent = [tried('push', 'push'), tried('card', 'card'), tried('sim', 'text')].map((one) => ({
      ...one,
      isHanded: true,
    }))
    expect(begun(asked, WAYS, sent, NOW + 30_000)).toEqual(['voice'])
    expect(begun({ ...asked, isAnswered: true }, WAYS)).toEqual([])
  })

  it('reminds whoever is to come back by everything but a voice', () => {
    expect(begun(waiting('revisit', { isGrave: false }), WAYS, [], NOW + 60_000)).toEqual(['push', 'card', 'sim'])
  })

  it('moves on at once where a channel fails, and comes back to it when all others have failed', () => {
    const failed = tried('sim', 'text', { failedAtMs: NOW, retryAtMs: NOW + 2_000 })
    expect(begun(waiting('call'), [way('sim', 'text'), way('aliyun', 'text')], [failed])).toEqual(['aliyun'])
    const both = [failed, tried('aliyun', 'text', { failedAtMs: NOW, retryAtMs: null })]
    expect(handOffs(waiting('call'), [way('sim', 'text'), way('aliyun', 'text')], both, NOW)).toMatchObject({
      againMs: NOW + 2_000,
    })
    expect(begun(waiting('call'), [way('sim', 'text'), way('aliyun', 'text')], both, NOW + 2_000)).toEqual(['sim'])
  })

  it('passes over a channel that is ill, unless there is no other', () => {
    expect(begun(waiting('call'), [way('sim', 'text', { isIll: true }), way('aliyun', 'text')])).toEqual(['aliyun'])
    expect(begun(waiting('call'), [way('sim', 'text', { isIll: true })])).toEqual(['sim'])
  })

  it('goes by another channel where one has reached its limit, and waits where there is none', () => {
    const full = way('sim', 'text', { freeAtMs: NOW + 20_000 })
    expect(begun(waiting('call'), [full, way('aliyun', 'text')])).toEqual(['aliyun'])
    expect(handOffs(waiting('call'), [full], [], NOW)).toMatchObject({ begin: [], againMs: NOW + 20_000 })
  })

  it('is tried again where a process ended in the middle of it', () => {
    const lost = tried('sim', 'text', { heldUntilMs: NOW - 1 })
    expect(handOffs(waiting('call'), [way('sim', 'text')], [lost], NOW).begin).toEqual([
      { channelId: 'sim', tryId: 'try-sim' },
    ])
    const held = tried('sim', 'text', { heldUntilMs: NOW + 5_000 })
    expect(begun(waiting('call'), [way('sim', 'text')], [held])).toEqual([])
  })

  it('says that nothing is left where every channel has failed for good', () => {
    const failed = ['sim', 'aliyun'].map((id) => tried(id, 'text', { failedAtMs: NOW }))
    expect(handOffs(waiting('call'), [way('sim', 'text'), way('aliyun', 'text')], failed, NOW)).toMatchObject({
      begin: [],
      isNoneLeft: true,
    })
    expect(handOffs(waiting('call'), [], [], NOW).isNoneLeft).toBe(true)
    // Seen is reached.
    expect(handOffs(waiting('call', { isSeen: true, isGrave: false }), [way('sim', 'text')], [], NOW).isNoneLeft).toBe(
      false,
    )
  })
})

describe('what is less than a call to something grave', () => {
  it('rings half a minute later, by text alone', () => {
    const ordinary = waiting('call', { isGrave: false })
    expect(begun(ordinary, WAYS)).toEqual(['push', 'card'])
    expect(
      begun(
        ordinary,
        WAYS,
        [tried('push', 'push', { isHanded: true }), tried('card', 'card', { isHanded: true })],
        NOW + 30_000,
      ),
    ).toEqual(['sim'])
  })

  it('rings by nothing where somebody is only told, and takes back by text only what rang', () => {
    expect(begun(waiting('inform'), WAYS)).toEqual(['push', 'card'])
    const before = (sort: 'text' | 'voice' | 'push') => [
      tried(sort === 'text' ? 'sim' : sort, sort, { isHanded: true }),
    ]
    expect(begun(waiting('ended', { revision: 2 }), WAYS, before('text'))).toEqual(['push', 'card', 'sim'])
    // Whoever was rung while no text went must not be left on the road.
    expect(begun(waiting('ended', { revision: 2 }), WAYS, before('voice'))).toEqual(['push', 'card', 'sim'])
    expect(begun(waiting('ended', { revision: 2 }), WAYS, before('push'))).toEqual(['push', 'card'])
  })

  it('is taken back where a process ended in the middle of it, for it may have been heard', () => {
    const lost = tried('sim', 'text', { heldUntilMs: NOW - 1 })
    expect(begun(waiting('ended', { revision: 2 }), WAYS, [lost])).toEqual(['push', 'card', 'sim'])
    expect(begun(waiting('ended', { revision: 2 }), WAYS, [{ ...lost, failedAtMs: NOW }])).toEqual([])
  })

  it('is not taken back where nobody has heard of it', () => {
    expect(handOffs(waiting('ended', { revision: 2 }), WAYS, [], NOW)).toEqual({
      begin: [],
      againMs: null,
      isNoneLeft: false,
      isLeft: false,
    })
  })
})

describe('what was asked before', () => {
  it.each(['remind', 'unanswered', 'roll-call'] as const)('rings by text and voice at once: %s', (occasion) => {
    expect(begun(waiting(occasion), WAYS)).toEqual(['push', 'card', 'sim', 'voice'])
  })
})

const waysArb = fc.uniqueArray(
  fc.record({
    channelId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    sort: fc.constantFrom(...SORTS),
    isIll: fc.boolean(),
    isElsewhere: fc.constant(false),
    freeAtMs: fc.integer({ min: NOW - 1000, max: NOW + 400_000 }),
  }),
  { selector: ({ channelId }) => channelId },
)
const waitingArb = fc.record({
  occasion: fc.constantFrom(...OCCASIONS),
  revision: fc.constant(1),
  isGrave: fc.boolean(),
  sinceMs: fc.constant(NOW),
  isSeen: fc.constant(false),
  isAnswered: fc.constant(false),
})

describe('whatever channels there are', () => {
  it('nothing rings after an answer', () => {
    fc.assert(
      fc.property(waitingArb, waysArb, (of, ways) => {
        fc.pre(asksForAnswer(of.occasion))
        expect(handOffs({ ...of, isAnswered: true }, ways, [], NOW).begin).toEqual([])
      }),
    )
  })

  it('nobody called is left alone while any channel takes what it is given, however the others fail', () => {
    fc.assert(
      fc.property(
        waysArb,
        fc.boolean(),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        (ways, isGrave, works) => {
          const worksBy = new Map(['a', 'b', 'c', 'd', 'e', 'f'].map((id, n) => [id, works[n] ?? false]))
          const usable = ways.filter(({ sort }) => isGrave || sort !== 'voice')
          const tries: Try[] = []
          let at = NOW
          for (let step = 0; step < 60; step++) {
            const { begin, againMs, isNoneLeft } = handOffs(waiting('call', { isGrave }), ways, tries, at)
            for (const { channelId } of begin) {
              const { sort = 'text' } = ways.find((one) => one.channelId === channelId) ?? {}
              const isHanded = worksBy.get(channelId) === true
              tries.push(tried(channelId, sort, { isHanded, failedAtMs: isHanded ? null : at }))
            }
            if (isNoneLeft) break
            if (begin.length > 0) continue
            if (againMs === null) break
            at = Math.max(at + 1, againMs)
          }
          const reached = new Set(tries.flatMap(({ isHanded, sort }) => (isHanded ? [sort] : [])))
          const reachable = new Set(
            usable.flatMap(({ channelId, sort }) => (worksBy.get(channelId) === true ? [sort] : [])),
          )
          expect(reached).toEqual(reachable)
          // One of a sort is enough.
          for (const sort of SORTS)
            expect(tries.filter((one) => one.sort === sort && one.isHanded).length).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})
