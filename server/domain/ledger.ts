import type { Area } from '#shared/area.ts'
import type { Duty, Responsibility } from '#shared/responsibility.ts'
import type { WeekHours } from '#shared/week-hours.ts'
import { type ArrangedVersions, holdsAt, type Version } from './arrangement.ts'
import { absencesByPerson } from './absence-of.ts'
import { dateOf, type Roll } from './roll.ts'
import { statutoryDay, statutoryDaysOf } from '#shared/statutory-days.ts'
import { isWithinHours, momentShown, type Shown, shownAt, turnsOf } from './week-hours.ts'

type Span = { validFrom: Date | null; validUntil: Date | null }

/** What is arranged over a stretch of time, to be asked at any of its moments, and where anything changes in it. */
export type Ledger = {
  from: Date
  until: Date
  areaAt(areaId: string, at: Date): Version<Area> | undefined
  /** An area and all above it, most exact first, at a moment. */
  lineageAt(areaId: string, at: Date): string[]
  rollAt(at: Date): Roll
  shownAt(at: Date): Shown
  /** Whether somebody holds a duty for an area, or one above, who is there at every moment, for every kind, and can be rung. */
  isAlwaysHeld(areaId: string, duty: Duty): boolean
  /** The moments at which the holders of a duty for an area, or who would be called instead of one, may change. */
  turns(areaId: string, duty: Duty): Set<number>
  turnsOfPerson(personId: string): Set<number>
}

const DAY_MS = 24 * 3600_000
const NOBODY: readonly Version<Responsibility>[] = []

