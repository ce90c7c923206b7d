import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Device, DeviceKind } from '../../shared/device.ts'
import type { LngLat } from '../../shared/geo.ts'
import type { Incident } from '../../shared/incident.ts'
import { KINDS } from '../../shared/kinds.ts'
import { createTangentPlane } from '../../server/domain/tangent-plane.ts'

// Scenarios in plain text: given these messages, these incidents. The README beside them says how they are written.

const folder = join(import.meta.dirname, '../scenarios')

/** Metres east and north are counted from here. */
const { toLngLat } = createTangentPlane([112.196, 36.604])

/** One line that somebody or something says. `body` is the native form of the message, or of the report. */
export type Saying = { atSeconds: number; witness: string; says: 'event' | 'report'; body: Record<string, unknown> }

/** One incident that must come of it, by who bears witness to it. */
export type Expected = {
  kind: string
  witnesses: string[]
  condition: Incident['condition']
  exercise: boolean
  at: { location: LngLat; withinMetres: number } | null
}

export type Scenario = {
  name: string
  /** Whether the messages mean the same in any order. */
  anyOrder: boolean
  devices: Device[]
  sayings: Saying[]
  expected: Expected[]
}

/** Every scenario of every file, in order. */
export function allScenarios(): Scenario[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .toSorted()
    .flatMap((file) => scenariosIn(readFileSync(join(folder, file), 'utf8'), file))
}

function scenariosIn(text: string, file: string): Scenario[] {
  const devices: Device[] = []
  const scenarios: Scenario[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/#.*/, '').trimEnd()
    const where = `${file}:${index + 1}`
    const current = scenarios.at(-1)
    if (line.trim() === '') continue
    else if (line.startsWith('scenario ')) {
      const anyOrder = !line.includes('(in order)')
      scenarios.push({ name: line.slice(9), anyOrder, devices, sayings: [], expected: [] })
    } else if (!line.startsWith('  ')) devices.push(deviceIn(line, where))
    else if (current === undefined) throw new Error(`${where}: a message before the first scenario`)
    else if (line.trim().startsWith('=>')) current.expected.push(expectedIn(line, where))
    else current.sayings.push(sayingIn(line, where))
  }
  return scenarios
}

/** `camera west (-3000, 0) bearing 45 fov 60 range 8000`, `heat boiler (1, 2) over 60 back 5`, `motion hall (1, 2) from 13 until 14` */
function deviceIn(line: string, where: string): Device {
  const [, kind, id, ...rest] = matched(/^(\S+) (\S+)(.*)$/, line, where)
  const options = numbersIn(rest.join(' '))
  return {
    id: id ?? '',
    name: id ?? '',
    // The file says a kind of device; a wrong one fails the scenario.
    kind: kind as DeviceKind,
    addresses: [{ source: 'native', externalId: id ?? '' }],
    location: pointIn(line),
    statedLocation: null,
    elevation: null,
    expectedIntervalSeconds: null,
    camera:
      kind === 'camera'
        ? {
            mastHeightMetres: 20,
            bearingDegrees: options.get('bearing') ?? null,
            fieldOfViewDegrees: options.get('fov') ?? null,
            rangeMetres: options.get('range') ?? null,
          }
        : null,
    armed: line.includes(' armed'),
    armedSchedule: hoursIn(options),
    limits: limitsIn(options, kind),
    maintenance: false,
    maintenanceUntil: null,
    registered: true,
  }
}

/** `from 13 until 14`: armed by the clock, every day. */
function hoursIn(options: Map<string, number>): Device['armedSchedule'] {
  const [from, until] = [options.get('from'), options.get('until')]
  const hour = (n: number) => `${String(n).padStart(2, '0')}:00`
  return from === undefined || until === undefined
    ? null
    : [{ days: [1, 2, 3, 4, 5, 6, 7], from: hour(from), to: hour(until) }]
}

/** `over 60 back 5 lasting 300`, `under 0`: a limit of the plain value, of the kind that the device is for. */
function limitsIn(options: Map<string, number>, kind: string | undefined): Device['limits'] {
  const [above, below] = [options.get('over'), options.get('under')]
  if (above === undefined && below === undefined) return null
  return [
    {
      value: 'value',
      above,
      below,
      kind: KINDS.find((one) => one === kind) ?? 'other',
      hysteresis: options.get('back'),
      forSeconds: options.get('lasting'),
    },
  ]
}

/** `02:00 west sees smoke towards 45 ±2 within 6000 sure 0.6`, `03:10 zhang reports fire at (0, 3000) ±100` */
function sayingIn(line: string, where: string): Saying {
  const [, minutes, seconds, witness, verb, kind, rest] = matched(
    /^\s+(\d+):(\d\d) (\S+) (sees|reports|clears|reads) (\S+)(.*)$/,
    line,
    where,
  )
  const options = numbersIn(rest ?? '')
  const location = pointIn(rest ?? '')
  const spread = options.get('±')
  const atSeconds = Number(minutes) * 60 + Number(seconds)
  if (verb === 'reports')
    return { atSeconds, witness: witness ?? '', says: 'report', body: { kind, location, accuracyMetres: spread } }
  const towards = options.get('towards')
  const body = {
    kind,
    state: verb === 'clears' ? 'cleared' : verb === 'reads' ? 'reading' : 'active',
    confidence: options.get('sure'),
    value: options.get('value'),
    ...(towards === undefined ? {} : { bearing: towards, halfAngle: spread ?? 2, range: options.get('within') }),
    ...(location === null ? {} : { location, radius: spread ?? 20 }),
    ...(rest?.includes(' drill') ? { exercise: true } : {}),
  }
  return { atSeconds, witness: witness ?? '', says: 'event', body }
}

/** `=> fire by west, east, zhang at (0, 3000) within 300`, `=> smoke cleared by kitchen`, `=> fire drill by west` */
function expectedIn(line: string, where: string): Expected {
  const [, kind, words, witnesses, rest] = matched(/=> (\S+)( cleared| drill)* by ([^(]*?)( at .*)?$/, line, where)
  const location = pointIn(rest ?? '')
  return {
    kind: kind ?? '',
    witnesses: (witnesses ?? '')
      .split(',')
      .map((name) => name.trim())
      .toSorted(),
    condition: words?.includes('cleared') ? 'cleared' : 'active',
    exercise: words?.includes('drill') ?? false,
    at: location === null ? null : { location, withinMetres: numbersIn(rest ?? '').get('within') ?? 0 },
  }
}

function matched(pattern: RegExp, line: string, where: string): string[] {
  const match = pattern.exec(line)
  if (match === null) throw new Error(`${where} cannot be read: ${line.trim()}`)
  return [...match]
}

function pointIn(text: string): LngLat | null {
  const match = /\((-?\d+), (-?\d+)\)/.exec(text)
  return match === null ? null : toLngLat([Number(match[1]), Number(match[2])])
}

/** Words followed by a number, and `±` before one. */
function numbersIn(text: string): Map<string, number> {
  return new Map(
    [...text.matchAll(/(±|\b[a-z]+ )(-?[\d.]+)/g)].map(([, name, number]) => [(name ?? '').trim(), Number(number)]),
  )
}
