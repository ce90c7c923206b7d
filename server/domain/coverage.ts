import type { Level } from '#shared/area.ts'
import { KINDS } from '#shared/kinds.ts'
import type { Duty } from '#shared/responsibility.ts'
import type { Coverage } from '#shared/setup.ts'
import type { Arrangement } from './arrangement.ts'

/** At which level somebody must hold a duty, there or above, for a place below to be answered for. */
const LEVELS_OF: Record<Exclude<Duty, 'duty-room'>, readonly Level[]> = {
  household: ['zone'],
  zone: ['zone'],
  'grid-member': ['grid'],
  'grid-head': ['grid'],
  village: ['village'],
  'village-secretary': ['village'],
  'fire-crew': ['village'],
  mediator: ['village'],
  'village-doctor': ['village'],
  police: ['village'],
  ranger: ['forest-block'],
  'hazard-watcher': ['hazard-zone'],
}

/** What is arranged and what is missing, found before anybody is hurt by it. */
export function coverageOf(arrangement: Arrangement): Coverage {
  const { areaList, people, responsibilities, plans, areas } = arrangement
  const devices = [...arrangement.devices.values()]
  const registered = devices.filter((device) => device.registered)
  const named = new Set(responsibilities.map(({ personId }) => personId))
  return {
    counts: {
      areas: areaList.length,
      people: people.size,
      responsibilities: responsibilities.length,
      devices: registered.length,
      plans: plans.length,
    },
    areasWithoutHolder: areasWithoutHolder(arrangement),
    kindsWithoutPlan: KINDS.filter((kind) => !plans.some(({ kinds }) => kinds.includes(kind))),
    devicesWithoutPlace: registered.filter(({ location }) => location === null).map(({ id }) => id),
    devicesOutsideAreas: registered
      .filter(({ location }) => location !== null && areas.owners(location).length === 0)
      .map(({ id }) => id),
    unregisteredDevices: devices
      .filter(({ registered, dismissed }) => !registered && dismissed !== true)
      .map(({ id }) => id),
    peopleWithoutPhone: [...people.values()]
      .filter(({ id, rings }) => named.has(id) && rings.length === 0)
      .map(({ id }) => id),
    dutyRoomMissing: !responsibilities.some(({ duty, personId }) => duty === 'duty-room' && people.has(personId)),
  }
}

/** Where a plan would call a duty and find nobody; only people who are still there count. */
function areasWithoutHolder({ areaList, plans, people, responsibilities, lineage }: Arrangement) {
  const tiers = plans.flatMap(({ tiers, outsideZones }) => [...tiers, ...(outsideZones ?? [])])
  const called = new Set(tiers.flatMap(({ duties }) => duties))
  const held = new Set(
    responsibilities.filter(({ personId }) => people.has(personId)).map(({ areaId, duty }) => `${areaId} ${duty}`),
  )
  return [...called].flatMap((duty) =>
    duty === 'duty-room'
      ? []
      : areaList
          .filter(
            ({ id, level }) => LEVELS_OF[duty].includes(level) && !lineage(id).some((a) => held.has(`${a.id} ${duty}`)),
          )
          .map(({ id }) => ({ areaId: id, duty })),
  )
}