/** Puts every version in order for the moments of `[from, until)`. */
export function ledgerOf(versions: ArrangedVersions, from: Date, until: Date, timeZone: string): Ledger {
  const within = <T extends Span>(rows: readonly T[]): T[] =>
    rows.filter(
      (row) => (row.validFrom === null || row.validFrom < until) && (row.validUntil === null || row.validUntil > from),
    )
  const areas = Map.groupBy(within(versions.areas), ({ id }) => id)
  const people = Map.groupBy(within(versions.people), ({ id }) => id)
  const held = Map.groupBy(within(versions.responsibilities), ({ areaId, duty }) => `${areaId} ${duty}`)
  const absences = Map.groupBy(within(versions.absences), ({ personId }) => personId)
  const clocks = new Map<number, Shown>()
  const rolls = new Map<number, Roll>()
  const turnsByHours = new Map<string, number[]>()
  const turnsByPerson = new Map<string, Set<number>>()
  const keys = new WeakMap<WeekHours[], string>()
  const keyOf = (hours: WeekHours[]): string => {
    const key = keys.get(hours) ?? JSON.stringify(hours)
    keys.set(hours, key)
    return key
  }
  const isWhole = ({ validFrom, validUntil }: Span): boolean =>
    (validFrom === null || validFrom <= from) && (validUntil === null || validUntil >= until)
  const isInside = (ms: number): boolean => ms > from.getTime() && ms < until.getTime()
  const statutoryTurns = statutoryMidnights(from, until, timeZone).filter(isInside)

  const areaAt = (areaId: string, at: Date) => areas.get(areaId)?.find((version) => holdsAt(version, at))

  function shown(at: Date): Shown {
    const known = clocks.get(at.getTime()) ?? shownAt(at, timeZone)
    clocks.set(at.getTime(), known)
    return known
  }

  function rollAt(at: Date): Roll {
    const known = rolls.get(at.getTime())
    if (known !== undefined) return known
    const clock = shown(at)
    const isDayOff = statutoryDay(dateOf(clock)) !== null
    const within = new Map<string, boolean>()
    const roll: Roll = {
      held(areaId, duty) {
        const all = held.get(`${areaId} ${duty}`) ?? NOBODY
        return all.every(isWhole) ? all : all.filter((version) => holdsAt(version, at))
      },
      member: (personId) => people.get(personId)?.find((version) => holdsAt(version, at)),
      absence(personId) {
        const known = absences.get(personId)
        return known && absencesByPerson(known.filter((version) => holdsAt(version, at))).get(personId)
      },
      // As in roll.ts, with what many have in common looked up once.
      isOnDuty({ hours, onStatutoryDays }) {
        if (isDayOff && !onStatutoryDays) return false
        if (hours === null) return true
        const key = keyOf(hours)
        const known = within.get(key) ?? isWithinHours(hours, clock)
        within.set(key, known)
        return known
      },
      // A gap has an end of its own.
      onDutyAgain: () => null,
    }
    rolls.set(at.getTime(), roll)
    return roll
  }

  function addEnds(turns: Set<number>, rows: readonly Span[] | undefined): void {
    for (const { validFrom, validUntil } of rows ?? [])
      for (const end of [validFrom, validUntil]) if (end !== null && isInside(end.getTime())) turns.add(end.getTime())
  }

  function turnsOfPerson(personId: string): Set<number> {
    const known = turnsByPerson.get(personId)
    if (known !== undefined) return known
    const turns = new Set<number>()
    // Whoever stands in may be away as well, and name somebody else.
    const asked = new Set([personId])
    for (const id of asked) {
      addEnds(turns, people.get(id))
      addEnds(turns, absences.get(id))
      for (const { deputyId } of absences.get(id) ?? []) if (deputyId !== null) asked.add(deputyId)
    }
    turnsByPerson.set(personId, turns)
    return turns
  }

  function turnsOfHours(hours: WeekHours[]): number[] {
    const key = keyOf(hours)
    const turns = turnsByHours.get(key) ?? turnsOf(hours, from, until, timeZone).map((turn) => turn.getTime())
    turnsByHours.set(key, turns)
    return turns
  }

  return {
    from,
    until,
    areaAt,
    rollAt,
    shownAt: shown,
    turnsOfPerson,
    isAlwaysHeld(areaId, duty) {
      const passed = new Set<string>()
      for (let id: string | null = areaId; id !== null && !passed.has(id);) {
        passed.add(id)
        const [area, ...others]: Version<Area>[] = areas.get(id) ?? []
        if (area === undefined || others.length > 0 || !isWhole(area)) return false
        const isThere = held.get(`${id} ${duty}`)?.some((version) => {
          if (version.rank !== 'primary' || version.kinds !== null || version.hours !== null) return false
          if (!version.onStatutoryDays || !isWhole(version) || absences.has(version.personId)) return false
          const [person, ...more] = people.get(version.personId) ?? []
          return person !== undefined && more.length === 0 && isWhole(person) && person.rings.length > 0
        })
        if (isThere === true) return true
        id = area.parentId
      }
      return false
    },
    lineageAt(areaId, at) {
      const line: string[] = []
      for (let area = areaAt(areaId, at); area !== undefined && !line.includes(area.id);) {
        line.push(area.id)
        area = area.parentId === null ? undefined : areaAt(area.parentId, at)
      }
      return line
    },
    turns(areaId, duty) {
      const turns = new Set<number>()
      const line = new Set([areaId])
      for (const id of line) {
        addEnds(turns, areas.get(id))
        for (const { parentId } of areas.get(id) ?? []) if (parentId !== null) line.add(parentId)
        const responsibilities = held.get(`${id} ${duty}`)
        addEnds(turns, responsibilities)
        for (const { personId, hours, onStatutoryDays } of responsibilities ?? []) {
          for (const turn of turnsOfPerson(personId)) turns.add(turn)
          if (hours !== null) for (const turn of turnsOfHours(hours)) turns.add(turn)
          if (!onStatutoryDays) for (const turn of statutoryTurns) turns.add(turn)
        }
      }
      return turns
    },
  }
}

/** The midnights at which a day off by law begins or ends, epoch milliseconds. */
function statutoryMidnights(from: Date, until: Date, timeZone: string): number[] {
  const [first, last] = [from.getUTCFullYear() - 1, until.getUTCFullYear() + 1]
  const years = Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const dates = years.flatMap((year) => [...statutoryDaysOf(year).keys()]).map((date) => Date.parse(date) / DAY_MS)
  const near = dates.filter(
    (date) => Math.abs(date * DAY_MS - from.getTime()) < until.getTime() - from.getTime() + 3 * DAY_MS,
  )
  return near.flatMap((date) =>
    [date, date + 1].map((day) => momentShown({ date: day, minutes: 0 }, timeZone).getTime()),
  )
}
