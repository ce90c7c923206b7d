import type { Change, ChangeEnvelope } from '#shared/change.ts'
import type { DeviceStatus } from '#shared/device.ts'
import type { Ill } from '#shared/ill.ts'
import type { PersonCard } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { type Arrangement, bare } from '../domain/arrangement.ts'
import type { IncidentRecord } from '../domain/facts.ts'
import { isAtOrAbove, maySeeDevice, maySeePerson } from '../domain/ground.ts'
import { namedBy, shownTo, witnessesOf } from '../domain/shown.ts'
import { hasRole, maySee, scopeOf, touchesGround, viewerAnew } from '../domain/viewer.ts'
import type { KeptChange } from '../store/changes.ts'
import { personCards } from '../store/people.ts'

/** The edge at which what is kept becomes what one viewer gets: whether they may see it, and how much of it. */
export type Showing = {
  /** Takes note of what people have arranged: before anything is told, and before it is told that they arranged anew. */
  refresh(): Promise<void>
  /**
   * Whether changes can be told by what is known: an alarm waits for nothing else. What is arranged is no longer known
   * once a shift, a duty or an absence has begun or ended by the clock.
   */
  knowsEnoughFor(changes: readonly KeptChange[]): boolean
  /**
   * The viewer as they are by what is arranged now, the same object as long as that stands; null: the arrangement knows
   * them no more. Reads nothing, and is asked for every screen before anything is told.
   */
  viewerNow(viewer: Viewer): Viewer | null
  /** A kept change as a viewer gets it; `prev` is the last sequence they were sent. Null: it is not theirs. */
  changeFor(viewer: Viewer, change: KeptChange, prev: number): ChangeEnvelope | null
  /** Those of some statuses that are of devices the viewer may see. */
  statusesFor(viewer: Viewer, statuses: readonly DeviceStatus[]): DeviceStatus[]
  /** What is ill as a viewer is told: of a wall only whoever keeps the desk of all that it shows. */
  illFor(viewer: Viewer, ill: readonly Ill[]): Ill[]
}

type Known = {
  seq: number
  arrangement: Arrangement
  incidents: ReadonlyMap<string, IncidentRecord>
  cards: ReadonlyMap<string, PersonCard>
  /** As they were found to be in this arrangement. */
  viewers: Map<string, Viewer | null>
}

export function createShowing({
  database,
  decisions,
  now,
}: {
  database: Database
  decisions: Decisions
  now: () => Date
}): Showing {
  let known: Known | null = null
  /** The newest change of what is arranged that was told of: who knows less knows too little. */
  let arrangedSeq = 0
  let told: { statuses: readonly DeviceStatus[]; byGround: Map<string, DeviceStatus[]> } | null = null

  async function refresh(): Promise<void> {
    const { seq, arrangement, incidents } = await decisions.facts()
    const cards =
      known?.arrangement === arrangement
        ? known.cards
        : new Map((await personCards(database)).map((card) => [card.id, card]))
    // Whoever asked later may have been answered first.
    if (known !== null && known.seq > seq) return
    const isSame = known?.arrangement === arrangement
    const viewers = known !== null && isSame ? known.viewers : new Map<string, Viewer | null>()
    known = { seq, arrangement, incidents, cards, viewers }
    if (!isSame) told = null
  }

  return {
    refresh,
    knowsEnoughFor(changes) {
      for (const { type, seq } of changes) if (type !== 'incident' && type !== 'evidence') arrangedSeq = seq
      if (known === null || known.seq < arrangedSeq) return false
      const { holdsUntil } = known.arrangement
      return holdsUntil === null || now() < holdsUntil
    },
    viewerNow(viewer) {
      if (known === null) return viewer
      const { arrangement, viewers } = known
      const found = viewers.get(viewer.personId)
      if (found !== undefined) return found
      const anew = viewerAnew(arrangement, viewer)
      viewers.set(viewer.personId, anew)
      return anew
    },
    changeFor(viewer, kept, prev) {
      if (known === null) throw new Error('changes are told before it is known what people have arranged')
      const change = changeShown(viewer, kept, known)
      return change && { seq: kept.seq, prev, v: kept.v, at: kept.at.toISOString(), ...change }
    },
    statusesFor(viewer, statuses) {
      if (known === null) return []
      const { arrangement } = known
      if (told?.statuses !== statuses) told = { statuses, byGround: new Map() }
      const key = groundKey(viewer)
      const found =
        told.byGround.get(key) ??
        statuses.filter(({ deviceId }) => {
          const device = arrangement.devices.get(deviceId)
          return device !== undefined && maySeeDevice(viewer, { ...device, personId: null }, arrangement)
        })
      told.byGround.set(key, found)
      return found
    },
    illFor(viewer, ill) {
      const arrangement = known?.arrangement
      return ill.filter(
        (one) => one.part !== 'wall' || (arrangement !== undefined && keepsWall(viewer, one.personId, arrangement)),
      )
    },
  }
}

