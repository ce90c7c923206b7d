import {
  GROUNDS,
  type GroundName,
  longitudeIn,
  mailOf,
  nameOf,
  phoneOf,
  PLACES,
  WALKERS,
  type Walker,
} from './canaries.ts'

// Who may be answered with what: a table of its own, written from the words of the design and not from the code under test.

/** What a walker must be answered with somewhere, and what they may; everything else must not reach them at all. */
export type Allowed = { must: Set<string>; may: Set<string> }

const isOfT1 = (ground: Walker['ground']) => ground === 'A' || ground === 'B'

/** Whether somebody works in a duty room: by their role, or because they sit there now. */
const isRoomOfSome = ({ role, sits }: Pick<Walker, 'role' | 'sits'>) => role === 'duty' || sits === true

/** Whether somebody's ground takes in a place; what lies outside is seen by who sees all, and by every duty room. */
function sees({ ground, ...viewer }: Walker, place: GroundName): boolean {
  if (ground === 'all') return true
  if (place === 'out') return isRoomOfSome(viewer)
  return ground === place || (ground === 'T1' && isOfT1(place)) || (ground === 'T2' && place === 'C')
}

/** Whether somebody holds a duty on another's ground, or above it. */
function answersFor(holder: Walker, viewer: Walker): boolean {
  if (viewer.ground === 'all' || holder.id === viewer.id) return true
  if ((holder.duty === undefined && !holder.sits) || viewer.ground === 'nobody') return false
  if (holder.ground === viewer.ground) return true
  const isAbove = (upper: Walker['ground'], lower: Walker['ground']) =>
    (upper === 'T1' && isOfT1(lower)) || (upper === 'T2' && lower === 'C')
  return isAbove(holder.ground, viewer.ground) || isAbove(viewer.ground, holder.ground)
}

/** What stands in the duty room of a township, and why somebody of its village will be away. */
const ROOMS = [
  { township: 'T1', village: 'A', kept: ['令T1令', '交T1交'], reason: '假A假' },
  { township: 'T2', village: 'C', kept: ['令T2令', '交T2交'], reason: '假C假' },
] as const

/** Everything that was planted, by the words and numbers that stand for it. */
export function everyCanary(): Set<string> {
  const all = WALKERS.flatMap(({ id }) => [nameOf(id), phoneOf(id), mailOf(id)])
  const rooms = ROOMS.flatMap(({ kept, reason }) => [...kept, reason])
  return new Set([...all, ...rooms, ...GROUNDS.flatMap((ground) => Object.values(canariesOf(ground)))])
}

/** The canaries of one ground. */
export function canariesOf(ground: GroundName) {
  const at = GROUNDS.indexOf(ground)
  return {
    open: `词open${ground}词`,
    closed: `词closed${ground}词`,
    dispute: `词dispute${ground}词`,
    medical: `词medical${ground}词`,
    disputePlace: longitudeIn(ground, PLACES.dispute),
    medicalPlace: longitudeIn(ground, PLACES.medical),
    note: `注${ground}注`,
    brief: `报${ground}报`,
    photo: `photo-${ground}`,
    picture: `picture photo-${ground}`,
    noted: `noted-${ground}`,
    notedPicture: `picture noted-${ground}`,
    device: `设备${ground}备设`,
    deviceId: `dev-${ground}-dev`,
    houseHead: `户house${ground}主`,
    housePhone: `1381${at}004567`,
    nearHead: `户near${ground}主`,
    nearPhone: `1382${at}004567`,
    permit: `准${ground}准`,
    guard: `守${ground}护`,
    guardPhone: `1383${at}004567`,
  }
}

