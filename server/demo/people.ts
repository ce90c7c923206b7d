import type { Person } from '#shared/person.ts'
import type { BesideShape } from './forest.ts'
import type { Roster } from './roster.ts'
import type { VillagePlan } from './villages.ts'
import { TOWNSHIP_ID, type ZoneShape } from './village-shapes.ts'

const BURNING = ['fire', 'smoke', 'heat'] as const

/** Where there are two doctors, so that one of them can have office hours. */
const SURGERY = {
  villageId: 'tulingdi',
  hours: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '17:30' }],
}

/** Those who came last: the second doctor, and two more officers of the duty room, who only have shifts there. */
export function enterLatecomers(roster: Roster): void {
  const doctor = roster.enter(`${SURGERY.villageId}-doctor-2`, ['member'])
  roster.give(doctor, 'village-doctor', SURGERY.villageId, 'deputy')
  for (const id of EXTRA_OFFICERS) roster.enter(id, ['duty'])
}

/** Officers of the duty room who hold nothing else. */
export const EXTRA_OFFICERS = ['duty-officer-3', 'duty-officer-4']

/** The people of the township as a whole: the duty room, the accounts that only look or set up, the police. */
export function enterTownship(roster: Roster): void {
  roster.enter('admin', ['admin'])
  roster.give(roster.enter('duty', ['duty']), 'duty-room', TOWNSHIP_ID, 'primary')
  roster.give(roster.enter('duty-deputy', ['duty']), 'duty-room', TOWNSHIP_ID, 'deputy')
  roster.enter('reviewer', ['reviewer'])
  roster.enter('wall', ['wall'], '值班大屏')
  roster.give(roster.enter('police-1', ['member']), 'police', TOWNSHIP_ID, 'primary')
  roster.give(roster.enter('police-2', ['member']), 'police', TOWNSHIP_ID, 'deputy')
}

/** One party member for each zone (包户); the member of the next zone of the same grid is the deputy. */
export function enterMembers(roster: Roster, zones: readonly ZoneShape[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const grid of Map.groupBy(zones, (zone) => zone.gridId).values()) {
    const members = grid.map((zone) => {
      const person = roster.enter(zone.id === 'tulingdi-g1-z1' ? 'member' : `${zone.id}-member`, ['member'])
      names.set(zone.id, person.name)
      return person
    })
    grid.forEach((zone, at) => {
      const [own, neighbour] = [members[at], members[(at + 1) % members.length]]
      if (own !== undefined) roster.give(own, 'household', zone.id, 'primary')
      if (neighbour !== undefined) roster.give(neighbour, 'household', zone.id, 'deputy')
    })
  }
  return names
}

/**
 * Everybody else of one village: cadres for two or three zones of a grid each (包片), heads and members of the grids, and
 * those who hold one duty for the whole village. Answers with the ranger, who also watches the forest.
 */
export function enterVillage(roster: Roster, village: VillagePlan, zones: readonly ZoneShape[]): Person {
  enterCadres(roster, village, zones)
  village.grids.forEach((_, at) => {
    const gridId = `${village.id}-g${at + 1}`
    roster.give(roster.enter(`${gridId}-worker`, ['member']), 'grid-member', gridId, 'primary')
  })
  const secretary = roster.enter(`${village.id}-secretary`, ['cadre'])
  roster.give(secretary, 'village-secretary', village.id, 'primary')
  const crew = roster.enter(`${village.id}-crew-1`, ['member'])
  roster.give(crew, 'fire-crew', village.id, 'primary')
  roster.give(roster.enter(`${village.id}-crew-2`, ['member']), 'fire-crew', village.id, 'deputy')
  const mediator = roster.enter(`${village.id}-mediator`, ['member'])
  roster.give(mediator, 'mediator', village.id, 'primary')
  roster.give(secretary, 'mediator', village.id, 'deputy')
  const doctor = roster.enter(`${village.id}-doctor`, ['member'])
  const hours = village.id === SURGERY.villageId ? SURGERY.hours : undefined
  roster.give(doctor, 'village-doctor', village.id, 'primary', undefined, hours)
  roster.give(roster.enter(`${village.id}-watcher`, ['member']), 'hazard-watcher', village.id, 'primary')
  const ranger = roster.enter(`${village.id}-ranger`, ['member'])
  roster.give(ranger, 'ranger', village.id, 'primary', [...BURNING])
  roster.give(crew, 'ranger', village.id, 'deputy', [...BURNING])
  return ranger
}

function enterCadres(roster: Roster, village: VillagePlan, zones: readonly ZoneShape[]): void {
  const patches = [...Map.groupBy(zones, (zone) => zone.gridId).values()].flatMap((grid) =>
    grid.length > 3 ? [grid.slice(0, 2), grid.slice(2)] : [grid],
  )
  const cadres = patches.map((_, at) =>
    roster.enter(village.id === 'tulingdi' && at === 0 ? 'cadre' : `${village.id}-cadre-${at + 1}`, ['cadre']),
  )
  const headed = new Set<string>()
  patches.forEach((patch, at) => {
    const [own, neighbour] = [cadres[at], cadres[(at + 1) % cadres.length]]
    if (own === undefined || neighbour === undefined) return
    for (const zone of patch) {
      roster.give(own, 'zone', zone.id, 'primary')
      roster.give(neighbour, 'zone', zone.id, 'deputy')
      if (headed.has(zone.gridId)) continue
      headed.add(zone.gridId)
      roster.give(own, 'grid-head', zone.gridId, 'primary')
    }
  })
}

/** One township leader for each village (包村); the leader of the next village is the deputy. */
export function enterLeaders(roster: Roster, villages: readonly VillagePlan[]): void {
  const leaders = villages.map(({ id }) => roster.enter(id === 'tulingdi' ? 'leader' : `${id}-leader`, ['leader']))
  villages.forEach(({ id }, at) => {
    const [own, neighbour] = [leaders[at], leaders[(at + 1) % leaders.length]]
    if (own !== undefined) roster.give(own, 'village', id, 'primary')
    if (neighbour !== undefined) roster.give(neighbour, 'village', id, 'deputy')
  })
}

/** The ground beside the tree: forest to the ranger of the village it belongs to, hazards to somebody who watches them. */
export function enterWatch(roster: Roster, beside: readonly BesideShape[], rangers: ReadonlyMap<string, Person>): void {
  for (const { id, level, villageId, helperVillageId } of beside) {
    if (level === 'hazard-zone') {
      roster.give(roster.enter(`${id}-watcher`, ['member']), 'hazard-watcher', id, 'primary')
      continue
    }
    const [ranger, helper] = [rangers.get(villageId), rangers.get(helperVillageId)]
    if (ranger !== undefined) roster.give(ranger, 'ranger', id, 'primary', [...BURNING])
    if (helper !== undefined) roster.give(helper, 'ranger', id, 'deputy', [...BURNING])
  }
}
