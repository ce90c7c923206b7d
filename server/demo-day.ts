import { officialAt } from '#shared/fire-danger.ts'
import type { Database } from '../db/connect.ts'
import type { Arranging } from './arranging.ts'
import type { Decisions } from './decisions.ts'
import { isDemoRecorder, startRecorder } from './demo/recorder.ts'
import { createSimulator } from './demo/simulator.ts'
import { demoTownship } from './demo/township.ts'
import { allFireDangers } from './domain/fire-danger.ts'
import { viewerIn } from './domain/viewer.ts'
import type { DangerDesk } from './fire-danger.ts'
import { connectPublisher } from './mqtt/broker-client.ts'
import type { Log } from './mqtt/door.ts'
import { fetchRules } from './store/sources.ts'

type Parts = {
  database: Database
  decisions: Decisions
  arranging: Arranging
  dangerDesk: DangerDesk
  now: () => Date
  timeZone: string
  /** Of the broker that the demo's devices speak to. */
  mqttUrl: string
  log: Log
}

/**
 * Begins the day of the demo and resolves to how it ends. Its devices are clients like any other, and so is the recorder
 * behind its cameras: everything the demo shows came in through the front door.
 */
export async function startDemoDay(parts: Parts): Promise<() => Promise<void>> {
  const { now, timeZone, mqttUrl, log } = parts
  const township = demoTownship()
  const publisher = await connectPublisher({ url: mqttUrl })
  const recorder = await startRecorder({ cameras: township.devices, timeZone })
  const simulator = createSimulator({
    publish(topic, payload, options) {
      recorder.heard(topic, payload)
      return publisher.publish(topic, payload, options)
    },
    township,
    now,
    random: Math.random,
    log,
  })
  await fetchFrom(recorder.url, parts)
  simulator.start()
  await enterDanger(parts)
  return async () => {
    simulator.stop()
    await publisher.end()
    await recorder.stop()
  }
}

/** The recorder has another port after each start; what somebody entered for a real one stays, as does all else of it. */
async function fetchFrom(url: string, { database, decisions, arranging }: Parts): Promise<void> {
  const { arrangement } = await decisions.facts()
  const source = arrangement.sources.find(({ id, format }) => id === 'frigate' && format === 'frigate')
  const known = (await fetchRules(database, 'frigate')).fetchFrom
  if (source === undefined || !known.every(isDemoRecorder)) return
  const { id, format, prefix, timeZone, datum } = source
  const body = { format, prefix, timeZone, datum, fetchFrom: [url] }
  await arranging.put('sources', [{ line: 1, id, body }])
}

/** The duty room of the demo enters the grade of the day, as one does each morning; what somebody else entered stays. */
async function enterDanger({ decisions, dangerDesk, now }: Parts): Promise<void> {
  const { arrangement } = await decisions.facts()
  const viewer = viewerIn(arrangement, { personId: 'duty', name: '', roles: ['duty'] })
  for (const danger of allFireDangers(arrangement, now()))
    if (officialAt(danger, now().getTime()) === null)
      await dangerDesk.enter(viewer, danger.areaId, { grade: 3, validUntil: null })
}
