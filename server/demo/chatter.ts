import * as zigbee from './messages/zigbee2mqtt.ts'
import { type Random, between, pick } from './random.ts'
import { tracked } from './sightings.ts'
import type { Story } from './story.ts'
import { type Wire, radioOf } from './telemetry.ts'

/** Something that needs nobody: a car at a checkpoint, somebody fetching tools, a walker on a ridge. */
export function makeChatter(wires: readonly Wire[], random: Random): Story {
  const drawn = random()
  if (drawn < 0.25)
    return door(
      pick(
        random,
        wires.filter(({ device }) => device.kind === 'contact'),
      ),
      random,
    )
  if (drawn < 0.45)
    return movement(
      pick(
        random,
        wires.filter(({ device }) => device.kind === 'motion'),
      ),
      random,
    )
  const isCheckpoint = ({ device }: Wire) => (device.camera?.rangeMetres ?? Infinity) < 1000
  const isCamera = ({ device }: Wire) => device.kind === 'camera'
  const camera = pick(random, wires.filter(drawn < 0.9 ? isCheckpoint : isCamera))
  const label = pick(random, ['car', 'car', 'person', 'person', 'dog', 'motorcycle'])
  const scores = Array.from({ length: Math.ceil(between(random, 1, 5)) }, () => between(random, 0.68, 0.93))
  return tracked(
    camera,
    { label, across: between(random, 0.2, 0.8), moves: true },
    scores,
    between(random, 2, 5),
    random,
  )
}

function door(contact: Wire, random: Random): Story {
  const report = (open: boolean) => () => [
    zigbee.contactReport(contact.prefix, contact.externalId, open, radioOf(contact, random)),
  ]
  return {
    deviceIds: [contact.device.id],
    steps: [
      { afterSeconds: 0, messages: report(true) },
      { afterSeconds: between(random, 4, 25), messages: report(false) },
    ],
  }
}

function movement(sensor: Wire, random: Random): Story {
  const report = (occupancy: boolean) => () => [
    zigbee.occupancyReport(sensor.prefix, sensor.externalId, occupancy, radioOf(sensor, random)),
  ]
  return {
    deviceIds: [sensor.device.id],
    steps: [
      { afterSeconds: 0, messages: report(true) },
      { afterSeconds: 30, messages: report(false) },
    ],
  }
}
