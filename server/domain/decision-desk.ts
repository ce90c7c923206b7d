import type { Device } from '#shared/device.ts'
import type { DangerVersion } from './arrangement.ts'
import type { Calling } from './call.ts'
import { type Decision, type Facts, type IncidentRecord, type Making, noDecision, type Signal } from './facts.ts'
import { fireDangerOf } from './fire-danger.ts'
import { createIncidentIndex, type IncidentIndex, indexOf } from './incident-index.ts'
import type { Box } from './place-box.ts'

/** The decision in the making: facts as they would be once it is written. */
export type Desk = Omit<Decision, 'incidents' | 'signals' | 'fireDangers'> & {
  facts: Facts
  making: Making
  /** What this decision has made of incidents and signals; the facts stand behind. */
  touched: Map<string, IncidentRecord>
  touchedIndex: IncidentIndex
  signalled: Map<string, Signal>
  byAddress: Map<string, Device>
  /** The official grades of fire danger as they would be now. */
  fireDangers: readonly DangerVersion[]
  /** An incident as it would be now; undefined where it is closed or there is none. */
  incident(id: string): IncidentRecord | undefined
  known(key: string): Signal | undefined
  write(calling: Calling): void
  signal(signal: Signal): void
  close(): Decision
}

/** An empty desk over these facts. */
export function openDesk(facts: Facts, making: Making): Desk {
  const { incidents: _i, signals: _s, fireDangers: _f, ...lists } = noDecision()
  const touched = new Map<string, IncidentRecord>()
  const touchedIndex = createIncidentIndex([])
  const signalled = new Map<string, Signal>()
  return {
    ...lists,
    facts,
    making,
    touched,
    touchedIndex,
    signalled,
    byAddress: new Map(),
    fireDangers: facts.arrangement.fireDanger.fireDangers,
    incident(id) {
      const incident = touched.get(id) ?? facts.incidents.get(id)
      return incident?.closedAt === null ? incident : undefined
    },
    known: (key) => signalled.get(key) ?? facts.signals.get(key),
    write(calling) {
      touched.set(calling.incident.id, calling.incident)
      touchedIndex.put(calling.incident)
      this.actions.push(...calling.actions)
      this.deliveries.push(...calling.deliveries)
    },
    signal: (signal) => void signalled.set(signal.key, signal),
    close() {
      const { evidence, readings, links, actions, deliveries, devices, keys } = this
      const incidents = [...touched.values()]
      return {
        evidence,
        readings,
        links,
        actions,
        deliveries,
        devices,
        keys,
        incidents,
        signals: [...signalled.values()],
        fireDangers: changedDangers(facts, this.fireDangers, making.now),
      }
    },
  }
}

/** The ids of open incidents that may touch the box, or that this device or person witnesses. */
export function candidateIds(box: Box | null, witness: string, { facts, touchedIndex }: Desk): string[] {
  const indexes = [indexOf(facts.incidents), touchedIndex]
  return [
    ...new Set(indexes.flatMap((index) => [...(box === null ? [] : index.inBox(box)), ...index.ofWitness(witness)])),
  ]
}

function changedDangers({ arrangement }: Facts, after: readonly DangerVersion[], now: Date): Decision['fireDangers'] {
  const before = arrangement.fireDanger.fireDangers
  if (after === before) return noDecision().fireDangers
  const gone = before.filter((version) => !after.includes(version))
  const append = after.filter((version) => !before.includes(version))
  const areaIds = new Set([...gone, ...append].map(({ id }) => id))
  const versions = { ...arrangement.fireDanger, fireDangers: [...after] }
  return {
    supersede: gone.map(({ versionId }) => versionId),
    append,
    shown: [...areaIds].map((areaId) => fireDangerOf(areaId, versions, now)),
  }
}
