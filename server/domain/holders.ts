import type { Kind } from '#shared/kinds.ts'
import type { ChainLink, Duty, Responsibility } from '#shared/responsibility.ts'
import type { Roll } from './roll.ts'

/** A link of a chain before its tier is known. */
export type Link = Omit<ChainLink, 'order'>

/** For what somebody is called, or passed over. */
type Post = { duty: Duty; areaId: string | null }
/** Why somebody is not there, and until when. */
type Away = { reason: 'left' | 'absent' | 'off-duty'; until: string | null }
type Why = Pick<Link, 'reason'> & Partial<Pick<Link, 'inPlaceOf' | 'until' | 'rank'>>

/**
 * Whoever holds a duty in any of the areas, as the rules find them: each holder, or instead of one who is away whom he
 * named, else the first deputy of that area who is there and can be rung. Those passed over stay, uncalled. Of an area that has only
 * deputies each is called.
 */
export function holdersOf(roll: Roll, duty: Duty, kind: Kind, areaIds: readonly string[]): Link[] {
  const links: Link[] = []
  const deputised: Link[] = []
  for (const areaId of areaIds) {
    const held = roll.held(areaId, duty).filter(({ kinds }) => kinds === null || kinds.includes(kind))
    if (held.length === 0) continue
    const primaries = held.filter(({ rank }) => rank === 'primary').toSorted(byId)
    const deputies = held.filter(({ rank }) => rank === 'deputy').toSorted(byId)
    if (primaries.length > 0) for (const holder of primaries) links.push(...answering(roll, holder, deputies))
    else for (const deputy of deputies) deputised.push(...answering(roll, deputy, []))
  }
  return [...links, ...deputised]
}

/** Who answers for one responsibility: its holder, or whoever does so in his place; empty-handed only those passed over. */
function answering(roll: Roll, holder: Responsibility, deputies: readonly Responsibility[]): Link[] {
  const { personId, rank } = holder
  const away = awayOf(roll, holder)
  const links =
    away === null
      ? [linkTo(roll, holder, personId, { reason: rank === 'primary' ? 'holder' : 'deputy', rank })]
      : [passedOver(roll, holder, personId, { ...away, rank })]
  if (away?.reason === 'absent') links.push(...standIns(roll, holder, personId))
  for (const deputy of deputies) {
    // Whoever is there and cannot be rung is called, and somebody who can be as well.
    if (links.some(({ called, reachable }) => called && reachable)) break
    if (deputy.personId === personId) continue
    const inPlaceOf = personId
    const deputyAway = awayOf(roll, deputy)
    if (deputyAway === null)
      links.push(linkTo(roll, holder, deputy.personId, { reason: 'deputy', inPlaceOf, until: away?.until ?? null }))
    else links.push(passedOver(roll, holder, deputy.personId, { ...deputyAway, inPlaceOf }))
    if (deputyAway?.reason === 'absent') links.push(...standIns(roll, holder, deputy.personId))
  }
  return links
}

/** Whom an absent person named, or whom that one named who is away as well, and so on; a circle leads to nobody. */
export function standIns(roll: Roll, post: Post, absentId: string): Link[] {
  const links: Link[] = []
  const asked = new Set([absentId])
  const until = roll.absence(absentId)?.validUntil?.toISOString() ?? null
  for (let id = roll.absence(absentId)?.deputyId ?? null; id !== null && !asked.has(id);) {
    asked.add(id)
    const why = { inPlaceOf: absentId, until }
    if (roll.member(id) === undefined) return [...links, passedOver(roll, post, id, { ...why, reason: 'left' })]
    const absence = roll.absence(id)
    if (absence === undefined) return [...links, linkTo(roll, post, id, { ...why, reason: 'stand-in' })]
    links.push(passedOver(roll, post, id, { ...why, ...absentUntil(absence) }))
    id = absence.deputyId
  }
  return links
}

/** Why somebody cannot be called under a responsibility now; null for one who is there. */
export function awayOf(roll: Roll, held: Responsibility): Away | null {
  if (roll.member(held.personId) === undefined) return { reason: 'left', until: null }
  // Whoever stands in does so in the hours of the duty as well.
  if (!roll.isOnDuty(held)) return { reason: 'off-duty', until: roll.onDutyAgain(held) }
  const absence = roll.absence(held.personId)
  return absence === undefined ? null : absentUntil(absence)
}

/** A link to somebody who is called; of whoever is called for another the rank is that of a deputy. */
export function linkTo(roll: Roll, { duty, areaId }: Post, personId: string, why: Why): Link {
  const rings = roll.member(personId)?.rings ?? []
  const rest = { rank: 'deputy', inPlaceOf: null, until: null, ...why } as const
  return { duty, areaId, personId, called: true, reachable: rings.length > 0, rings: [...rings], ...rest }
}

/** A link to somebody who is not called, and why. */
export function passedOver(roll: Roll, post: Post, personId: string, why: Why): Link {
  return { ...linkTo(roll, post, personId, why), called: false }
}

/** A duty that nobody can be called for. */
export function hole({ duty, areaId }: Post): Link {
  const nobody = { personId: null, rank: 'primary', reason: 'nobody-holds', called: false, reachable: false } as const
  return { duty, areaId, ...nobody, inPlaceOf: null, until: null, rings: [] }
}

function absentUntil({ validUntil }: { validUntil: Date | null }): Away {
  return { reason: 'absent', until: validUntil?.toISOString() ?? null }
}

function byId(a: Responsibility, b: Responsibility): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
