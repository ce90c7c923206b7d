import { type ChannelTest, type channelBodySchema, type ShownChannel } from '#shared/channel.ts'
import { failureKey } from '#shared/ill-words.ts'
import { channelTestText, type NoticeText } from '#shared/notice-text.ts'
import type { z } from 'zod'
import type { Database } from '../../db/connect.ts'
import { CHANNELS } from '../notify/channels.ts'
import type { Channel, Message } from '../notify/channel.ts'
import type { Outcome } from '../notify/outcome.ts'
import { meantSettings, shownSettings, staysOnHosts } from '../notify/secrets.ts'
import { isSilentlyAsked } from '../notify/silent-question.ts'
import { SAID } from '../notify/words.ts'
import type { Fault } from '../registry.ts'
import {
  channelRow,
  type ChannelRow,
  channelRows,
  fared,
  noteTested,
  putChannel,
  removeChannel,
} from '../store/channels.ts'
import { channelNameOf, channelOf, failureOf } from './channel-name.ts'

/** Hands one message over by a channel as it is set up, and says what became of it; never rejects for what a provider does. */
export type Send = (row: ChannelRow, message: Message) => Promise<Outcome>

type Faulty = { ok: false; faults: Fault[] }
type Body = z.output<typeof channelBodySchema>

/** What an administrator does with the ways out of the program: sets them up, takes them away, tries them. */
export type ChannelDesk = {
  /** All of them, those tried first in front; with settings, secrets left out, only for who administers them. */
  shown(isAdministrator: boolean): Promise<ShownChannel[]>
  put(id: string, body: Body): Promise<{ ok: true; created: boolean; shown: ShownChannel } | Faulty>
  remove(id: string): Promise<boolean>
  /** Says by a channel that it is being tried. Null where there is no such channel. */
  test(
    id: string,
    trial: { to?: string | undefined; confirm?: boolean | undefined },
  ): Promise<{ ok: true; test: ChannelTest } | Faulty | null>
}

export function createChannelDesk(parts: {
  database: Database
  isArea: (id: string) => Promise<boolean>
  send: Send
  /** Asks the channel at once what may be asked silently. */
  askSoon: () => void
  now: () => Date
  newId: () => string
}): ChannelDesk {
  const { database, isArea, send, askSoon, now, newId } = parts

  async function faultsOf(body: Body, settings: Record<string, unknown>): Promise<Fault[]> {
    const opened = CHANNELS[body.channel].open(settings)
    const faults = opened.ok ? [] : opened.faults.map(({ path, message }) => ({ field: `settings.${path}`, message }))
    for (const [n, areaId] of body.areaIds.entries())
      if (!(await isArea(areaId))) faults.push({ field: `areaIds.${n}`, message: 'there is no such area' })
    return faults
  }

  return {
    async shown(isAdministrator) {
      return (await channelRows(database)).map((row) => shownChannel(row, isAdministrator))
    },
    async put(id, body) {
      const row = await channelRow(database, id)
      const before = row?.channel === body.channel ? row.settings : null
      const { secrets } = CHANNELS[body.channel]
      const meant = meantSettings(body.settings, before, secrets)
      const settings =
        before === null || staysOnHosts(before, meant) ? meant : meantSettings(body.settings, null, secrets)
      const faults = await faultsOf(body, settings)
      if (faults.length > 0) return { ok: false, faults }
      const { kinds = null, severities = null, ...rest } = body
      const put = await putChannel(database, { ...rest, id, settings, kinds, severities }, now())
      askSoon()
      return { ok: true, created: row === null, shown: shownChannel(put, true) }
    },
    remove: (id) => removeChannel(database, id),
    async test(id, { to, confirm }) {
      const row = await channelRow(database, id)
      if (row === null) return null
      const channel = channelOf(row)
      const opened = channel.open(row.settings)
      if (!opened.ok)
        return { ok: false, faults: opened.faults.map(({ path, message }) => ({ field: `settings.${path}`, message })) }
      const faults = [
        ...(channel.carrier.audience === 'person' && to === undefined
          ? [{ field: 'to', message: 'say whom it is to reach: this channel speaks to one person' }]
          : []),
        ...(channel.sounds && confirm !== true
          ? [{ field: 'confirm', message: 'must be true: everybody around will hear it' }]
          : []),
      ]
      if (faults.length > 0) return { ok: false, faults }
      const message = {
        id: newId(),
        to: row.channel === 'loudspeaker' ? (to ?? drillOf(row)) : (to ?? null),
        incidentId: null,
        text: trialText(row, channel),
      }
      const at = now()
      const { via } = opened.channel.handOff(message, { now: at, nonce: message.id, ticket: '' })
      const outcome = await send(row, message)
      await noteTested(database, id, at)
      // What could not be said here at all says nothing of how the channel fares.
      if (via !== null) await fared(database, id, outcome, now())
      return { ok: true, test: inWords(outcome) }
    },
  }
}

/** A siren has no words, so that nothing it does is marked as a drill: whoever tries it has confirmed that it may sound. */
function trialText(row: ChannelRow, { carrier }: Channel): NoticeText {
  const text = channelTestText(carrier, SAID.zh)
  return row.channel === 'relay' ? { ...text, isExercise: false } : text
}

/** Of the words somebody has approved, those for a drill. */
function drillOf({ settings }: ChannelRow): string | null {
  const approved: unknown = settings['approved']
  if (!Array.isArray(approved)) return null
  const drill: unknown = approved.find((one: unknown) => isApproved(one) && one.isDrill)
  return isApproved(drill) ? drill.id : null
}

function isApproved(one: unknown): one is { id: string; isDrill: boolean } {
  return typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' && 'isDrill' in one
}

function inWords(outcome: Outcome): ChannelTest {
  const key = outcome.ok ? 'channel_handed_over' : failureKey(outcome.why)
  const said = { zh: SAID.zh(key), en: SAID.en(key) }
  return outcome.ok
    ? { ok: true, why: null, code: null, ...said }
    : { ok: false, why: outcome.why, code: outcome.code, ...said }
}

function shownChannel(row: ChannelRow, isAdministrator: boolean): ShownChannel {
  const channel = channelOf(row)
  const { rings, isLocal, sounds, carrier, secrets } = channel
  const iso = (at: Date | null) => at?.toISOString() ?? null
  const { settings, secretsSet } = shownSettings(row.settings, secrets)
  const { id, name, areaIds, kinds, severities, rank, enabled, code } = row
  return {
    channel: channelNameOf(row),
    failure: failureOf(row),
    id,
    name,
    settings: isAdministrator ? settings : null,
    secretsSet: isAdministrator ? secretsSet : null,
    audience: carrier.audience,
    rings,
    isLocal,
    sounds,
    areaIds,
    kinds,
    severities,
    rank,
    enabled,
    updatedAt: row.updatedAt.toISOString(),
    okAt: iso(row.okAt),
    failedAt: iso(row.failedAt),
    code,
    illSince: iso(row.illSince),
    testedAt: iso(row.testedAt),
    selfTest: isSilentlyAsked(row.channel, row.settings) ? 'silent' : 'by-hand',
    selfTestedAt: iso(row.selfTestedAt),
  }
}
