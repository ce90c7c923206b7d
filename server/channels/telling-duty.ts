import type { Ill } from '#shared/ill.ts'
import { illWords } from '#shared/ill-words.ts'
import type { NoticeText } from '#shared/notice-text.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { illKey } from '../domain/ailing.ts'
import { dutyRoomChain } from '../domain/duty-room-chain.ts'
import { rollOf } from '../domain/roll.ts'
import { releaseLease, takeLease } from '../leases.ts'
import type { Log } from '../mqtt/door.ts'
import { statementText } from '../notify/statement-text.ts'
import { SAID } from '../notify/words.ts'
import { type ChannelRow, enabledChannels, fared } from '../store/channels.ts'
import { personPhones } from '../store/people.ts'
import { channelOf } from './channel-name.ts'
import type { Send } from './channel-desk.ts'

/** What lasts no longer than this wakes nobody. */
const LASTS_MS = 60_000
/** While one process tries, and once somebody has been told: an illness is told once, however long it lasts. */
const TRYING_MS = 120_000
const TOLD_MS = 30 * 24 * 3600_000

/**
 * Tells whoever sits in the duty room, by telephone, that the program is ill: by whatever rings and still works. Nothing
 * of an incident is in it, and it is no incident: the record is for the township's ground.
 */
export function createTellingDuty(parts: {
  database: Database
  decisions: Decisions
  send: Send
  /** Whether another process has the modem of a channel. */
  isElsewhere: (row: ChannelRow) => Promise<boolean>
  zone: string
  /** The name of this process, for the lease. */
  holder: string
  now: () => Date
  newId: () => string
  log: Log
}): (ill: readonly Ill[]) => Promise<void> {
  const { database, decisions, send, isElsewhere, zone, holder, now, newId, log } = parts
  const told = new Set<string>()
  /** What was left to a process with a modem, and until when. */
  const left = new Map<string, number>()

  async function phones(): Promise<string[]> {
    const { arrangement } = await decisions.facts()
    const { links, later } = dutyRoomChain(arrangement, rollOf(arrangement, now(), zone), [])
    const callable = [...links, ...later].flatMap(({ called, personId }) =>
      called && personId !== null ? personId : [],
    )
    const numbers = await personPhones(database, [...new Set(callable)])
    return numbers.flatMap(({ phone }) => phone ?? [])
  }

  /** Whether anybody was told: the first of the duty room who is reached by the first channel that works here. */
  async function tell(ill: Ill): Promise<'told' | 'nobody' | 'left'> {
    const words = illWords(ill, { say: SAID.zh, zone })
    const rows = (await enabledChannels(database)).filter((row) => channelOf(row).rings && row.illSince === null)
    const elsewhere = new Set<string>()
    for (const row of rows) if (await isElsewhere(row)) elsewhere.add(row.id)
    for (const phone of await phones())
      for (const row of rows.filter(({ id }) => !elsewhere.has(id)))
        if (await handedOver(row, phone, statementText(words, channelOf(row).carrier))) return 'told'
    return elsewhere.size > 0 ? 'left' : 'nobody'
  }

  async function handedOver(row: ChannelRow, to: string, text: NoticeText): Promise<boolean> {
    const outcome = await send(row, { id: newId(), to, incidentId: null, text })
    await fared(database, row.id, outcome, now())
    return outcome.ok
  }

  return async (ill) => {
    for (const one of ill) {
      // A screen is looked at by whoever sits in front of it.
      if (one.part === 'no-ringing' || one.part === 'wall' || now().getTime() - Date.parse(one.since) < LASTS_MS)
        continue
      const key = `told:${illKey(one)}:${one.since}`
      if (told.has(key) || (left.get(key) ?? 0) > now().getTime()) continue
      if (!(await takeLease(database, key, holder, now(), TRYING_MS))) continue
      const outcome = await tell(one)
      if (outcome === 'left') {
        left.set(key, now().getTime() + TRYING_MS)
        await releaseLease(database, key, holder)
        continue
      }
      if (outcome === 'nobody') {
        log.warn({ part: one.part }, 'nobody in the duty room could be told by telephone that the program is ill')
        continue
      }
      told.add(key)
      await takeLease(database, key, holder, now(), TOLD_MS)
    }
  }
}