/** What a walker may be answered with. */
export function allowedTo(viewer: Walker): Allowed {
  const must = new Set<string>()
  const may = new Set<string>()
  const give = (...words: string[]) => words.forEach((word) => must.add(word))
  for (const ground of GROUNDS) {
    const canary = canariesOf(ground)
    const isTheirs = sees(viewer, ground)
    const reported = viewer.reports === ground
    const isDutyRoom = isRoomOfSome(viewer) && isTheirs
    const isCalled = viewer.role === 'member' && viewer.duty === 'household' && viewer.ground === ground
    if (isTheirs || reported) {
      give(canary.open, canary.closed, canary.note, nameOf(`reporter-${ground}`), nameOf('duty-all'))
      // Whom the chain names: who is called first, and the duty room at its end.
      if (ground !== 'out') give(nameOf(`member-${ground}`), nameOf(isOfT1(ground) ? 'duty-T1' : 'duty-T2'))
      if (ground === 'C') give(nameOf('sitter-T2'))
    }
    // What the county is told is read by who works with it, and by nobody's phone or wall.
    const readsBriefs = isRoomOfSome(viewer) || ['admin', 'leader', 'cadre', 'reviewer'].includes(viewer.role)
    if ((isTheirs || reported) && readsBriefs) give(canary.brief)
    // People's photos never hang on a wall.
    if (reported || (isTheirs && viewer.role !== 'wall')) {
      give(canary.photo, canary.picture, canary.noted, canary.notedPicture)
    }
    if (isTheirs) give(canary.device, canary.deviceId)
    const leads = viewer.role === 'leader' && viewer.ground === ground
    // What is approved is known on its ground; who stands by it to those who approve there.
    if (isTheirs && ground !== 'out' && viewer.role !== 'wall') give(canary.permit)
    if (ground !== 'out' && (isDutyRoom || leads || viewer.role === 'admin')) give(canary.guard, canary.guardPhone)
    if (reported || isDutyRoom || leads || viewer.mediates === ground) {
      give(canary.dispute, canary.medical, nameOf(`reporter-${ground}`))
      if (ground !== 'out') give(nameOf(`mediator-${ground}`))
    }
    if (reported || viewer.mediates === ground) give(canary.disputePlace, canary.medicalPlace)
    if (isDutyRoom) give(canary.medicalPlace)
    // Lists are covered for everybody; in an alarm those who act on it have name and number at once.
    if (isDutyRoom || isCalled) give(canary.nearHead, canary.nearPhone)
    // Nobody answers for what lies outside: every duty room is called there, and concerned by it.
    if (ground === 'out' && (isTheirs || reported)) {
      for (const id of ['duty-T1', 'duty-T2', 'sitter-T2']) may.add(nameOf(id)).add(phoneOf(id))
      if (isRoomOfSome(viewer)) may.add(canary.disputePlace)
    }
  }
  for (const { township, village, kept, reason } of ROOMS) {
    const isRoom = isRoomOfSome(viewer) && (viewer.ground === township || viewer.ground === 'all')
    const isAbove = isRoom || viewer.role === 'admin'
    if (isAbove) {
      give(...kept)
      may.add(reason)
    }
    // Who leads in the township reads what its duty room keeps; who looks back at all of it may.
    const leads =
      viewer.role === 'leader' && sees({ ...viewer, ground: township }, village) && viewer.ground !== 'nobody'
    const isOfTownship = viewer.ground === village || (township === 'T1' && viewer.ground === 'B')
    if ((leads && isOfTownship) || viewer.id === 'reviewer-all') kept.forEach((word) => may.add(word))
    if (viewer.id === `member-${village}` || (viewer.role === 'leader' && viewer.ground === village)) may.add(reason)
  }
  for (const one of WALKERS) {
    // The desk is told by name which screen of its ground cannot be trusted.
    const isDesk = isRoomOfSome(viewer) || viewer.role === 'admin'
    const shown = GROUNDS.find((ground) => ground === one.ground)
    if (isDesk && one.role === 'wall' && shown !== undefined && sees(viewer, shown)) may.add(nameOf(one.id))
    // Whom one may ask to stand in: who has the same duty in the next village, by name alone; a leader for anybody of hers.
    const isNeighbour =
      one.duty !== undefined && one.duty === viewer.duty && isOfT1(one.ground) && isOfT1(viewer.ground)
    const arranges = viewer.role === 'leader' && one.duty !== undefined && isOfT1(one.ground) && isOfT1(viewer.ground)
    if (isNeighbour || arranges) may.add(nameOf(one.id))
    if (viewer.role === 'duty' && viewer.ground === 'all' && one.duty === undefined && one.id !== viewer.id) {
      // The duty room of every township has the people of all of them, and not who has no duty anywhere.
      may.add(nameOf(one.id)).add(phoneOf(one.id)).add(mailOf(one.id))
    } else if (answersFor(one, viewer)) {
      give(nameOf(one.id))
      const isLed = viewer.role === 'leader' && (one.id === viewer.id || one.ground === viewer.ground)
      if (viewer.role === 'admin' || isRoomOfSome(viewer) || isLed) give(phoneOf(one.id))
      // Where else somebody is reached is for those who keep the list.
      if (viewer.role === 'admin' || viewer.role === 'duty') give(mailOf(one.id))
    }
    // Whoever holds a duty has the number of their duty room.
    const isTheirRoom = (one.duty === 'duty-room' || one.sits) && viewer.duty !== undefined && answersFor(one, viewer)
    if (isTheirRoom) give(phoneOf(one.id))
  }
  return { must, may }
}
