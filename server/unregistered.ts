import type { Device } from '#shared/device.ts'
import type { InboxItem } from '#shared/inbox.ts'
import type { Database } from '../db/connect.ts'
import type { Decisions } from './decisions.ts'
import { type Arrangement, bare } from './domain/arrangement.ts'
import { type Heard, unheard } from './domain/unheard.ts'
import { putVersion, type Fields } from './domain/versions.ts'
import { ARRANGEMENT_CHANGE, NOUNS, sameFields } from './registry.ts'
import { heardAtAddresses } from './store/statuses.ts'
import { knownVersions, rowsOfRewrite } from './store/registry.ts'
import { forgetSuperseded, tracesOf } from './store/unregistered.ts'

/** Devices that were heard before anybody registered them: the inbox of the registry. */
export type Unregistered = {
  items(): Promise<InboxItem[]>
  /** Says that a device is none of ours, or that it waits again; false where no unregistered device has this id. */
  dismiss(id: string, dismissed: boolean): Promise<boolean>
  /** Drops those that have long been silent, or are too many; resolves to how many. */
  forget(today: Date): Promise<number>
}

const DAY_MS = 24 * 3600_000
/** So many are dropped by one decision: an alarm may wait for it. */
const AT_ONCE = 200

export function createUnregistered(parts: {
  database: Database
  decisions: Decisions
  /** Resolves when all telemetry committed until now can be read. */
  settled: () => Promise<void>
}): Unregistered {
  const { database, decisions, settled } = parts

  async function traced(devices: readonly Device[]) {
    const heardAt = await heardAtAddresses(database)
    const traces = await tracesOf(
      database,
      devices.map(({ id }) => id),
    )
    return devices.flatMap((device) => {
      const trace = traces.get(device.id)
      const heard = device.addresses.flatMap(({ source, externalId }) => heardAt.get(`${source}\0${externalId}`) ?? [])
      const newest = heard.toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime())[0]
      return trace === undefined ? [] : [{ device, trace, newest }]
    })
  }

  /** Ends for ever what is known of these devices, as far as they are still unregistered. */
  async function drop(ids: ReadonlySet<string>): Promise<number> {
    return decisions.decide<number>(async ({ arrangement }) => {
      const still = waiting(arrangement).filter(({ id }) => ids.has(id))
      if (still.length === 0) return { result: 0, step: null }
      const stillIds = new Set(still.map(({ id }) => id))
      const versions = await knownVersions(database, 'devices')
      const devices = versions.flatMap(({ versionId, id }) => (stillIds.has(String(id)) ? [versionId] : []))
      return {
        result: still.length,
        step: { supersede: { devices }, changes: [ARRANGEMENT_CHANGE], arranges: true },
      }
    })
  }

  return {
    async items() {
      await settled()
      const { arrangement } = await decisions.facts()
      const alike = byExternalId(arrangement)
      return (await traced(waiting(arrangement))).map(({ device, trace, newest }) => ({
        device: bare(device),
        firstHeardAt: trace.firstHeardAt.toISOString(),
        lastHeardAt: newest?.lastSeenAt.toISOString() ?? null,
        messages: trace.messages,
        values: newest?.values ?? {},
        alike: device.addresses.flatMap(({ externalId }) => alike.get(externalId.toLowerCase()) ?? []),
      }))
    },

    dismiss: (id, dismissed) =>
      decisions.decide<boolean>(async ({ arrangement }, { now, newId }) => {
        const device = arrangement.devices.get(id)
        if (device === undefined || device.registered) return { result: false, step: null }
        const known = await knownVersions(database, 'devices', id)
        const fields: Fields = { ...bare(device), dismissed }
        const rewrite = putVersion<Fields>(known, fields, {}, sameFields, now, newId)
        if (rewrite === null || rewrite === 'empty') return { result: true, step: null }
        const changes = [NOUNS.devices.change(id, fields, { arrangement, known: null })]
        return { result: true, step: { ...rowsOfRewrite('devices', rewrite, now), changes, arranges: true } }
      }),

    async forget(today) {
      // Unsettled: at a start after an outage that would take minutes, and whatever speaks again is noted again.
      const all = await traced(waiting((await decisions.facts()).arrangement))
      const heard: Heard[] = all.map(({ device: { id, dismissed }, trace, newest }) => {
        const lastHeardAt = newest?.lastSeenAt ?? trace.firstHeardAt
        return { id, dismissed: dismissed === true, isEvidence: trace.isEvidence, lastHeardAt }
      })
      const ids = unheard(heard, today)
      let dropped = 0
      for (let from = 0; from < ids.length; from += AT_ONCE)
        dropped += await drop(new Set(ids.slice(from, from + AT_ONCE)))
      // A day later: another process may still be deciding on what it has read of them.
      await forgetSuperseded(database, new Date(today.getTime() - DAY_MS), new Date(today.getTime() - 30 * DAY_MS))
      return dropped
    },
  }
}

function waiting({ devices }: Arrangement): Device[] {
  return [...devices.values()].filter(({ registered }) => !registered)
}

function byExternalId({ devices }: Arrangement): Map<string, string[]> {
  const ids = new Map<string, string[]>()
  for (const { id, addresses, registered } of devices.values())
    for (const { externalId } of registered ? addresses : []) {
      const name = externalId.toLowerCase()
      ids.set(name, [...(ids.get(name) ?? []), id])
    }
  return ids
}
