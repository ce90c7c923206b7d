import type { Action, ActionBody } from '#shared/action.ts'
import type { Alert, Incident } from '#shared/incident.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Viewer } from '#shared/session.ts'
import { act, type OwnBody, type Refusal } from '../../server/domain/act.ts'
import { type Arrangement, arrangementAt, type ArrangedVersions } from '../../server/domain/arrangement.ts'
import { takeDue } from '../../server/domain/due.ts'
import type { DeliveryRecord, Facts, IncidentRecord, Making } from '../../server/domain/facts.ts'
import { addEvidence, type Evidence, openIncident } from '../../server/domain/incident.ts'
import { mergeInto } from '../../server/domain/join.ts'
import { withPresentChain } from '../../server/domain/present-chain.ts'
import { wireIncident } from '../../server/domain/wire-incident.ts'
import { middleOf, township } from './made-up-township.ts'

/** Noon of a working day by the clock of the township. */
export const NOON = new Date('2026-12-16T12:00:00+08:00')

const CLERK: Viewer = { personId: 'd', name: '', roles: ['duty'], duties: [], areaIds: null }

/** One incident in the township in small, its clock, and all that was done and sent for it: as the server would, without one. */
export function aResponse(
  change: Partial<ArrangedVersions> = {},
  kind: Kind = 'fire',
  name = 'id',
  warned: Pick<Evidence, 'rollCall' | 'severity'> = { severity: null },
) {
  let ids = 0
  let nowMs = NOON.getTime()
  let versions = township(change)
  const log: Action[] = []
  const sent: DeliveryRecord[] = []
  const making = (): Making => {
    return { now: new Date(nowMs), timeZone: 'Asia/Shanghai', newId: () => `${name}-${String(ids++).padStart(6, '0')}` }
  }
  let known: { of: ArrangedVersions; arrangement: Arrangement } | null = null
  const arranged = (): Arrangement => {
    // What is arranged here holds at any time.
    known = known?.of === versions ? known : { of: versions, arrangement: arrangementAt(versions, new Date(nowMs)) }
    return known.arrangement
  }
  let incident = openIncident(witness(`${name}-o`, kind), arranged(), making()).incident

  function witness(id: string, of: Kind): Evidence {
    const at = new Date(nowMs).toISOString()
    const clue = {
      observationId: id,
      kind: of,
      place: { type: 'point', location: middleOf('z1'), radiusMetres: 10 },
      sight: null,
      deviceId: `device-${id}`,
      personId: null,
      ofItself: true,
      signalKey: `key-${id}`,
      lasts: true,
      confidence: null,
      firstAt: at,
      lastAt: at,
    } as const
    return { clue, startedAt: new Date(nowMs), exercise: false, ...warned }
  }

  function keep(after: { incident: IncidentRecord; actions: Action[]; deliveries: DeliveryRecord[] }): void {
    ;({ incident } = after)
    log.push(...after.actions)
    sent.push(...after.deliveries)
  }

  function facts(): Facts {
    const incidents = new Map(incident.closedAt === null ? [[incident.id, incident]] : [])
    return { seq: 1, arrangement: arranged(), timeZone: 'Asia/Shanghai', terrain: null, incidents, signals: new Map() }
  }

  return {
    get incident(): IncidentRecord {
      return incident
    },
    get wire(): Incident {
      return wireIncident(incident)
    },
    get nowMs(): number {
      return nowMs
    },
    log,
    sent,
    /** Seconds since noon of a moment. */
    seconds: (at: string | null | undefined) => (at == null ? null : (Date.parse(at) - NOON.getTime()) / 1000),
    /** The call that stands. */
    call: (personId: string): Alert | undefined =>
      incident.alerts.findLast((alert) => alert.personId === personId && alert.state !== 'expired'),
    words: () => log.map(({ action }) => action),
    arrange(more: Partial<ArrangedVersions>): void {
      versions = { ...versions, ...more }
    },
    set(more: Partial<IncidentRecord>): void {
      incident = { ...incident, ...more }
    },
    /** What the server would do now, and again while anything comes of it; how often something did. */
    settle(): number {
      for (let times = 0; times < 50; times++) {
        const due = takeDue(facts(), making())
        const [after] = due?.incidents ?? []
        if (due === null || after === undefined) return times
        keep({ incident: after, actions: due.actions, deliveries: due.deliveries })
      }
      throw new Error('there is no end to what is due')
    },
    /** Lets seconds pass without a server, or with one that looks every so often. */
    pass(seconds: number, everySeconds?: number): void {
      const endMs = nowMs + seconds * 1000
      if (everySeconds !== undefined)
        while (nowMs + everySeconds * 1000 < endMs) {
          nowMs += everySeconds * 1000
          this.settle()
        }
      nowMs = endMs
      this.settle()
    },
    jump(seconds: number): void {
      nowMs += seconds * 1000
    },
    /** What the duty room enters, or for somebody else; null where it was done. */
    enter(action: OwnBody['action'], more: Partial<ActionBody> = {}): Refusal | null {
      const standing = incident.closedAt === null ? withPresentChain(incident, arranged(), making()) : incident
      const acted = act(standing, { ...more, id: `act-${ids++}`, action }, CLERK, making())
      if (!acted.ok) return acted
      keep(acted.calling)
      return null
    },
    /** What somebody taps themself. */
    tap(personId: string, action: OwnBody['action'], more: Partial<ActionBody> = {}): Refusal | null {
      const viewer: Viewer = { personId, name: '', roles: ['member'], duties: [], areaIds: null }
      const acted = act(incident, { ...more, id: `act-${ids++}`, action }, viewer, making())
      if (!acted.ok) return acted
      keep(acted.calling)
      return null
    },
    /** The same device (`o`) again, or another one. */
    hear(id: string, of: Kind = kind): void {
      keep(addEvidence(incident, witness(`${name}-${id}`, of), arranged(), making()))
    },
    /** The warning itself is updated. */
    warn(more: Pick<Evidence, 'rollCall' | 'severity'>): void {
      keep(addEvidence(incident, { ...witness(`${name}-o`, kind), ...more }, arranged(), making()))
    },
    /** Another incident turns out to be this one. */
    join(other: IncidentRecord): void {
      const [into] = mergeInto(incident, other, { arrangement: arranged(), signals: [] }, making()).callings
      if (into !== undefined) keep(into)
    },
    /** What is in memory is forgotten, and read again as it was written. */
    restart(): void {
      // What was written is what is read.
      incident = JSON.parse(JSON.stringify(incident)) as IncidentRecord
    },
  }
}
