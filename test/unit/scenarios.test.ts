import { describe, expect, it } from 'vitest'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { decode } from '../../server/domain/decode/formats.ts'
import type { Facts, IncidentRecord } from '../../server/domain/facts.ts'
import { decideArrivals, decideReport } from '../../server/domain/intake.ts'
import { distanceMetres } from '../../server/domain/geodesy.ts'
import { placeCentre } from '../../server/domain/place-centre.ts'
import type { Kind } from '../../shared/kinds.ts'
import { afterwards, demoFacts, demoVersions, makingAt, NOON } from '../support/demo-facts.ts'
import { messageOn, usualSources } from '../support/message-fixtures.ts'
import { allScenarios, type Expected, type Saying, type Scenario } from '../support/scenarios.ts'
import { randomNumbers } from '../support/random-numbers.ts'

const scenarios = allScenarios()
const versions = demoVersions()
const ORDERS = 24

/** The township at rest with the devices of a file; making it takes longer than any scenario. */
const atRest = new Map<Scenario['devices'], Facts>()
function townshipWith(devices: Scenario['devices']): Facts {
  const given = devices.map((device) => ({ ...device, versionId: device.id, validFrom: null, validUntil: null }))
  const facts = atRest.get(devices) ?? demoFacts(arrangementAt({ ...versions, devices: given }, NOON))
  atRest.set(devices, facts)
  return facts
}

/** What came of a scenario's messages in this order: the times stay, who speaks when changes. */
function incidentsOf({ devices }: Scenario, sayings: readonly Saying[]): IncidentRecord[] {
  let facts = townshipWith(devices)
  const all = new Map<string, IncidentRecord>()
  const times = sayings.map(({ atSeconds }) => atSeconds).toSorted((a, b) => a - b)
  for (const [index, { witness, says, body }] of sayings.entries()) {
    const making = makingAt((times[index] ?? 0) + index / 1000)
    const decision =
      says === 'report'
        ? decideReport(
            { id: `report-${witness}`, kind: body['kind'] as Kind, description: '', ...body },
            witness,
            facts,
            making,
          ).decision
        : decideArrivals(arrivalsOf(witness, { id: `${index}`, ...body }, making.now), facts, making)
    facts = afterwards(facts, decision)
    for (const incident of decision.incidents) all.set(incident.id, incident)
  }
  return [...all.values()].filter(({ mergedInto }) => mergedInto === null)
}

function arrivalsOf(witness: string, body: object, receivedAt: Date) {
  const message = messageOn(`xiangshao/${witness}/event`, body, { receivedAt })
  const { decoding } = decode(message, usualSources)
  if (decoding.outcome !== 'decoded') throw new Error(`${witness}: ${JSON.stringify(decoding)}`)
  return decoding.observations.map((decoded) => ({ sourceId: 'native', decoded, message, key: null }))
}

/** One line for each incident, in an order of its own. */
function inShort(incidents: readonly (Expected | IncidentRecord)[]): string[] {
  return incidents
    .map((incident) => {
      const witnesses = 'witnesses' in incident ? incident.witnesses : [...incident.deviceIds, ...incident.reporterIds]
      return `${incident.kind} ${incident.condition}${incident.exercise ? ' drill' : ''} by ${witnesses.toSorted().join(', ')}`
    })
    .toSorted()
}

function check(scenario: Scenario, sayings: readonly Saying[]): void {
  const incidents = incidentsOf(scenario, sayings)
  expect(inShort(incidents)).toEqual(inShort(scenario.expected))
  for (const { at, kind, witnesses } of scenario.expected) {
    if (at === null) continue
    const off = incidents
      .filter((incident) => incident.kind === kind)
      .filter(({ deviceIds, reporterIds }) => [...deviceIds, ...reporterIds].toSorted().join() === witnesses.join())
      .map(({ place }) => distanceMetres(placeCentre(place) ?? [0, 0], at.location))
    expect(Math.min(...off)).toBeLessThanOrEqual(at.withinMetres)
  }
}

function shuffled(sayings: readonly Saying[], seed: number): Saying[] {
  const random = randomNumbers(seed)
  const order = [...sayings]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [order[i], order[j]]
    if (a && b) [order[i], order[j]] = [b, a]
  }
  return order
}

describe('these messages make these incidents', () => {
  it('in at least forty scenarios', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(40)
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
  })

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_name, scenario) => {
    check(scenario, scenario.sayings)
  })

  it.each(scenarios.filter(({ anyOrder }) => anyOrder).map((scenario) => [scenario.name, scenario] as const))(
    'in any order: %s',
    (_name, scenario) => {
      for (let seed = 1; seed <= ORDERS; seed++) check(scenario, shuffled(scenario.sayings, seed))
    },
  )
})
