import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Device } from '../../shared/device.ts'
import { type Limit, limitSchema } from '../../shared/limit.ts'
import type { Values } from '../../shared/observation.ts'
import { signOfLife } from '../../server/domain/decode/format.ts'
import { limitAlarms } from '../../server/domain/limits.ts'
import { demoTownship } from '../../server/demo/township.ts'

const [some] = demoTownship().devices
if (!some) throw new Error('the demo township has no devices')
const HOT: Limit = { value: 'temperatureCelsius', above: 60, kind: 'heat', hysteresis: 5 }

const having = (...limits: Limit[]): Device => ({ ...some, limits })
const said = (values: Values, ...limits: Limit[]) =>
  limitAlarms({ ...signOfLife('x', 'other'), values, eventId: 'e1' }, having(...limits))
const states = (name: string, readings: readonly number[], limit: Limit) =>
  readings.map((value) => said({ [name]: value }, limit)[0]?.state ?? null)
const temperatures = (readings: readonly number[], limit = HOT) => states('temperatureCelsius', readings, limit)

describe('a value with a limit', () => {
  it('alarms over it, is over when it has come back far enough, and says nothing between', () => {
    expect(temperatures([20, 59, 60, 60.1, 58, 55.1, 55, 70])).toEqual([
      'cleared',
      null,
      null,
      'active',
      null,
      null,
      'cleared',
      'active',
    ])
  })

  it('alarms under a lower limit the other way round', () => {
    const frozen: Limit = { value: 'temperatureCelsius', below: 0, kind: 'infrastructure' }
    expect(temperatures([5, 0.5, 0, -0.1, 1], frozen)).toEqual(['cleared', null, null, 'active', 'cleared'])
  })

  it('says which value it was and what the limit is, as a level of its kind without the id of its reading', () => {
    const [alarm] = said({ temperatureCelsius: 71, humidityPercent: 30 }, HOT)
    expect(alarm).toMatchObject({
      kind: 'heat',
      state: 'active',
      signal: 'level',
      needsArming: false,
      eventId: null,
      values: { temperatureCelsius: 71, 'temperatureCelsius.above': 60 },
    })
    expect(Object.keys(alarm?.values ?? {})).not.toContain('humidityPercent')
  })

  it('has a signal of its own for each limit, so that one does not end the other', () => {
    const alarms = said(
      { temperatureCelsius: 71 },
      HOT,
      { ...HOT, kind: 'fire', above: 80 },
      { ...HOT, above: undefined, below: 0 },
    )
    expect(new Set(alarms.map(({ limit }) => limit.name)).size).toBe(3)
    expect(alarms.map(({ state }) => state)).toEqual(['active', 'cleared', 'cleared'])
  })

  it('does not chatter: values that stay within the hysteresis change nothing, whatever their order', () => {
    const within = fc.double({ min: 55, max: 60, minExcluded: true, noNaN: true })
    fc.assert(fc.property(fc.array(within), (values) => temperatures(values).every((state) => state === null)))
  })

  it('comes back by a degree or a fiftieth where nobody said how far', () => {
    const { hysteresis: _none, ...plain } = HOT
    expect(temperatures([59, 58.9, 58.8], plain)).toEqual([null, null, 'cleared'])
    expect(
      states('waterLevelMetres', [3.1, 3, 2.95, 2.94], { value: 'waterLevelMetres', above: 3, kind: 'flood' }),
    ).toEqual(['active', null, null, 'cleared'])
  })
})

describe('nobody is called, and nothing is over, because of', () => {
  it.each([
    ['a DS18B20 that has just been switched on', 'temperatureCelsius', 85],
    ['a DS18B20 without contact', 'probeTemperatureCelsius', -127],
    ['a temperature below the absolute zero', 'temperatureCelsius', -300],
    ['a temperature no village has', 'temperatureCelsius', 1500],
    ['a humidity of three hundred percent', 'humidityPercent', 300],
    ['the end of a 16-bit number', 'distanceMillimetres', 65_535],
    ['the end of a signed one', 'level', -32_768],
    ['no number', 'level', Number.NaN],
    ['infinity', 'level', Number.POSITIVE_INFINITY],
    ['a text', 'level', '7'],
    ['a truth value', 'level', true],
  ])('%s', (_what, name, value) => {
    for (const bound of [{ above: 1 }, { below: 100_000 }])
      expect(said({ [name]: value }, { value: name, kind: 'other', ...bound })).toEqual([])
  })

  it('85 or -127 of a plain value in degrees', () => {
    const limit: Limit = { value: 'value', above: 60, kind: 'heat' }
    expect(said({ value: 85, unit: '°C' }, limit)).toEqual([])
    expect(said({ value: 85, unit: 'm' }, limit)).toHaveLength(1)
    expect(said({ value: 85.1, unit: '°C' }, limit)).toHaveLength(1)
  })

  it('a value that is not there, a drill, or a device without limits', () => {
    expect(said({}, HOT)).toEqual([])
    expect(said({ temperatureCelsius: 90 })).toEqual([])
    const drill = { ...signOfLife('x', 'other'), values: { temperatureCelsius: 90 }, exercise: true }
    expect(limitAlarms(drill, having(HOT))).toEqual([])
    expect(limitAlarms({ ...drill, exercise: false }, null)).toEqual([])
  })
})

describe('a limit', () => {
  it('needs either an upper or a lower bound', () => {
    expect(limitSchema.safeParse({ value: 'v', kind: 'heat' }).success).toBe(false)
    expect(limitSchema.safeParse({ value: 'v', kind: 'heat', above: 1, below: 0 }).success).toBe(false)
    expect(limitSchema.safeParse({ value: 'v', kind: 'heat', below: 0 }).success).toBe(true)
  })
})
