import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/connect.ts'
import { cadenceOf } from '../../server/domain/cadence.ts'
import { addressKey, type HeardAt } from '../../server/domain/watched.ts'
import { type Entry, settleOldest, spoolBatch } from '../../server/store/spool.ts'
import { heardAtAddresses, hearingSpans, noteHearing } from '../../server/store/statuses.ts'
import { ownDatabase } from '../support/own-database.ts'
import { randomNumbers } from '../support/random-numbers.ts'

// How often a device speaks is learned by the statement that settles telemetry: histories of many shapes go through it.

let database: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ database, close } = await ownDatabase())
})
afterAll(() => close())
beforeEach(async () => {
  await database.run('delete from hearing')
})

const START = Date.UTC(2026, 4, 1, 8)
const MINUTE = 60
const HOUR = 3600

async function hear(address: string, seconds: number, rest: Partial<Entry> = {}): Promise<void> {
  const entry: Entry = {
    source: 's',
    address,
    state: 'reading',
    received: START + Math.round(seconds * 1000),
    values: {},
    ...rest,
  }
  await spoolBatch(database, [entry], [])
  while ((await settleOldest(database)) > 0);
}

async function learnedFrom(address: string, times: readonly number[]): Promise<HeardAt> {
  for (const at of times) await hear(address, at)
  return known(address)
}

async function known(address: string): Promise<HeardAt> {
  const row = (await heardAtAddresses(database)).get(addressKey('s', address))
  if (row === undefined) throw new Error(`${address} was not heard`)
  return row
}

const cadence = (row: HeardAt, kind: 'weather' | 'contact' | 'tracker' = 'weather') =>
  cadenceOf({ kind, expectedIntervalSeconds: null }, row)?.seconds ?? null

/** Moments after these gaps, in seconds. */
function after(gaps: readonly number[]): number[] {
  let at = 0
  return [0, ...gaps.map((gap) => (at += gap))]
}

const random = randomNumbers(7)
const times = (n: number, gap: (n: number) => number) => Array.from({ length: n }, (_, at) => gap(at))

const histories: [name: string, gaps: number[], least: number | null, most: number | null][] = [
  ['every five minutes to the second', times(20, () => 5 * MINUTE), 300, 300],
  ['every five minutes, some seconds early or late', times(40, () => 5 * MINUTE + 20 * (random() - 0.5)), 285, 315],
  [
    'every hour, between forty minutes and eighty',
    times(60, () => HOUR * (2 / 3 + random() * (2 / 3))),
    50 * MINUTE,
    85 * MINUTE,
  ],
  [
    'every 20 minutes by radio, one in ten lost',
    times(120, () => 20 * MINUTE * (random() < 0.1 ? 2 : 1)),
    20 * MINUTE,
    42 * MINUTE,
  ],
  [
    'every 20 minutes by radio, a third lost',
    times(120, () => 20 * MINUTE * (random() < 0.33 ? (random() < 0.33 ? 3 : 2) : 1)),
    20 * MINUTE,
    65 * MINUTE,
  ],
  ['in bursts of four topics every ten minutes', times(60, (n) => (n % 4 === 3 ? 10 * MINUTE : 0.4)), 595, 605],
  ['every second', times(120, () => 1), 60, 60],
  ['every three days', times(20, () => 72 * HOUR), 48 * HOUR, 48 * HOUR],
  ['only seven times so far', times(6, () => 5 * MINUTE), null, null],
  ['when a door opens', times(60, () => -Math.log(random() || 1) * 2 * HOUR + 11), null, null],
  [
    'when something moves: much by day, nothing by night',
    times(60, (n) => (n % 12 === 11 ? 9 * HOUR : 30 + 900 * random())),
    null,
    null,
  ],
  ['on changes, and every hour', times(60, (n) => (n % 2 === 0 ? 30 + 200 * random() : HOUR)), null, null],
]

