import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActionName } from '#shared/action.ts'
import type { Trouble } from '#lib/http.ts'
import {
  type Delivery,
  type Entry,
  backoffMs,
  deliveryOf,
  drain,
  forgetReceived,
  nextToSend,
  orderAfter,
  waitingOf,
} from '#lib/phone/outbox.ts'
import { memoryStore, storeWithFallback } from '#lib/phone/phone-store.ts'

const at = '2026-11-23T01:41:20.000Z'
const received: Delivery = { outcome: 'received', at, incidentId: 'i-1' }
const trouble = (status: number): Trouble => ({
  type: 'about:blank',
  title: '',
  status,
  code: status === 0 ? 'unreachable' : 'bad-request',
})

let made = 0
function entry(action: ActionName, change: Partial<Entry> = {}): Entry {
  made++
  const id = `a-${made}`
  return {
    id,
    personId: 'li',
    stream: 'i-1',
    order: made,
    quiet: false,
    job: { type: 'action', incidentId: 'i-1', body: { id, action, at } },
    state: { name: 'waiting' },
    ...change,
  }
}

async function storeWith(...entries: Entry[]) {
  const store = memoryStore()
  for (const one of entries) await store.add(one)
  return store
}

/** A server that answers by a rule and writes down what came, in order. */
function server(rule: (entry: Entry, turn: number) => Delivery = () => received) {
  const got: string[] = []
  return {
    got,
    send: async (one: Entry) => {
      got.push(one.id)
      return rule(one, got.length)
    },
  }
}

const stateOf = async (store: ReturnType<typeof memoryStore>, id: string) =>
  (await store.all()).find((one) => one.id === id)?.state

describe('the order of sending', () => {
  it('sends what was done to one incident in the order it was done', async () => {
    const [go, arrive, handle] = [entry('acknowledge'), entry('arrive'), entry('handle')]
    const { got, send } = server()
    expect(await drain(await storeWith(handle, arrive, go), 'li', 'words', send)).toBe('done')
    expect(got).toEqual([go.id, arrive.id, handle.id])
  })

  it('holds the later steps of an incident while an earlier one cannot be taken, and sends other incidents meanwhile', async () => {
    const [go, arrive, other] = [entry('acknowledge'), entry('arrive'), entry('acknowledge', { stream: 'i-2' })]
    const { got, send } = server((one) => (one.id === go.id ? { outcome: 'later' } : received))
    expect(await drain(await storeWith(go, arrive, other), 'li', 'words', send)).toBe('later')
    expect(got).toEqual([go.id, other.id])
  })

  it('keeps the order of every incident whatever fails in between', async () => {
    const outcomes = fc.constantFrom<Delivery>(
      received,
      { outcome: 'later' },
      { outcome: 'no-signal' },
      { outcome: 'refused', problem: trouble(409) },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('i-1', 'i-2', 'i-3'), { maxLength: 8 }),
        fc.array(outcomes, { maxLength: 20 }),
        async (streams, script) => {
          const entries = streams.map((stream) => entry('note', { stream }))
          const store = await storeWith(...entries)
          const settled: Entry[] = []
          for (let round = 0; round < 60 && waitingOf(await store.all(), 'li').length > 0; round++) {
            await drain(store, 'li', 'words', async (one) => {
              const delivery = script.shift() ?? received
              if (delivery.outcome === 'received' || delivery.outcome === 'refused') settled.push(one)
              return delivery
            })
          }
          expect(settled).toHaveLength(entries.length)
          for (const stream of ['i-1', 'i-2', 'i-3']) {
            const orders = settled.filter((one) => one.stream === stream).map(({ order }) => order)
            expect(orders).toEqual([...orders].sort((a, b) => a - b))
          }
        },
      ),
    )
  })

  it('sends words ahead of photos, and a photo never before its report', () => {
    const report = entry('note', {
      id: 'r',
      stream: 'report:r',
      job: { type: 'report', body: { id: 'r', kind: 'fire', description: '' } },
    })
    const photo = entry('note', { id: 'p', stream: 'report:r', job: { type: 'photo', mediaId: 'p', reportId: 'r' } })
    const go = entry('acknowledge')
    expect(nextToSend([photo, go, report], 'li', 'photos', new Set())).toBeNull()
    const taken: Entry = { ...report, state: { name: 'received', at, incidentId: 'i-9' } }
    expect(nextToSend([photo, go, taken], 'li', 'photos', new Set())?.id).toBe('p')
    expect(nextToSend([photo, go, taken], 'li', 'words', new Set())?.id).toBe(go.id)
  })

  it('puts new things behind old ones even where the clock of the phone was set back', () => {
    expect(orderAfter([entry('note', { order: 5000 })], 1000)).toBe(5001)
    expect(orderAfter([], 1000)).toBe(1000)
  })

  it('never sends what another person did on the same phone', async () => {
    const { got, send } = server()
    const store = await storeWith(entry('acknowledge', { id: 'wang-1', personId: 'wang' }))
    await drain(store, 'li', 'words', send)
    expect(got).toEqual([])
    expect(await stateOf(store, 'wang-1')).toEqual({ name: 'waiting' })
  })
})

