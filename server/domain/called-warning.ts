import { SEVERITIES, type Severity } from '#shared/kinds.ts'
import type { Place } from '#shared/geo.ts'
import type { Arrangement } from './arrangement.ts'
import { isDealtWith } from './correlate.ts'
import type { Desk } from './decision-desk.ts'
import type { Decoded } from './decode/format.ts'
import type { Signal } from './facts.ts'
import { codedAreas } from './feed-ground.ts'
import { gapMetres } from './place-gap.ts'

// Which official warnings are a roll call by themselves: of water, storms and slopes, orange and red, for our ground.

/** 橙色, 红色. */
const CALLED: readonly Severity[] = ['extreme', 'severe']

const WATERS =
  /洪|涝|暴雨|强降[雨水]|大雨|台风|飓风|风暴|强对流|雷雨|雷暴|溃[坝堤口]|泥石流|滑坡|崩塌|地质灾害|山体|flood|storm|heavy rain|rainfall|typhoon|hurricane|cyclone|tornado|landslide|mudslide|debris|dam (break|failure)|geological/i
/** What else is called a storm. */
const DRY = /沙尘|暴雪|snow|winter|dust|sand|ice storm|geomagnetic|space/i
/** The codes of the national system: floods, typhoon, rainstorm, thunderstorm with gales, and all of the slopes. */
const CODES = /^(11A0|11B01|11B03|11B20|11D)/

/** Whether a warning is one for which a roll is called, wherever it is for. */
export function isCallable({ kind, state, severity, deviceKind, values, description }: Decoded): boolean {
  if (kind !== 'warning' || state !== 'active' || deviceKind !== 'feed' || severity === null) return false
  if (!CALLED.includes(severity)) return false
  const { event, eventCode } = values
  if (typeof eventCode === 'string' && CODES.test(eventCode)) return true
  const words = `${typeof event === 'string' ? event : ''} ${description ?? ''}`
  return WATERS.test(words) && !DRY.test(words)
}

/** The areas over which the roll is called: those that it names by code, or the villages that its shape touches; none of ours, none. */
export function calledOver({ areaCodes, place: stated }: Decoded, place: Place, arrangement: Arrangement): string[] {
  const { areaList } = arrangement
  const coded = stated === null ? codedAreas(areaCodes ?? [], areaList) : []
  if (coded.length > 0)
    return outermost(
      coded.map(({ id }) => id),
      arrangement,
    )
  if (place.type === 'unknown') return []
  const isTouched = ({ geometry }: (typeof areaList)[number]) => gapMetres(place, { type: 'polygon', geometry }) === 0
  const villages = areaList.filter(({ level }) => level === 'village')
  const touched = villages.filter(isTouched).map(({ id }) => id)
  if (touched.length > 0) {
    // A township is named where all of it is meant.
    const townships = areaList.filter(({ id, level }) => {
      const own = villages.filter(({ parentId }) => parentId === id)
      return level === 'township' && own.length > 0 && own.every((village) => touched.includes(village.id))
    })
    return outermost([...townships.map(({ id }) => id), ...touched], arrangement)
  }
  return areaList.filter((area) => area.level === 'township' && isTouched(area)).map(({ id }) => id)
}

/** The key under which it is remembered that the roll was called for a warning, and how grave it was. */
export function calledKey(key: string, severity: Severity | null): string {
  return `${key} called ${severity}`
}

/**
 * Whether more of a warning is news to those called: while their roll call goes on each update is. When it was dealt with
 * or ended, only what is graver than all for which the roll was called.
 */
export function isRollNews(signal: Signal, { severity }: Decoded, desk: Desk): boolean {
  const incident = desk.incident(signal.incidentId)
  if (signal.active && incident !== undefined && !isDealtWith(incident)) return true
  const asGrave = SEVERITIES.slice(0, SEVERITIES.indexOf(severity ?? 'unknown') + 1)
  return !asGrave.some((known) => desk.known(calledKey(signal.key, known)) !== undefined)
}

function outermost(areaIds: readonly string[], { lineage }: Arrangement): string[] {
  return areaIds.filter((id) => !lineage(id).some((above) => above.id !== id && areaIds.includes(above.id)))
}
