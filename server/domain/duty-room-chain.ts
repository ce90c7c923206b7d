import type { Role } from '#shared/person.ts'
import type { Post, Shift } from '#shared/shift.ts'
import type { Arrangement, Member, Version } from './arrangement.ts'
import { compared } from './compared.ts'
import { awayOf, hole, type Link, linkTo, passedOver, standIns } from './holders.ts'
import type { Roll } from './roll.ts'

/** Who is called where nobody at all holds a duty room: the first of these roles that somebody has who is there. */
const LAST_RESORT: readonly Role[] = ['duty', 'admin', 'leader']

/** Who is called at the duty room, and one tier later. */
type Room = { links: Link[]; later: Link[] }

/**
 * The duty room of the township, or, where the place lies in none, every duty room there is: somebody must know. Whoever
 * is on shift is called, and the leaders of the shift one tier later; without a shift the holders of the duty. Never nobody
 * while anybody who may be called is there.
 */
export function dutyRoomChain(arrangement: Arrangement, roll: Roll, ground: readonly string[]): Room {
  const holders = arrangement.responsibilities.filter(({ duty }) => duty === 'duty-room')
  const isOurs = ({ areaId }: { areaId: string | null }) => areaId !== null && ground.includes(areaId)
  const isSomewhere = holders.some(isOurs) || arrangement.shifts.some(isOurs)
  const here = <T extends { areaId: string }>(rows: readonly T[]) => (isSomewhere ? rows.filter(isOurs) : [...rows])
  const shifts = here(arrangement.shifts)
  const onShift = (post: Post): Link[] =>
    shifts
      .filter((shift) => shift.post === post)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .flatMap((shift) => postHolder(roll, shift))
  const officers = onShift('officer')
  const leaders = onShift('leader')
  const isManned = officers.some(({ called, reachable }) => called && reachable)
  const offShift = here(holders)
    .toSorted((a, b) => (a.rank === b.rank ? (a.id < b.id ? -1 : 1) : a.rank === 'primary' ? -1 : 1))
    .flatMap((held): Link[] => {
      const { personId, rank } = held
      if (shifts.some((shift) => shift.personId === personId)) return []
      const away = awayOf(roll, held)
      // While the roster has somebody there who can be rung, whoever holds the room and is not on shift has his rest.
      if (isManned) return [passedOver(roll, held, personId, { reason: 'off-duty', until: null, ...away, rank })]
      if (away === null) return [linkTo(roll, held, personId, { reason: 'duty-room', rank })]
      const named = away.reason === 'absent' ? standIns(roll, held, personId) : []
      return [passedOver(roll, held, personId, { ...away, rank }), ...named]
    })
  const links = [...officers, ...offShift]
  const room = [...links, ...leaders]
  if (room.some(({ called, reachable }) => called && reachable)) return { links, later: leaders }
  const isCalled = room.some(({ called }) => called)
  // Beside people of the room whom nothing rings, only somebody who can be rung is of any use.
  const anybody = lastResort(arrangement, roll, ground, room).filter(({ reachable }) => reachable || !isCalled)
  const nobody = isCalled || anybody.length > 0 ? [] : [{ ...NOBODY }]
  return { links: [...links, ...anybody, ...nobody], later: leaders }
}

const NOBODY: Link = { ...hole({ duty: 'duty-room', areaId: null }), reason: 'duty-room' }

/** Whoever sits in the duty room by one shift, or stands in for who should. */
export function postHolder(roll: Roll, { areaId, personId, validUntil }: Version<Shift>): Link[] {
  const post = { duty: 'duty-room', areaId } as const
  const why = { rank: 'primary', reason: 'on-shift', until: validUntil?.toISOString() ?? null } as const
  if (roll.member(personId) === undefined) return [passedOver(roll, post, personId, { ...why, reason: 'left' })]
  const absence = roll.absence(personId)
  if (absence === undefined) return [linkTo(roll, post, personId, why)]
  const away = { reason: 'absent', until: absence.validUntil?.toISOString() ?? null } as const
  return [passedOver(roll, post, personId, { ...why, ...away }), ...standIns(roll, post, personId)]
}

/**
 * Whoever has a role to be told of everything and is there. Rather somebody who can be rung than not, then one who is not off
 * duty, then one of this ground than of another's duty room, then by role.
 */
function lastResort(
  { people, responsibilities }: Arrangement,
  roll: Roll,
  ground: readonly string[],
  room: readonly Link[],
): Link[] {
  const areaId = ground.at(-1) ?? null
  const isTheirs = (held: string) => ground.includes(held)
  const isElsewhere = ({ id, areaIds }: Member): boolean => {
    const rooms = responsibilities.filter((one) => one.duty === 'duty-room' && one.personId === id)
    const given = [...(areaIds ?? []), ...rooms.map((one) => one.areaId)]
    return ground.length > 0 && given.length > 0 && !given.some(isTheirs)
  }
  const found = [...people.values()]
    .filter(({ id }) => roll.absence(id) === undefined && !room.some((link) => link.called && link.personId === id))
    .flatMap((person) => {
      const role = LAST_RESORT.findIndex((one) => person.roles.includes(one))
      if (role === -1) return []
      const link = linkTo(roll, { duty: 'duty-room', areaId }, person.id, { reason: 'duty-room', rank: 'primary' })
      const isOff = room.some(({ personId, reason }) => personId === person.id && reason === 'off-duty')
      const worth = [link.reachable, !isOff, !isElsewhere(person)].map((good) => (good ? 0 : 1))
      return [{ link, order: [...worth, role] }]
    })
    .toSorted((a, b) => compared(a.order, b.order) || ((a.link.personId ?? '') < (b.link.personId ?? '') ? -1 : 1))
  return found.filter(({ order }) => compared(order, found[0]?.order ?? []) === 0).map(({ link }) => link)
}
