import type { Area } from '#shared/area.ts'
import type { Device } from '#shared/device.ts'
import type { Household, PlaceName } from '#shared/household.ts'
import type { Person } from '#shared/person.ts'
import type { Plan } from '#shared/plan.ts'
import type { Responsibility } from '#shared/responsibility.ts'
import type { Source } from '#shared/source.ts'
import { townshipDevices } from './devices.ts'
import { besideTheTree } from './forest.ts'
import { townshipHomes } from './households.ts'
import { createNames, createPhones } from './names.ts'
import { enterLatecomers, enterLeaders, enterMembers, enterTownship, enterVillage, enterWatch } from './people.ts'
import { townshipPlaceNames } from './place-names.ts'
import { townshipPlans } from './plans.ts'
import { createRoster } from './roster.ts'
import { townshipSources } from './sources.ts'
import { areaOf, townshipGround } from './village-shapes.ts'
import { VILLAGE_PLANS } from './villages.ts'

/** Everything that is entered before the demo starts: a township as an administrator would have set it up. */
export type Township = {
  /** Parents stand before their children. */
  areas: Area[]
  people: Person[]
  households: Household[]
  placeNames: PlaceName[]
  responsibilities: Responsibility[]
  plans: Plan[]
  devices: Device[]
  sources: Source[]
}

/**
 * The demo township: 聪子峪乡 with 土岭底村 in the figures of the model village and seven invented neighbours. Every call
 * gives the same; people, numbers, boundaries and hills are made up.
 */
export function demoTownship(): Township {
  const nextName = createNames()
  const nextPhone = createPhones()
  const { shapes, zones } = townshipGround()
  const beside = besideTheTree(zones)

  const roster = createRoster(nextName, nextPhone)
  enterTownship(roster)
  enterLeaders(roster, VILLAGE_PLANS)
  const memberNames = enterMembers(roster, zones)
  const rangers = new Map(
    VILLAGE_PLANS.map((village) => {
      const own = zones.filter((zone) => zone.villageId === village.id)
      return [village.id, enterVillage(roster, village, own)]
    }),
  )
  enterWatch(roster, beside, rangers)

  const homes = townshipHomes(zones, memberNames, nextName, nextPhone)
  enterLatecomers(roster)
  return {
    areas: [...shapes, ...beside].map(areaOf),
    people: roster.people,
    households: homes.map(({ household }) => household),
    placeNames: townshipPlaceNames(),
    responsibilities: roster.responsibilities,
    plans: townshipPlans(),
    devices: townshipDevices(homes, zones),
    sources: townshipSources(),
  }
}
