import { simulateYear } from '../support/year/year.ts'
import type { Figure } from './figure.ts'

const YEAR = { days: 365, incidents: 5000, seed: 2027 }

/** A made-up year of the demo township: how often happened what may never happen, and how fast it goes by. */
export async function run(): Promise<Figure[]> {
  const began = performance.now()
  const year = simulateYear(YEAR)
  const seconds = (performance.now() - began) / 1000
  const never = (name: string, found: readonly string[]): Figure => {
    for (const one of found.slice(0, 5)) process.stderr.write(`${name}: ${one}\n`)
    return { name, value: found.length, unit: 'times', goal: { op: '<=', n: 0 } }
  }
  const given = Object.entries(year.byChannel).map(([channel, value]) => [`handed-to-${channel}`, value] as const)
  const counts = Object.entries(year).flatMap(([name, value]) =>
    typeof value === 'number' ? [[name, value] as const] : [],
  )
  return [
    never('year-without-person', year.withoutPerson),
    never('year-off-duty-calls', year.offDutyCalls),
    never('year-untimely-steps', year.untimely),
    never('year-left-open', year.leftOpen),
    never('year-unheard', year.unheard),
    never('year-told-twice', year.twice),
    never('year-not-called-off', year.notCalledOff),
    never('year-roll-call-open', year.rollCallOpen),
    ...[...counts, ...given].map(([name, value]): Figure => ({ name: `year-${name}`, value, unit: 'times' })),
    { name: 'year-run', value: seconds, unit: 's' },
  ]
}
