import type { TouchedArea } from '#shared/area.ts'
import type { Kind, Severity } from '#shared/kinds.ts'
import { NEVER_ALONE, type Plan, type Tier } from '#shared/plan.ts'
import type { ChainLink, Duty, Informed } from '#shared/responsibility.ts'
import type { Arrangement, Version } from './arrangement.ts'
import { dutyRoomChain } from './duty-room-chain.ts'
import { hole, holdersOf, type Link } from './holders.ts'
import { neighbourOf } from './neighbour.ts'
import { planOf } from './plan-of.ts'
import { type Roll, rollOf } from './roll.ts'

/** Holders of an area with less of the place than this are not called, unless it is the main area of its level. */
const CALLED_SHARE = 0.2

/** What is to be answered, where and when, by the clock of the township. */
export type Asked = { kind: Kind; severity: Severity; touched: readonly TouchedArea[]; at: Date; timeZone: string }

/**
 * Who answers for a place and kind: the plan used, its tiers there, the chain, and who is only told. Never nobody: the
 * chain ends at the duty room.
 */
export type Assignment = {
  plan: Version<Plan> | null
  tiers: Tier[]
  chain: ChainLink[]
  respondersNeeded: number
  informed: Informed[]
}

/** A place lies among the households when this much of it does; a camera's sector that grazes a hamlet does not. */
const MOSTLY = 0.5

/** Where no plan covers a kind, the three contracts in order. */
export const DEFAULT_TIERS: readonly Tier[] = [
  { duties: ['household'], waitSeconds: 120 },
  { duties: ['zone'], waitSeconds: 180 },
  { duties: ['village'], waitSeconds: 180 },
]

/**
 * Applies the plan of the kind to the touched areas: tier by tier the holders of its duties, the main area first, somebody
 * else for whoever is away, a visible hole where nobody can be found, and the duty room at the end.
 */
export function assign(arrangement: Arrangement, { kind, severity, touched, at, timeZone }: Asked): Assignment {
  const plan = planOf(arrangement.plans, kind, severity)
  const zoneShare = touched.filter(({ level }) => level === 'zone').reduce((sum, { share }) => sum + share, 0)
  const inZone = zoneShare >= MOSTLY
  const outside = plan?.outsideZones ?? []
  const tiers = !inZone && outside.length > 0 ? outside : (plan?.tiers ?? [...DEFAULT_TIERS])
  const ground = groundOf(arrangement, touched)
  const roll = rollOf(arrangement, at, timeZone)
  const links: ChainLink[] = []
  const later: ChainLink[] = []
  const callRoom = (order: number): void => {
    const room = dutyRoomChain(arrangement, roll, ground)
    links.push(...room.links.map((link) => ({ ...link, order })))
    later.push(...room.later.map((link) => ({ ...link, order: order + 1 })))
  }
  for (const [order, tier] of tiers.entries())
    for (const duty of tier.duties) {
      if (duty === 'duty-room') callRoom(order)
      else links.push(...dutyChain(arrangement, roll, duty, kind, ground).map((link) => ({ ...link, order })))
    }
  if (!links.some(({ duty }) => duty === 'duty-room')) callRoom(tiers.length)
  const chain = withoutRepeats([...links, ...later].toSorted((a, b) => a.order - b.order))
  const informed = (plan?.informed ?? []).flatMap((duty) =>
    duty === 'duty-room'
      ? dutyRoomChain(arrangement, roll, ground).links
      : dutyChain(arrangement, roll, duty, kind, ground),
  )
  return {
    plan,
    tiers,
    chain,
    respondersNeeded: plan?.respondersNeeded ?? unplannedNeed(kind),
    informed: toldOf(informed),
  }
}

/** How many must come to what no plan covers: nobody goes alone where one alone would be in danger. */
function unplannedNeed(kind: Kind): number {
  return NEVER_ALONE.includes(kind) ? 2 : 1
}

/** Every area whose holders are asked: the touched ones that count, most exact first, with all above them. */
export function groundOf(arrangement: Pick<Arrangement, 'lineage'>, touched: readonly TouchedArea[]): string[] {
  const mainOfLevel = new Set<string>()
  const counted = touched.filter(({ level, share }) => {
    const isMain = !mainOfLevel.has(level)
    mainOfLevel.add(level)
    return isMain || share >= CALLED_SHARE
  })
  const ids = counted.flatMap(({ areaId }) => arrangement.lineage(areaId).map(({ id }) => id))
  return [...new Set(ids)]
}

/** Those who answer under one duty: its holders, or a neighbour where none can be called, or a hole. */
export function dutyChain(
  arrangement: Arrangement,
  roll: Roll,
  duty: Exclude<Duty, 'duty-room'>,
  kind: Kind,
  ground: readonly string[],
): Link[] {
  const links = holdersOf(roll, duty, kind, ground)
  if (links.some(({ called }) => called)) return links
  return [
    ...links,
    neighbourOf(arrangement, roll, duty, kind, ground) ?? hole({ duty, areaId: links[0]?.areaId ?? null }),
  ]
}

/**
 * A person is called once, in the first tier that names them, and passed over once for each duty. Where all of the duty
 * room have been called before, it still stands at the end.
 */
export function withoutRepeats(links: readonly ChainLink[]): ChainLink[] {
  const chain = firstOf(links, ({ personId, called, duty, areaId }) =>
    called ? personId : `${personId} ${duty} ${areaId}`,
  )
  const room = links.filter(({ duty, called, personId }) => duty === 'duty-room' && (called || personId === null))
  return room.some((link) => chain.includes(link)) ? chain : [...chain, ...firstOf(room, ({ personId }) => personId)]
}

/** The first link of each key; holes stay all. */
function firstOf(links: readonly ChainLink[], keyOf: (link: ChainLink) => string | null): ChainLink[] {
  const seen = new Set<string | null>()
  return links.filter((link) => {
    const key = link.personId === null ? null : keyOf(link)
    if (key !== null && seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function toldOf(links: readonly Link[]): Informed[] {
  const told = new Map<string, Informed>()
  for (const { personId, called, duty, areaId } of links)
    if (personId !== null && called && !told.has(personId)) told.set(personId, { personId, duty, areaId, at: null })
  return [...told.values()]
}
