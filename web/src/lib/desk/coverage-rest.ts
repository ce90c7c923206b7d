import { SEVERITIES } from '#shared/kinds.ts'
import type { Coverage } from '#shared/coverage.ts'
import { m } from '#lib/paraglide/messages.js'
import { kindWord, severityWord } from '#lib/words/incident.ts'
import { gapWhen } from './gap-words.ts'

/** Something missing that is no hole in a chain: what, what to do, which things, and the page where it is done. */
export type RestOfCoverage = { title: string; todo: string; items: string[]; href: string | null }

/** What is missing besides somebody who answers; things in which nothing is missing have no items. */
export function coverageRest(coverage: Coverage, deviceName: (id: string) => string, atMs: number): RestOfCoverage[] {
  const { withoutPlan, unregisteredDevices, devicesWithoutPlace, devicesOutsideAreas } = coverage
  return [
    {
      title: m.setup_gap_plans(),
      todo: m.setup_gap_plans_todo(),
      items: withoutPlan.map((missing) => planlessWords(missing, atMs)),
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

/** A kind, which severities of it, and when: 火情（严重，12月5日 10:00 起）. */
function planlessWords({ kind, severities, from, until }: Coverage['withoutPlan'][number], atMs: number): string {
  const isWhole = severities.length === SEVERITIES.length
  const isAlways = until === null && Date.parse(from) <= atMs
  const which = isWhole ? [] : [severities.map(severityWord).join(m.common_list_join())]
  const when = isAlways ? [] : [gapWhen({ from, until }, atMs)]
  const rest = [...which, ...when].join(m.coverage_part_join())
  return rest === '' ? kindWord(kind) : m.coverage_planless({ kind: kindWord(kind), rest })
}
