import { KINDS } from '#shared/kinds.ts'
import type { Coverage } from '#shared/setup.ts'
import type { Level } from '#shared/area.ts'
import type { Duty } from '#shared/responsibility.ts'
import type { Arrangement } from './arrangement.ts'

/** Which of the three contracts every area of a level should have a holder of. */
const CONTRACT: Partial<Record<Level, Duty>> = { zone: 'household', village: 'village' }

/** What is arranged and what is missing, found before anybody is hurt by it. */
export function coverageOf(arrangement: Arrangement): Coverage {
  const { areaList, people, responsibilities, devices, plans, areas } = arrangement
  const isHeld = (areaId: string, duty: Duty) =>
    responsibilities.some((held) => held.areaId === areaId && held.duty === duty)
  const registered = [...devices.values()].filter((device) => device.registered)
  const named = new Set(responsibilities.map(({ personId }) => personId))
  const hasCadre = (areaId: string) => arrangement.lineage(areaId).some(({ id }) => isHeld(id, 'zone'))
  return {
    counts: {
      areas: areaList.length,
      people: people.size,
      responsibilities: responsibilities.length,
      devices: registered.length,
      plans: plans.length,
    },
    areasWithoutHolder: areaList.flatMap(({ id, level }) => {
      const duty = CONTRACT[level]
      const holes = duty !== undefined && !isHeld(id, duty) ? [{ areaId: id, duty }] : []
      return level === 'zone' && !hasCadre(id) ? [...holes, { areaId: id, duty: 'zone' }] : holes
    }),
    kindsWithoutPlan: KINDS.filter((kind) => !plans.some(({ kinds }) => kinds.includes(kind))),
    devicesWithoutPlace: registered.filter(({ location }) => location === null).map(({ id }) => id),
    devicesOutsideAreas: registered
      .filter(({ location }) => location !== null && areas.owners(location).length === 0)
      .map(({ id }) => id),
    unregisteredDevices: [...devices.values()].filter((device) => !device.registered).map(({ id }) => id),
    peopleWithoutPhone: [...people.values()]
      .filter(({ id, canBeRung }) => named.has(id) && !canBeRung)
      .map(({ id }) => id),
    dutyRoomMissing: !responsibilities.some(({ duty }) => duty === 'duty-room'),
  }
}
