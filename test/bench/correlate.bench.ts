import { signOfLife } from '../../server/domain/decode/format.ts'
import type { Facts } from '../../server/domain/facts.ts'
import type { Arrival } from '../../server/domain/arrival.ts'
import { decideArrivals } from '../../server/domain/intake.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'
import { afterwards, demoFacts, makingAt } from '../support/demo-facts.ts'
import { messageOn } from '../support/message-fixtures.ts'
import { type Figure, median } from './figure.ts'

const SIZES = [10, 100, 1000] as const
const ROUNDS = 15
const ALARMS_A_ROUND = 60
const { toLngLat } = createTangentPlane([112.196, 36.604])
const message = messageOn('bench', {})

/**
 * What it costs to decide about one alarm while so many incidents are open: from ten to a thousand it may grow no faster
 * than the logarithm, that is by less than a factor of three. Rounds of all sizes take turns.
 */
export async function run(): Promise<Figure[]> {
  const worlds = SIZES.map((size) => withOpen(size))
  const microseconds = SIZES.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, facts] of worlds.entries()) microseconds[index]?.push(microsecondsEach(facts, round))
  const [ten = NaN, hundred = NaN, thousand = NaN] = microseconds.map((each) => median(each.slice(3)))
  return [
    { name: 'correlate-10', value: ten, unit: 'us' },
    { name: 'correlate-100-vs-10', value: hundred / ten, unit: 'x', goal: { op: '<=', n: 2 } },
    { name: 'correlate-1000-vs-10', value: thousand / ten, unit: 'x', goal: { op: '<=', n: 3 } },
  ]
}

/** An alarm of a device of its own; fires half a kilometre apart do not join. */
function alarm(name: string, east: number, north: number): Arrival {
  const place = { type: 'point', location: toLngLat([east, north]), radiusMetres: 20 } as const
  const decoded = { ...signOfLife(name, 'smoke'), kind: 'smoke', state: 'active', signal: 'level', place } as const
  return { sourceId: 'native', decoded, message, key: null }
}

function withOpen(size: number): Facts {
  const side = Math.ceil(Math.sqrt(size))
  const alarms = Array.from({ length: size }, (_, n) => {
    return alarm(`open-${n}`, (n % side) * 500, Math.floor(n / side) * 500)
  })
  const facts = demoFacts()
  const opened = afterwards(facts, decideArrivals(alarms, facts, makingAt(0)))
  if (opened.incidents.size !== size) throw new Error(`${opened.incidents.size} incidents are open, not ${size}`)
  return opened
}

/**
 * Half of the alarms join an open incident, half open one; none of it is kept. They are the same in every world, for
 * finding the people of a place costs most of it, and differs from place to place.
 */
function microsecondsEach(facts: Facts, round: number): number {
  const alarms = Array.from({ length: ALARMS_A_ROUND }, (_, n) => {
    const beside = n % 2 === 0 ? 30 : 250
    return alarm(`new-${round}-${n}`, (n % 3) * 500 + beside, (n % 2) * 500 + beside)
  })
  const began = performance.now()
  for (const each of alarms) decideArrivals([each], facts, makingAt(10))
  return ((performance.now() - began) * 1000) / alarms.length
}
