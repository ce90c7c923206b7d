import { NANGOU_CAMERAS } from './cameras.ts'
import * as chirpstack from './messages/chirpstack.ts'
import type { Outgoing } from './messages/outgoing.ts'
import * as zigbee from './messages/zigbee2mqtt.ts'
import { type Random, between, pick } from './random.ts'
import { tracked } from './sightings.ts'
import type { Story } from './story.ts'
import { type Wire, nodeOf, ordinaryLevel, radioOf } from './telemetry.ts'

/** The stories that can be told. */
export const STORY_NAMES = ['kitchen-smoke', 'camera-false-alarm', 'hill-fire', 'sos-button', 'water-rising'] as const
export type StoryName = (typeof STORY_NAMES)[number]

/** Makes one telling of a story; which devices take part in it is drawn where there is a choice. */
export function makeStory(name: StoryName, wires: readonly Wire[], random: Random): Story {
  switch (name) {
    case 'kitchen-smoke':
      return kitchenSmoke(wires, random)
    case 'camera-false-alarm':
      return cameraFalseAlarm(wires, random)
    case 'hill-fire':
      return hillFire(wires, random)
    case 'sos-button':
      return sosButton(wires, random)
    case 'water-rising':
      return waterRising(wires, random)
  }
}

/** Burnt food in a house whose party member is the demo account `member`: the alarm sounds for a minute and a half. */
function kitchenSmoke(wires: readonly Wire[], random: Random): Story {
  const alarm = pick(
    random,
    wires.filter(({ device }) => device.id.startsWith('smoke-tulingdi-g1-z1-')),
  )
  const report = (smoke: boolean) => () => [
    zigbee.smokeReport(alarm.prefix, alarm.externalId, smoke, radioOf(alarm, random)),
  ]
  const soundsAt = [0, 1, 22, 45, 68]
  return {
    deviceIds: [alarm.device.id],
    steps: [
      ...soundsAt.map((afterSeconds) => ({ afterSeconds, messages: report(true) })),
      { afterSeconds: 90, messages: report(false) },
      { afterSeconds: 91, messages: report(false) },
    ],
  }
}

/** Mist over a ridge, taken for smoke with little conviction and given up after fifteen seconds. */
function cameraFalseAlarm(wires: readonly Wire[], random: Random): Story {
  const ours: readonly string[] = NANGOU_CAMERAS
  const isOther = ({ device }: Wire) => (device.camera?.rangeMetres ?? 0) > 1000 && !ours.includes(device.id)
  const camera = pick(random, wires.filter(isOther))
  return tracked(
    camera,
    { label: 'smoke', across: between(random, 0.2, 0.8), moves: false },
    [0.47, 0.52, 0.49],
    5,
    random,
  )
}

/**
 * Fire on the hillside of 南沟: the first camera sees smoke, the second some thirty seconds later, then the first sees
 * flames as well. Both grow surer with every picture until, after six minutes, there is nothing left to see.
 */
function hillFire(wires: readonly Wire[], random: Random): Story {
  const [first, second] = NANGOU_CAMERAS.map((id) => wires.find(({ device }) => device.id === id))
  if (first === undefined || second === undefined) throw new Error('the cameras that see 南沟 are not in this township')
  const rising = (from: number, steps: number) =>
    Array.from({ length: steps }, (_, at) => Math.min(0.95, from + 0.045 * at + between(random, -0.015, 0.015)))
  // The second mast looks one degree to the left of the fire, the first two degrees to the right of it.
  const smoke = tracked(first, { label: 'smoke', across: 0.44, moves: false }, rising(0.61, 50), 7, random)
  const confirmed = tracked(second, { label: 'smoke', across: 0.53, moves: false }, rising(0.66, 46), 7, random)
  const flames = tracked(first, { label: 'fire', across: 0.44, moves: false }, rising(0.58, 36), 8, random)
  const later = ({ steps }: Story, seconds: number) =>
    steps.map((step) => ({ ...step, afterSeconds: step.afterSeconds + seconds }))
  return {
    deviceIds: [first.device.id, second.device.id],
    steps: [...smoke.steps, ...later(confirmed, between(random, 24, 36)), ...later(flames, 62)].toSorted(
      (a, b) => a.afterSeconds - b.afterSeconds,
    ),
  }
}

/** Somebody old presses the button twice; the bridge empties the action directly after each press. */
function sosButton(wires: readonly Wire[], random: Random): Story {
  const button = pick(
    random,
    wires.filter(({ device, format }) => device.kind === 'sos' && format === 'zigbee2mqtt'),
  )
  const press = (action: 'emergency' | '') => (): Outgoing[] => [
    zigbee.sosReport(button.prefix, button.externalId, action, radioOf(button, random)),
  ]
  return {
    deviceIds: [button.device.id],
    steps: [
      { afterSeconds: 0, messages: press('emergency') },
      { afterSeconds: 0.3, messages: press('') },
      { afterSeconds: 9, messages: press('emergency') },
      { afterSeconds: 9.3, messages: press('') },
    ],
  }
}

/** A cloudburst higher up: a gully rises for five minutes, stays above its threshold, and falls again. */
function waterRising(wires: readonly Wire[], random: Random): Story {
  const gauge = pick(
    random,
    wires.filter(({ device }) => device.kind === 'water-level'),
  )
  const ordinary = ordinaryLevel(gauge)
  const node = nodeOf(gauge)
  const rises = [8, 22, 41, 63, 88, 112, 131, 140, 138, 127, 104, 78, 51, 30, 14, 4]
  const threshold = 100
  return {
    deviceIds: [gauge.device.id],
    steps: rises.map((rise, at) => {
      const wasOver = (rises[at - 1] ?? 0) > threshold
      const alarm = rise > threshold ? 'threshold alarm' : wasOver ? 'threshold alarm release' : undefined
      return {
        afterSeconds: at * 20,
        messages: (now) => {
          const { object, data } = chirpstack.waterLevel(87, ordinary + rise, alarm)
          // The counter runs on from wherever the device was; a receiver must not need it to be without gaps.
          return [chirpstack.uplink(gauge.prefix, node, object, data, 10_000 + at, now, random)]
        },
      }
    }),
  }
}