describe('trying again', () => {
  it('stops the round without signal, loses nothing, and sends everything in the next one', async () => {
    const [go, arrive] = [entry('acknowledge'), entry('arrive', { stream: 'i-2' })]
    const store = await storeWith(go, arrive)
    const dead = server(() => ({ outcome: 'no-signal' }))
    expect(await drain(store, 'li', 'words', dead.send)).toBe('no-signal')
    expect(dead.got).toEqual([go.id])
    const alive = server()
    expect(await drain(store, 'li', 'words', alive.send)).toBe('done')
    expect(alive.got).toEqual([go.id, arrive.id])
  })

  it('keeps everything when nobody is signed in any more', async () => {
    const store = await storeWith(entry('acknowledge'))
    expect(await drain(store, 'li', 'words', server(() => ({ outcome: 'signed-out' })).send)).toBe('signed-out')
    expect(waitingOf(await store.all(), 'li')).toHaveLength(1)
  })

  it('sends what was added while it was sending', async () => {
    const first = entry('acknowledge')
    const second = entry('arrive')
    const store = await storeWith(first)
    const { got, send } = server()
    await drain(store, 'li', 'words', async (one) => {
      if (one.id === first.id) await store.add(second)
      return send(one)
    })
    expect(got).toEqual([first.id, second.id])
  })

  it('tells trouble that passes from a refusal for good', () => {
    const outcome = (status: number) =>
      deliveryOf({ ok: false, problem: trouble(status) }, () => ({ at, incidentId: null })).outcome
    expect([400, 403, 404, 409, 410, 413, 415, 422].map(outcome)).toEqual(Array(8).fill('refused'))
    expect([408, 429, 500, 502, 503].map(outcome)).toEqual(Array(5).fill('later'))
    expect(outcome(0)).toBe('no-signal')
    expect(outcome(401)).toBe('signed-out')
  })

  it('waits longer after each failure and never more than a minute', () => {
    expect([1, 2, 3, 5, 6, 100].map(backoffMs)).toEqual([2000, 4000, 8000, 32_000, 60_000, 60_000])
  })
})

describe('a refusal', () => {
  const refuse = server((one) =>
    one.job.type === 'action' && one.job.body.action === 'acknowledge'
      ? { outcome: 'refused', problem: trouble(409) }
      : received,
  )

  it('is kept with its reason, and does not hold up the later steps', async () => {
    const [go, note] = [entry('acknowledge'), entry('note')]
    const store = await storeWith(go, note)
    expect(await drain(store, 'li', 'words', refuse.send)).toBe('done')
    expect(await stateOf(store, go.id)).toEqual({ name: 'refused', problem: trouble(409) })
    expect(await stateOf(store, note.id)).toEqual({ name: 'received', at, incidentId: 'i-1' })
  })

  it('is not sent again by itself and outlasts every tidying up', async () => {
    const go = entry('acknowledge')
    const store = await storeWith(go)
    await drain(store, 'li', 'words', refuse.send)
    const again = server()
    await drain(store, 'li', 'words', again.send)
    await forgetReceived(store, Date.parse('2036-01-01T00:00:00Z'))
    expect(again.got).toEqual([])
    expect((await stateOf(store, go.id))?.name).toBe('refused')
  })

  it('of something nobody did is forgotten', async () => {
    const store = await storeWith(entry('seen', { quiet: true }))
    await drain(store, 'li', 'words', server(() => ({ outcome: 'refused', problem: trouble(409) })).send)
    expect(await store.all()).toEqual([])
  })
})

describe('a repeat', () => {
  it('adds nothing where the id is there already', async () => {
    const go = entry('acknowledge')
    const store = await storeWith(go)
    await drain(store, 'li', 'words', server().send)
    await store.add(go)
    const again = server()
    await drain(store, 'li', 'words', again.send)
    expect(again.got).toEqual([])
  })

  it('by two tabs at once sends each id at least once and ends with everything received', async () => {
    const entries = [entry('acknowledge'), entry('arrive'), entry('handle')]
    const store = await storeWith(...entries)
    const { got, send } = server()
    await Promise.all([drain(store, 'li', 'words', send), drain(store, 'li', 'words', send)])
    expect([...new Set(got)]).toEqual(entries.map(({ id }) => id))
    expect(waitingOf(await store.all(), 'li')).toEqual([])
  })

  it('cannot bring back what the other tab has put away', async () => {
    const go = entry('acknowledge')
    const store = await storeWith(go)
    await drain(store, 'li', 'words', async () => {
      await store.change(go.id, () => null)
      return received
    })
    expect(await store.all()).toEqual([])
  })

  it('that is refused does not undo what another tab was told: received', async () => {
    const go = entry('acknowledge')
    const store = await storeWith(go)
    await drain(store, 'li', 'words', async (one) => {
      await store.change(one.id, (now) => ({ ...now, state: { name: 'received', at, incidentId: 'i-1' } }))
      return { outcome: 'refused', problem: trouble(409) }
    })
    expect((await stateOf(store, go.id))?.name).toBe('received')
  })
})

describe('what was received', () => {
  it('is forgotten after its time, while what waits stays', async () => {
    const [go, arrive] = [entry('acknowledge', { state: { name: 'received', at, incidentId: 'i-1' } }), entry('arrive')]
    const store = await storeWith(go, arrive)
    await forgetReceived(store, Date.parse(at))
    expect(await store.all()).toHaveLength(2)
    await forgetReceived(store, Date.parse(at) + 1)
    expect((await store.all()).map(({ id }) => id)).toEqual([arrive.id])
  })
})

describe('a phone that cannot keep anything', () => {
  it('sends from memory and says so', async () => {
    const broken = memoryStore()
    broken.add = () => Promise.reject(new Error('full'))
    let troubles = 0
    const store = storeWithFallback(broken, memoryStore(), () => troubles++)
    const go = entry('acknowledge')
    await store.add(go)
    expect(troubles).toBe(1)
    const { got, send } = server()
    await drain(store, 'li', 'words', send)
    expect(got).toEqual([go.id])
    expect((await stateOf(store, go.id))?.name).toBe('received')
  })
})
