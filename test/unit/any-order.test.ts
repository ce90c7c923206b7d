import { describe, expect, it } from 'vitest'
import type { Device } from '../../shared/device.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { decode } from '../../server/domain/decode/formats.ts'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import { decideArrivals, decideReport } from '../../server/domain/intake.ts'
import { createTangentPlane, type Xy } from '../../server/domain/tangent-plane.ts'
import { afterwards, demoFacts, demoVersions, makingAt, NOON } from '../support/demo-facts.ts'
import { messageOn, usualSources } from '../support/message-fixtures.ts'
import { randomNumbers } from '../support/random-numbers.ts'

const { toLngLat } = createTangentPlane([112.196, 36.604])
const versions = demoVersions()
const WORLDS = 60
const ORDERS = 6
const MASTS: Record<string, Xy> = { west: [-3000, 0], east: [3000, 0], south: [0, -3000], north: [500, 4000] }

type Saying = { witness: string; body: Record<string, unknown>; isReport: boolean }
type World = { devices: Device[]; sayings: Saying[] }

function device(id: string, kind: Device['kind'], at: Xy): Device {
  return {
    id,
    name: id,
    kind,
    addresses: [{ source: 'native', externalId: id }],
    location: toLngLat(at),
    statedLocation: null,
    elevation: null,
    expectedIntervalSeconds: null,
    camera: kind === 'camera' ? { mastHeightMetres: 20, rangeMetres: 8000 } : null,
    armed: false,
    maintenance: false,
    maintenanceUntil: null,
    registered: true,
  }
}

/** Up to three fires in a valley, told of by detectors near them, cameras that err, and people who stand about. */
function worldOf(seed: number): World {
  const random = randomNumbers(seed)
  const around = (metres: number) => (random() - 0.5) * metres
  const fires = Array.from({ length: 1 + Math.floor(random() * 3) }, (): Xy => [around(4000), around(4000)])
  const world: World = {
    devices: Object.entries(MASTS).map(([name, at]) => device(name, 'camera', at)),
    sayings: [],
  }
  const silent = Object.entries(MASTS)
  for (let n = 0; n < 4 + random() * 5; n++) {
    const [x, y] = fires[Math.floor(random() * fires.length)] ?? [0, 0]
    const turn = random()
    const mast = turn < 0.4 ? silent.splice(Math.floor(random() * silent.length), 1)[0] : undefined
    if (mast !== undefined) {
      const [witness, [east, north]] = mast
      const bearing = (Math.atan2(x - east, y - north) * 180) / Math.PI + 360 + around(6)
      const halfAngle = random() < 0.3 ? 5 + random() * 40 : 1 + random() * 6
      const body = { kind: random() < 0.5 ? 'smoke' : 'fire', bearing: bearing % 360, halfAngle, range: 8000 }
      world.sayings.push({ witness, body, isReport: false })
    } else if (turn < 0.7) {
      const witness = `hut-${n}`
      world.devices.push(device(witness, 'smoke', [x + around(500), y + around(500)]))
      world.sayings.push({ witness, body: { kind: 'smoke' }, isReport: false })
    } else {
      const location = toLngLat([x + around(800), y + around(800)])
      const accuracyMetres = random() < 0.3 ? 200 + random() * 1500 : 20 + random() * 300
      world.sayings.push({ witness: `person-${n}`, body: { kind: 'fire', location, accuracyMetres }, isReport: true })
    }
  }
  return world
}

/** What came of it, one line for each incident: its kind and everything that speaks for it. */
function incidentsOf({ devices, sayings }: World, order: readonly number[]): string[] {
  const given = devices.map((each) => ({ ...each, versionId: each.id, validFrom: null, validUntil: null }))
  let facts = demoFacts(arrangementAt({ ...versions, devices: given }, NOON))
  const all = new Map<string, IncidentRecord>()
  for (const [turn, index] of order.entries()) {
    const saying = sayings[index]
    if (saying === undefined) continue
    const { witness, body, isReport } = saying
    const making = makingAt(turn * 60)
    const decision = isReport
      ? decideReport({ id: `report-${index}`, kind: 'fire', description: '', ...body }, witness, facts, making).decision
      : decideArrivals(arrivalsOf(witness, body, making.now), facts, making)
    facts = afterwards(facts, decision)
    for (const incident of decision.incidents) all.set(incident.id, incident)
  }
  return [...all.values()]
    .filter(({ mergedInto }) => mergedInto === null)
    .map(
      ({ kind, clues }) =>
        `${kind} by ${clues
          .map(({ deviceId, personId }) => deviceId ?? personId)
          .toSorted()
          .join(', ')}`,
    )
    .toSorted()
}

function arrivalsOf(witness: string, body: object, receivedAt: Date) {
  const message = messageOn(`xiangshao/${witness}/event`, { state: 'active', ...body }, { receivedAt })
  const { decoding } = decode(message, usualSources)
  if (decoding.outcome !== 'decoded') throw new Error(`${witness}: ${JSON.stringify(decoding)}`)
  return decoding.observations.map((decoded) => ({ sourceId: 'native', decoded, message, key: null }))
}

describe('what the incidents are depends on the evidence, not on its order', () => {
  it.each(Array.from({ length: WORLDS }, (_, n) => n + 1))('in made-up world %i', (seed) => {
    const world = worldOf(seed * 7919)
    const order = world.sayings.map((_, index) => index)
    const expected = incidentsOf(world, order)
    expect(expected.length).toBeGreaterThan(0)
    const random = randomNumbers(seed)
    for (let n = 1; n < ORDERS; n++) {
      const shuffled = order
        .map((index) => ({ index, at: random() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ index }) => index)
      expect(incidentsOf(world, shuffled)).toEqual(expected)
    }
  })
})
