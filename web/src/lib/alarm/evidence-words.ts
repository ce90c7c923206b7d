import { m } from '#lib/paraglide/messages.js'
import type { Device, DeviceKind } from '#shared/device.ts'
import type { Incident } from '#shared/incident.ts'
import { deviceKindWord } from '../words/device.ts'

type Evidence = Pick<Incident, 'deviceIds' | 'reporterIds' | 'observationCount'>

/** What an incident rests on: 烟感、2台摄像头 · 5次观测. */
export function evidenceWords(incident: Evidence, devices: ReadonlyMap<string, Device>): string {
  const counts = new Map<DeviceKind, number>()
  for (const id of incident.deviceIds) {
    const kind = devices.get(id)?.kind ?? 'other'
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const witnesses = [...counts].map(([kind, n]) =>
    n === 1 ? deviceKindWord(kind) : m.device_kind_count({ n, kind: deviceKindWord(kind) }),
  )
  if (incident.reporterIds.length > 0) witnesses.push(m.evidence_reports({ n: incident.reporterIds.length }))
  const observations = m.evidence_observations({ n: incident.observationCount })
  return witnesses.length === 0 ? observations : `${witnesses.join(m.common_list_join())} · ${observations}`
}
