import { KINDS } from '#shared/kinds.ts'
import type { Coverage } from '#shared/coverage.ts'
import { m } from '#lib/paraglide/messages.js'
import { kindWord } from '#lib/words.ts'

/** Something missing that is no hole in a chain: what, what to do, which things, and the page where it is done. */
export type RestOfCoverage = { title: string; todo: string; items: string[]; href: string | null }

/** What is missing besides somebody who answers; things in which nothing is missing have no items. */
export function coverageRest(coverage: Coverage, deviceName: (id: string) => string): RestOfCoverage[] {
  const { kindsWithoutPlan, unregisteredDevices, devicesWithoutPlace, devicesOutsideAreas } = coverage
  return [
    {
      title: m.setup_gap_plans(),
      todo: m.setup_gap_plans_todo(),
      items: kindsWithoutPlan.map((word) => {
        const known = KINDS.find((kind) => kind === word)
        return known === undefined ? word : kindWord(known)
      }),
      href: '/plans',
    },
    {
      title: m.setup_gap_unregistered(),
      todo: m.setup_gap_unregistered_todo(),
      items: unregisteredDevices.map(deviceName),
      href: '/devices',
    },
    {
      title: m.setup_gap_unplaced(),
      todo: m.setup_gap_unplaced_todo(),
      items: devicesWithoutPlace.map(deviceName),
      href: '/devices',
    },
    {
      title: m.setup_gap_outside(),
      todo: m.setup_gap_outside_todo(),
      items: devicesOutsideAreas.map(deviceName),
      href: '/devices',
    },
  ]
}
