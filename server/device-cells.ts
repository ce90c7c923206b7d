import type { WeekHours } from '#shared/week-hours.ts'
import type { Address, Camera, Device } from '#shared/device.ts'
import type { Limit } from '#shared/limit.ts'
import { damagedIdFaults, unmarkedCell } from './spreadsheet-cells.ts'

// A device as a line of a table. Who imports a list again must not undo by silence what was measured since: a column
// that is not there leaves things as they are; an empty cell takes the value away, except that a switch has no empty.

/** The cells of a line by column; a column that the file does not have is not there. */
type Cells = Record<string, string | undefined>
type CellFault = { field: string; message: string }

const CAMERA_NUMBERS = [
  'mastHeightMetres',
  'bearingDegrees',
  'fieldOfViewDegrees',
  'verticalFieldOfViewDegrees',
  'tiltDegrees',
  'rangeMetres',
  'bearingSigmaDegrees',
  'headingOffsetDegrees',
] as const satisfies (keyof Camera)[]

/** The columns of an exported list, in order; all of them can be imported. */
export const DEVICE_COLUMNS = [
  'id',
  'name',
  'kind',
  'source',
  'externalId',
  'moreAddresses',
  'lng',
  'lat',
  'datum',
  'elevation',
  'expectedIntervalSeconds',
  'armed',
  'armedSchedule',
  'limits',
  ...CAMERA_NUMBERS,
  'isPtz',
] as const

/** The cells of a device, by column, as an exported list has them. */
export function cellsOf(device: Device): Record<string, string | number | null> {
  const [first, ...more] = device.addresses
  const { location, datum } = device.statedLocation ?? { location: device.location, datum: '' }
  const { camera } = device
  return {
    id: device.id,
    name: device.name,
    kind: device.kind,
    source: first?.source ?? '',
    externalId: first?.externalId ?? '',
    moreAddresses: more.map(({ source, externalId }) => `${source}/${externalId}`).join('\n'),
    lng: location?.[0] ?? null,
    lat: location?.[1] ?? null,
    datum,
    elevation: device.elevation,
    expectedIntervalSeconds: device.expectedIntervalSeconds,
    armed: device.armed ? '1' : '0',
    armedSchedule: (device.armedSchedule ?? []).map(hoursCell).join('; '),
    limits: (device.limits ?? []).map(limitCell).join('; '),
    ...Object.fromEntries(CAMERA_NUMBERS.map((column) => [column, camera?.[column] ?? null])),
    isPtz: camera?.isPtz == null ? '' : camera.isPtz ? '1' : '0',
  }
}

/**
 * The body that a line stands for, on top of what is known of the device; `faults` name the columns of cells that
 * cannot be read. Numbers are left for the schema to judge. `kindIn` gives the kinds of devices and alarms by the words
 * of the offices.
 */
export function deviceBodyIn(
  marked: Cells,
  known: Device | null,
  kindIn: { device: (word: string) => string; alarm: (word: string) => string },
): { body: Record<string, unknown>; faults: CellFault[] } {
  const faults: CellFault[] = []
  const cells: Cells = Object.fromEntries(
    Object.entries(marked).map(([column, cell]) => [column, cell === undefined ? cell : unmarkedCell(cell)]),
  )
  const { name, kind = '', lng, lat, datum } = cells
  const deviceKind = kindIn.device(kind)
  const number = (column: string, before: number | null | undefined) => {
    const cell = cells[column]
    return cell === undefined ? (before ?? null) : cell === '' ? null : Number(cell)
  }
  const flag = (column: string): boolean | null => {
    const cell = cells[column]
    const said = cell === undefined || cell === '' ? null : flagIn(cell)
    if (said === undefined) faults.push({ field: column, message: `"${cell}" is neither yes (1, 是) nor no (0, 否)` })
    return said ?? null
  }
  const list = <T>(column: string, example: string, read: (item: string) => T | null): T[] | null | undefined => {
    const cell = cells[column]
    if (cell === undefined) return undefined
    const items = itemsOf(cell).map((item) => {
      const value = read(item)
      if (value === null)
        faults.push({ field: column, message: `"${item}" cannot be read; expected such as ${example}` })
      return value
    })
    return items.length === 0 ? null : items.filter((item) => item !== null)
  }
  const armed = flag('armed')
  const more = list('moreAddresses', 'gateway2/0x00158d', addressIn)
  const hours = list('armedSchedule', '1-5 22:00-06:00', hoursIn)
  const limits = list('limits', 'temperatureCelsius>60 heat', (item) => limitIn(item, kindIn.alarm))
  const body = {
    name,
    kind: deviceKind,
    addresses: addressesIn(cells, more, known),
    location: lng || lat ? [numberIn(lng), numberIn(lat)] : null,
    ...(datum ? { datum } : {}),
    elevation: number('elevation', known?.elevation),
    expectedIntervalSeconds: number('expectedIntervalSeconds', known?.expectedIntervalSeconds),
    camera: deviceKind === 'camera' ? cameraIn(cells, known?.camera ?? null, number, flag) : null,
    ...(armed === null ? {} : { armed }),
    ...(hours === undefined ? {} : { armedSchedule: hours }),
    ...(limits === undefined ? {} : { limits }),
  }
  return { body, faults: [...faults, ...damagedIdFaults(marked)] }
}

