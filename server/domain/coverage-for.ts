import type { Coverage } from '#shared/coverage.ts'
import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from './arrangement.ts'
import { maySeeDevice, maySeePerson } from './ground.ts'
import { touchesGround } from './viewer.ts'

/** What is missing, as far as it is missing on the viewer's ground. */
export function coverageFor(viewer: Viewer, coverage: Coverage, arrangement: Arrangement): Coverage {
  const ofDevice = (id: string) => {
    const device = arrangement.devices.get(id)
    return device !== undefined && maySeeDevice(viewer, device, arrangement)
  }
  return {
    ...coverage,
    areasWithoutHolder: coverage.areasWithoutHolder.filter(({ areaId }) => touchesGround(viewer, [areaId])),
    devicesWithoutPlace: coverage.devicesWithoutPlace.filter(ofDevice),
    devicesOutsideAreas: coverage.devicesOutsideAreas.filter(ofDevice),
    unregisteredDevices: coverage.unregisteredDevices.filter(ofDevice),
    gaps: coverage.gaps.filter(({ areaId }) => touchesGround(viewer, [areaId])),
    heavy: coverage.heavy.filter(({ areaId }) => touchesGround(viewer, [areaId])),
    cannotBeRung: coverage.cannotBeRung.filter((id) => maySeePerson(viewer, id, arrangement)),
    peopleWithoutPhone: coverage.peopleWithoutPhone.filter((id) => maySeePerson(viewer, id, arrangement)),
  }
}