/** Whether somebody keeps a desk over all the ground that a wall shows; one without ground of its own shows every township. */
function keepsWall(viewer: Viewer, wallId: string, { people, areaList }: Arrangement): boolean {
  if (!hasRole(viewer, 'admin', 'duty')) return false
  const townships = areaList.filter(({ level }) => level === 'township').map(({ id }) => id)
  return (people.get(wallId)?.areaIds ?? townships).every((areaId) => touchesGround(viewer, [areaId]))
}

const keys = new WeakMap<Viewer, string>()

/** The same for all who see the same devices: what somebody carries is told by its position, not by its status. */
function groundKey(viewer: Viewer): string {
  const { areaIds, duties } = viewer
  const isDutyRoom = hasRole(viewer, 'duty') || duties.some(({ duty }) => duty === 'duty-room')
  const key = keys.get(viewer) ?? (areaIds === null ? '*' : `${isDutyRoom} ${areaIds.join()}`)
  keys.set(viewer, key)
  return key
}

function changeShown(viewer: Viewer, { body, areaIds, personIds }: KeptChange, known: Known): Change | null {
  const { arrangement, cards } = known
  switch (body.type) {
    case 'incident': {
      const { incident } = body
      const { kind, recusedIds } = incident
      if (!maySee(viewer, { areaIds, personIds, kind, recusedIds })) return null
      const shown = shownTo(viewer, incident, arrangement)
      const people = namedBy(shown).flatMap((id) => cards.get(id) ?? [])
      const witnesses = witnessesOf(viewer, incident, arrangement)
      const devices = witnesses.filter((device) => !maySeeDevice(viewer, device, arrangement)).map(bare)
      return { type: 'incident', incident: shown, people, ...(devices.length > 0 && { devices }) }
    }
    case 'gone': {
      const incident = known.incidents.get(body.incidentId)
      const isSeenStill = incident !== undefined && maySee(viewer, scopeOf(incident))
      const isTheirs = personIds.includes(viewer.personId) || (areaIds !== null && touchesGround(viewer, areaIds))
      return !isSeenStill && isTheirs ? body : null
    }
    case 'device':
      if (maySeeDevice(viewer, body.device, arrangement)) return body
      // It stood on the viewer's ground and does so no longer: they take what is theirs anew.
      return areaIds !== null && touchesGround(viewer, areaIds) ? { type: 'arrangement' } : null
    case 'person':
      return maySeePerson(viewer, body.person.id, arrangement) ? body : null
    case 'fire-danger':
      return isAtOrAbove(viewer, body.danger.areaId, arrangement) ? body : null
    case 'evidence': {
      if (!maySee(viewer, { areaIds, personIds, kind: body.kind })) return null
      return hasRole(viewer, 'wall') ? { ...body, media: { ...body.media, mediaId: null, sha256: null } } : body
    }
    case 'arrangement':
    case 'duty-room':
      return maySee(viewer, { areaIds, personIds }) ? body : null
  }
}