/** Further addresses stay where the file has no column for them, unless the device is known by quite another name. */
function addressesIn(
  { source = '', externalId = '' }: Cells,
  more: Address[] | null | undefined,
  known: Device | null,
) {
  const first = source || externalId ? [{ source, externalId }] : []
  if (more !== undefined) return [...first, ...(more ?? [])]
  const before = known?.addresses ?? []
  if (first.length === 0) return first
  const isKnown = before.some((address) => address.source === source && address.externalId === externalId)
  return isKnown ? before : [...first, ...before.slice(1)]
}

function cameraIn(
  cells: Cells,
  known: Camera | null,
  number: (column: string, before: number | null | undefined) => number | null,
  flag: (column: string) => boolean | null,
): object | null {
  const given = [...CAMERA_NUMBERS, 'isPtz'].filter((column) => cells[column] !== undefined)
  if (given.length === 0 || (known === null && given.every((column) => cells[column] === ''))) return known
  const numbers = CAMERA_NUMBERS.map((column) => [column, number(column, known?.[column])] as const)
  const told = Object.fromEntries(numbers.filter(([column, value]) => value !== null || known?.[column] !== undefined))
  const isPtz = flag('isPtz') ?? known?.isPtz
  return { ...told, ...(isPtz == null ? {} : { isPtz }), mastHeightMetres: told['mastHeightMetres'] ?? 0 }
}

/** The number a cell holds; not a number, and so a problem of that column, where it holds none. */
function numberIn(cell: string | undefined): number {
  return cell ? Number(cell) : Number.NaN
}

const YES = ['1', '是', 'yes', 'true', 'on', '布防']
const NO = ['0', '否', 'no', 'false', 'off', '撤防']

function flagIn(cell: string): boolean | undefined {
  const word = cell.toLowerCase()
  return YES.includes(word) ? true : NO.includes(word) ? false : undefined
}

function itemsOf(cell: string): string[] {
  return cell
    .split(/[;；\n\r]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

function addressIn(item: string): Address | null {
  const at = item.indexOf('/')
  return at > 0 && at < item.length - 1 ? { source: item.slice(0, at), externalId: item.slice(at + 1) } : null
}

/** `1-5,7 22:00-06:00 2026-03-01..2026-05-31`: days of the week, hours, and the dates of a ban where there are some. */
function hoursCell({ days, from, to, firstDate, lastDate }: WeekHours): string {
  const dates = firstDate == null && lastDate == null ? '' : ` ${firstDate ?? ''}..${lastDate ?? ''}`
  return `${days.toSorted((a, b) => a - b).join(',')} ${from}-${to}${dates}`
}

const HOURS =
  /^(每天|daily|[1-7](?:[-,，][1-7])*)\s+(\d{1,2}:\d\d)\s*[-–~至]\s*(\d{1,2}:\d\d)(?:\s+(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?)?$/

function hoursIn(item: string): WeekHours | null {
  const [, days = '', from = '', to = '', firstDate, lastDate] = HOURS.exec(item) ?? []
  if (days === '') return null
  const isDaily = days === '每天' || days === 'daily'
  return {
    days: isDaily ? [1, 2, 3, 4, 5, 6, 7] : days.split(/[,，]/).flatMap(daysIn),
    from: from.padStart(5, '0'),
    to: to.padStart(5, '0'),
    ...(firstDate === undefined ? {} : { firstDate }),
    ...(lastDate === undefined ? {} : { lastDate }),
  }
}

function daysIn(span: string): number[] {
  const [first = 0, last = first] = span.split('-').map(Number)
  return Array.from({ length: Math.max(0, last - first) + 1 }, (_, n) => first + n)
}

/** `temperatureCelsius>60 heat ±5 300s`: the value, its bound, the kind, the hysteresis, and for how long. */
function limitCell({ value, above, below, kind, hysteresis, forSeconds }: Limit): string {
  const bound = above == null ? `<${below ?? ''}` : `>${above}`
  const back = hysteresis == null ? '' : ` ±${hysteresis}`
  return `${value}${bound} ${kind}${back}${forSeconds == null ? '' : ` ${forSeconds}s`}`
}

const LIMIT = /^([^<>＜＞±]+?)\s*([<>＜＞])\s*(-?[\d.]+)\s+(\S+?)(?:\s+±\s*([\d.]+))?(?:\s+(\d+)\s*(?:s|秒))?$/

function limitIn(item: string, kindOf: (word: string) => string): Limit | null {
  const [, value, sign, bound, kind = '', hysteresis, forSeconds] = LIMIT.exec(item) ?? []
  if (value === undefined) return null
  const over = sign === '>' || sign === '＞' ? 'above' : 'below'
  return {
    value,
    [over]: Number(bound),
    // A word nobody knows is left for the schema to refuse.
    kind: kindOf(kind) as Limit['kind'],
    ...(hysteresis === undefined ? {} : { hysteresis: Number(hysteresis) }),
    ...(forSeconds === undefined ? {} : { forSeconds: Number(forSeconds) }),
  }
}
