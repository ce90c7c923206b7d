import type { Coverage, Gap } from '#shared/coverage.ts'
import { KINDS } from '#shared/kinds.ts'
import { type ArrangedVersions, type Arrangement, arrangementAt } from './arrangement.ts'
import { calledDuties, LEVEL_OF } from './called-duties.ts'
import { gapsOf, unreachedGaps } from './gaps.ts'
import { ledgerOf } from './ledger.ts'
import { planlessIn } from './planless.ts'
import { loadsOf, type Settlement, settlementsIn, unzonedGaps } from './settlement.ts'

/** The days looked at, by the clock of the township. */
export type Window = { from: Date; until: Date; timeZone: string }

/** What is arranged and what is missing in the days looked at, found before anybody is hurt by it. */
export function coverageOf(versions: ArrangedVersions, window: Window): Coverage {
  const { from, until, timeZone } = window
  const arrangement = arrangementAt(versions, from)
  const ledger = ledgerOf(versions, from, until, timeZone)
  const settlements = settlementsIn(versions, arrangement.areas, from, until)
  const inhabited = versions.areas.flatMap(({ id }) => (settlements.some(({ countIn }) => countIn(id) > 0) ? [id] : []))
  const unreached = unreachedGaps(versions, ledger)
  const gaps = [...gapsOf(versions, ledger, new Set(inhabited)), ...unreached].map((gap): Gap => {
    return { ...gap, households: householdsIn(settlements, gap.areaId, gap.from) }
  })
  const [caller = null] = calledDuties(arrangement.plans).get('household') ?? []
  const alone = unzonedGaps(settlements, caller?.planId ?? null)
  const holders = new Set(arrangement.responsibilities.map(({ personId }) => personId))
  for (const { personId, validFrom } of versions.responsibilities)
    if (validFrom !== null && validFrom > from && validFrom < until) holders.add(personId)
  const holes = holesOf(arrangement)
  return {
    ...holes,
    areasWithoutHolder: [
      ...holes.areasWithoutHolder,
      ...unreached.flatMap(({ areaId, duty, why, from: begins }) =>
        duty !== null && why === 'nobody-holds' && begins === from.toISOString() ? [{ areaId, duty }] : [],
      ),
    ],
    withoutPlan: planlessIn(versions, from, until),
    from: from.toISOString(),
    until: until.toISOString(),
    gaps: [...gaps, ...alone].toSorted(byBeginning),
    heavy: loadsOf(arrangement.areaList, settlements[0]),
    cannotBeRung: [...holders].filter((id) => arrangement.people.get(id)?.rings.length === 0).toSorted(),
  }
}

function householdsIn(settlements: readonly Settlement[], areaId: string, from: string): number {
  return settlements.findLast(({ at }) => at <= new Date(from))?.countIn(areaId) ?? 0
}

function byBeginning(a: Gap, b: Gap): number {
  const [left, right] = [a, b].map(({ from, areaId, duty, post }) => `${from} ${areaId} ${duty ?? post}`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}

/** What is missing at one moment, without regard to who is there. */
function holesOf(
  arrangement: Arrangement,
): Omit<Coverage, 'from' | 'until' | 'gaps' | 'heavy' | 'cannotBeRung' | 'withoutPlan'> {
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
    dutyRoomMissing:
      arrangement.shifts.length === 0 &&
      !responsibilities.some(({ duty, personId }) => duty === 'duty-room' && people.has(personId)),
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
          .filter(({ id, level }) => LEVEL_OF[duty] === level && !lineage(id).some((a) => held.has(`${a.id} ${duty}`)))
          .map(({ id }) => ({ areaId: id, duty })),
  )
}
