import { makeChatter } from './chatter.ts'
import type { Outgoing } from './messages/outgoing.ts'
import { type Random, between, pick } from './random.ts'
import { STORY_NAMES, type StoryName, makeStory } from './stories.ts'
import type { Story } from './story.ts'
import { greetings, usualMessages, weatherOfLastNoon, wiresOf } from './telemetry.ts'
import type { Township } from './township.ts'

type Publish = (topic: string, payload: string, options: { qos: 0 | 1; retain: boolean }) => Promise<void>

/** What the simulator needs. `speed` 2 lets the day pass twice as fast; `random` gives numbers in [0, 1). */
export type SimulatorParts = {
  publish: Publish
  township: Pick<Township, 'devices' | 'sources'>
  now: () => Date
  random: Random
  speed?: number
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}

/** What a newcomer sees within the first three minutes, in seconds after the start. */
const OPENING: readonly { afterSeconds: number; story: StoryName }[] = [
  { afterSeconds: 35, story: 'kitchen-smoke' },
  { afterSeconds: 70, story: 'camera-false-alarm' },
  { afterSeconds: 100, story: 'hill-fire' },
]

/** After the opening the day is quieter: one story after so many seconds, again and again. */
const PAUSE_SECONDS = [360, 720] as const
const CHATTER_SECONDS = [5, 17] as const

/** Devices speak a little more often than their interval promises, so that none of them is ever late. */
const EARLY = [0.4, 0.8] as const

/**
 * Plays the demo's day through the broker, in the messages of real devices: everybody's telemetry, chatter, and stories.
 * `tell` resolves when the last message of the story is out, or when the simulator is stopped.
 */
export function createSimulator({ publish, township, now, random, speed = 1, log }: SimulatorParts) {
  const wires = wiresOf(township)
  const timers = new Map<NodeJS.Timeout, () => void>()
  const busy = new Map<string, number>()
  let stopped = false

  /** Resolves to whether the time has come; false when the simulator was stopped before. */
  function pass(seconds: number): Promise<boolean> {
    if (stopped) return Promise.resolve(false)
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => {
          timers.delete(timer)
          resolve(true)
        },
        (seconds * 1000) / speed,
      )
      timers.set(timer, () => resolve(false))
    })
  }

  async function send(messages: readonly Outgoing[]): Promise<void> {
    for (const { topic, payload, qos, retain } of messages) {
      if (stopped) return
      try {
        await publish(topic, payload, { qos, retain })
      } catch (error) {
        log.warn({ err: error, topic }, 'a simulated message could not be published')
      }
    }
  }

  /** Nobody waits for the day to pass: what breaks in it is logged here, and the rest goes on. */
  function attend(work: Promise<void>): void {
    work.catch((error: unknown) => log.warn({ err: error }, 'a part of the simulated day broke off'))
  }

  async function play({ deviceIds, steps }: Story): Promise<void> {
    for (const id of deviceIds) busy.set(id, (busy.get(id) ?? 0) + 1)
    await Promise.all(
      steps.map(async ({ afterSeconds, messages }) => {
        if (await pass(afterSeconds)) await send(messages(now()))
      }),
    )
    for (const id of deviceIds) busy.set(id, (busy.get(id) ?? 1) - 1)
  }

  async function tell(name: StoryName): Promise<void> {
    if (stopped) return
    log.info({ story: name }, 'the simulator tells a story')
    await play(makeStory(name, wires, random))
  }

  async function playTelemetry(wire: (typeof wires)[number]): Promise<void> {
    const interval = wire.device.expectedIntervalSeconds
    if (interval === null) return
    let wait = between(random, 0, interval * EARLY[1])
    for (let count = 0; await pass(wait); wait = interval * between(random, ...EARLY)) {
      if ((busy.get(wire.device.id) ?? 0) > 0) continue
      await send(usualMessages(wire, count, now(), random))
      count += 1
    }
  }

  async function playChatter(): Promise<void> {
    while (await pass(between(random, ...CHATTER_SECONDS))) attend(play(makeChatter(wires, random)))
  }

  async function playStories(): Promise<void> {
    await Promise.all(
      OPENING.map(async ({ afterSeconds, story }) => {
        if (await pass(afterSeconds)) await tell(story)
      }),
    )
    while (await pass(between(random, ...PAUSE_SECONDS))) await tell(pick(random, STORY_NAMES))
  }

  return {
    /** Begins the day; it goes on until `stop`. */
    start(): void {
      attend(send([...greetings(wires), ...weatherOfLastNoon(wires, now(), random)]))
      for (const wire of wires) attend(playTelemetry(wire))
      attend(playChatter())
      attend(playStories())
    },
    /** Ends the day at once: no timer is left and nothing more is published. */
    stop(): void {
      stopped = true
      for (const [timer, giveUp] of timers) {
        clearTimeout(timer)
        giveUp()
      }
      timers.clear()
    },
    /** Tells one story now, beside whatever else goes on. */
    tell,
  }
}
