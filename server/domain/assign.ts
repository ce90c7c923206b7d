import type { TouchedArea } from '#shared/area.ts'
import type { Kind } from '#shared/kinds.ts'
import type { Plan, Tier } from '#shared/plan.ts'
import type { ChainLink, Duty, Responsibility } from '#shared/responsibility.ts'
import type { Arrangement, Version } from './arrangement.ts'

/** Holders of an area with less of the place than this are not called, unless it is the main area of its level. */
const CALLED_SHARE = 0.2

/** Who answers for a place and kind: the plan used, its tiers there, and the chain. Never nobody: it ends at the duty room. */
export type Assignment = { plan: Version<Plan> | null; tiers: Tier[]; chain: ChainLink[]; respondersNeeded: number }

/** A place lies among the households when this much of it does; a camera's sector that grazes a hamlet does not. */
const MOSTLY = 0.5

/** Where no plan covers a kind, the three contracts in order. */
const DEFAULT_TIERS: Tier[] = [
  { duties: ['household'], waitSeconds: 120 },
  { duties: ['zone'], waitSeconds: 180 },
  { duties: ['village'], waitSeconds: 180 },
]

/**
 * Applies the plan of the kind to the touched areas: tier by tier the holders of its duties, the main area first, a
 * deputy for whoever is absent, a visible hole where nobody holds a duty, and the duty room at the end.
 */
export function assign(arrangement: Arrangement, kind: Kind, touched: TouchedArea[]): Assignment {
  const plan = arrangement.plans.find(({ kinds }) => kinds.includes(kind)) ?? null
  const zoneShare = touched.filter(({ level }) => level === 'zone').reduce((sum, { share }) => sum + share, 0)
  const inZone = zoneShare >= MOSTLY
  const outside = plan?.outsideZones ?? []
  const tiers = !inZone && outside.length > 0 ? outside : (plan?.tiers ?? DEFAULT_TIERS)
  const ground = groundOf(arrangement, touched)
  const links: ChainLink[] = []
  for (const [order, tier] of tiers.entries())
    for (const duty of tier.duties) {
      if (duty === 'duty-room') links.push(...dutyRoom(arrangement, ground, order))
      else links.push(...holders(arrangement, duty, kind, ground, order))
    }
  if (!links.some(({ duty }) => duty === 'duty-room')) links.push(...dutyRoom(arrangement, ground, tiers.length))
  return { plan, tiers, chain: withoutRepeats(links), respondersNeeded: plan?.respondersNeeded ?? 1 }
}

/** Every area whose holders are asked: the touched ones that count, most exact first, with all above them. */
export function groundOf(arrangement: Arrangement, touched: TouchedArea[]): string[] {
  const mainOfLevel = new Set<string>()
  const counted = touched.filter(({ level, share }) => {
    const isMain = !mainOfLevel.has(level)
    mainOfLevel.add(level)
    return isMain || share >= CALLED_SHARE
  })
  const ids = counted.flatMap(({ areaId }) => arrangement.lineage(areaId).map(({ id }) => id))
  return [...new Set(ids)]
}

function holders(arrangement: Arrangement, duty: Duty, kind: Kind, ground: string[], order: number): ChainLink[] {
  const held = ground.flatMap((areaId) =>
    arrangement.responsibilities
      .filter((r) => r.duty === duty && r.areaId === areaId && (r.kinds === null || r.kinds.includes(kind)))
      .toSorted(byRank),
  )
  const primaries = held.filter(({ rank }) => rank === 'primary')
  const links = primaries.flatMap((holder) => linkOf(arrangement, holder, held, order))
  // An area that has only deputies is answered for by them.
  const covered = new Set(primaries.map(({ areaId }) => areaId))
  for (const deputy of held.filter(({ areaId }) => !covered.has(areaId)))
    links.push(...linkOf(arrangement, deputy, held, order))
  if (links.length > 0) return links
  return [hole(duty, order)]
}

function linkOf(arrangement: Arrangement, holder: Responsibility, held: Responsibility[], order: number): ChainLink[] {
  const absence = arrangement.absences.get(holder.personId)
  if (absence === undefined)
    return [link(arrangement, holder, holder.personId, holder.rank === 'primary' ? 'holder' : 'deputy', order)]
  const passedOver: ChainLink = { ...link(arrangement, holder, holder.personId, 'absent', order), called: false }
  const deputyIds = [
    absence.deputyId,
    ...held.filter((r) => r.rank === 'deputy' && r.areaId === holder.areaId).map((r) => r.personId),
  ]
  const deputyId = deputyIds.find((id) => id !== null && id !== holder.personId && !arrangement.absences.has(id))
  if (deputyId === undefined || deputyId === null) return [passedOver]
  return [passedOver, { ...link(arrangement, holder, deputyId, 'deputy', order), rank: 'deputy' }]
}

function link(
  arrangement: Arrangement,
  { duty, areaId, rank }: Responsibility,
  personId: string,
  reason: ChainLink['reason'],
  order: number,
): ChainLink {
  const reachable = arrangement.people.get(personId)?.canBeRung ?? false
  return { duty, areaId, personId, rank, order, reason, called: true, reachable }
}

function hole(duty: Duty, order: number): ChainLink {
  const nobody = { personId: null, rank: 'primary', reason: 'nobody-holds', called: false, reachable: false } as const
  return { duty, areaId: null, order, ...nobody }
}

/** The duty room of the township, or, where the place lies in none, every duty room there is: somebody must know. */
function dutyRoom(arrangement: Arrangement, ground: string[], order: number): ChainLink[] {
  const all = arrangement.responsibilities.filter(({ duty }) => duty === 'duty-room').toSorted(byRank)
  const ours = all.filter(({ areaId }) => ground.includes(areaId))
  const room = (ours.length > 0 ? ours : all).filter(({ personId }) => !arrangement.absences.has(personId))
  if (room.length === 0) return [{ ...hole('duty-room', order), reason: 'duty-room' }]
  return room.map((holder) => link(arrangement, holder, holder.personId, 'duty-room', order))
}

/** A person is called once, in the first tier that names them. */
function withoutRepeats(links: ChainLink[]): ChainLink[] {
  const called = new Set<string>()
  return links.filter(({ personId, called: isCalled }) => {
    if (personId === null || !isCalled) return true
    if (called.has(personId)) return false
    called.add(personId)
    return true
  })
}

function byRank(a: Responsibility, b: Responsibility): number {
  return a.rank === b.rank ? (a.id < b.id ? -1 : 1) : a.rank === 'primary' ? -1 : 1
}