describe('the cadence of what speaks', () => {
  it.each(histories)('%s', async (name, gaps, least, most) => {
    const learned = cadence(await learnedFrom(name, after(gaps)))
    if (least === null || most === null) return expect(learned).toBeNull()
    expect(learned).toBeGreaterThanOrEqual(least)
    expect(learned).toBeLessThanOrEqual(most)
  })

  it('of doors and buttons is believed by chance for hardly any of many', async () => {
    let believed = 0
    for (let n = 0; n < 40; n++) {
      const row = await learnedFrom(`chance-${n}`, after(times(12, () => -Math.log(random() || 1) * 2 * HOUR + 11)))
      if (cadence(row, 'contact') !== null) believed += 1
    }
    expect(believed).toBe(0)
  })

  it('of a contact with a heartbeat is believed after many more gaps', async () => {
    const beats = (n: number) => after(times(n, () => HOUR))
    expect(cadence(await learnedFrom('door', beats(20)), 'contact')).toBeNull()
    expect(cadence(await learnedFrom('door', beats(60).slice(21)), 'contact')).toBe(HOUR)
  })

  it('of what people carry is never learned', async () => {
    expect(cadence(await learnedFrom('phone', after(times(60, () => 300))), 'tracker')).toBeNull()
  })

  it('is not lost by one long silence, and follows when a device is set to another', async () => {
    const usual = times(20, () => 10 * MINUTE)
    const once = cadence(await learnedFrom('once', after([...usual, 10 * HOUR, ...times(6, () => 10 * MINUTE)])))
    expect(once).toBeGreaterThan(9 * MINUTE)
    expect(once).toBeLessThan(20 * MINUTE)
    const set = cadence(await learnedFrom('set', after([...usual, ...times(60, () => 30 * MINUTE)])))
    expect(set).toBeGreaterThan(25 * MINUTE)
    expect(set).toBeLessThan(40 * MINUTE)
  })

  it('is not learned from a silence in which nobody listened', async () => {
    const listen = (seconds: number) => noteHearing(database, new Date(START + seconds * 1000))
    await listen(0)
    await learnedFrom('restart', after(times(10, () => 10 * MINUTE)))
    const { gaps, gapHigh } = await known('restart')
    // The server is away from the tenth message on, and hears again three hours later.
    await listen(5 * HOUR)
    await hear('restart', 5 * HOUR + 60)
    expect(await known('restart')).toMatchObject({ gaps, gapHigh, turns: [] })
    await hear('restart', 5 * HOUR + 60 + 10 * MINUTE)
    expect((await known('restart')).gaps).toBe(gaps + 1)
  })

  it('survives a clock that is put back by a year', async () => {
    await learnedFrom('year', after(times(10, () => 10 * MINUTE)))
    const year = -365 * 24 * HOUR
    for (let n = 0; n < 4; n++) await hear('year', year + n * 10 * MINUTE)
    const row = await known('year')
    expect(row.lastSeenAt.getTime()).toBe(START + (year + 30 * MINUTE) * 1000)
    expect(cadence(row)).toBe(10 * MINUTE)
  })
})

describe('what others say of a device', () => {
  it('is no word of its own: neither its last will nor what the broker replays', async () => {
    await hear('will', 0)
    await hear('will', 60, { available: false, silent: 'will' })
    expect(await known('will')).toMatchObject({
      lastSeenAt: new Date(START),
      available: false,
      availableAt: new Date(START + 60_000),
    })
    await hear('will', 120, { available: false, values: { t: 1 }, silent: 'replayed' })
    expect(await known('will')).toMatchObject({ lastSeenAt: new Date(START), availableAt: new Date(START + 60_000) })
  })

  it('counts again when it goes, speaks without a greeting, and goes once more', async () => {
    await hear('again', 0)
    await hear('again', 60, { available: false, silent: 'will' })
    await hear('again', 90)
    await hear('again', 120, { available: false, silent: 'will' })
    await hear('again', 180, { available: false, silent: 'will' })
    expect((await known('again')).availableAt).toEqual(new Date(START + 120_000))
  })

  it('is noted each time it turns, and so is a long silence, the last six times', async () => {
    for (let n = 0; n < 10; n++)
      await hear('flaps', n * 60, { available: n % 2 === 0, silent: n % 2 === 0 ? undefined : 'will' })
    expect((await known('flaps')).turns.map((at) => (at.getTime() - START) / 60_000)).toEqual([4, 5, 6, 7, 8, 9])
    const silences = after([...times(12, () => 10 * MINUTE), HOUR, 10 * MINUTE, HOUR])
    const row = await learnedFrom('lapses', silences)
    expect(row.turns.map((at) => (at.getTime() - START) / 60_000)).toEqual([180, 250])
  })
})

describe('what a device measures', () => {
  it('is unchanged since its last change, however often it was said', async () => {
    for (let n = 0; n < 5; n++) await hear('gauge', n * 60, { gauge: 17 })
    expect(await known('gauge')).toMatchObject({ gauge: 17, gaugeSince: new Date(START), gaugeCount: 5 })
    await hear('gauge', 400)
    await hear('gauge', 500, { gauge: 18 })
    expect(await known('gauge')).toMatchObject({ gauge: 18, gaugeSince: new Date(START + 500_000), gaugeCount: 1 })
  })

  it('has changed where a batch tells of two values', async () => {
    await hear('two', 0, { gauge: 1 })
    const entry = (gauge: number, seconds: number): Entry => {
      return { source: 's', address: 'two', state: 'reading', received: START + seconds * 1000, values: {}, gauge }
    }
    await spoolBatch(database, [entry(1, 60), entry(2, 61), entry(1, 62)], [])
    while ((await settleOldest(database)) > 0);
    expect((await known('two')).gaugeCount).toBe(0)
  })
})

describe('listening', () => {
  const at = (seconds: number) => new Date(START + seconds * 1000)
  it('is one span as long as it has no pause, by however many processes', async () => {
    for (const seconds of [0, 5, 4, 10, 15, 11, 20]) await noteHearing(database, at(seconds))
    expect(await hearingSpans(database)).toEqual([{ since: at(0), until: at(20) }])
    await noteHearing(database, at(100))
    await noteHearing(database, at(105))
    expect(await hearingSpans(database)).toEqual([
      { since: at(0), until: at(20) },
      { since: at(100), until: at(105) },
    ])
  })
})
