import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, formats } from '../../server/domain/decode/formats.ts'
import type { Decoding, Message } from '../../server/domain/decode/format.ts'
import { readTemplate, valueBy } from '../../server/domain/decode/ha-template.ts'
import {
  fixtureMessages,
  inShort,
  messageOn,
  observationsOf,
  sourceFor,
  usualSources,
} from '../support/message-fixtures.ts'

const messages = fixtureMessages('home-assistant')
const source = sourceFor('home-assistant', 'homeassistant')
const bytes = (text: string) => new TextEncoder().encode(text)

const says: Record<string, string | string[]> = {
  'abbreviated-config': 'ignored',
  'device-with-components-config': ['govee_4115: reading'],
  'esphome-smoke-config': ['a4cf12fed0c8: reading'],
  'garden-motion-config': ['garden: reading'],
  'garden-motion-state': 'bad-topic',
  'sensor-config-value-template': ['sensorBedroomT: reading'],
  'tasmota-rule-fire-alarm-config': [],
  'z2m-availability-mode-all-config': [],
  'z2m-unicode-name-config': [],
  'z2m-v2-battery-low-config': [],
}

/** A source that remembers what it is told, as the shell lets it: by heads. */
function remembering() {
  const memory = new Map<string, unknown>()
  function take(message: Message): Decoding {
    const heads = formats['home-assistant'].memoryKeys?.(message.topic, source.prefix) ?? []
    const recalled = [...memory].filter(([key]) => heads.some((head) => key === head || key.startsWith(`${head}\n`)))
    const decoding = formats['home-assistant'].decode(message, source, new Map(recalled))
    const remember = decoding.outcome === 'decoded' ? decoding.remember : undefined
    for (const [key, value] of Object.entries(remember ?? {})) {
      if (value === null) memory.delete(key)
      else memory.set(key, JSON.parse(JSON.stringify(value)))
    }
    return decoding
  }
  const on = (topic: string, payload: unknown, rest: Partial<Message> = {}) =>
    take(messageOn(topic, typeof payload === 'string' ? bytes(payload) : payload, rest))
  return { memory, take, on, short: (topic: string, payload: unknown) => inShort(on(topic, payload)) }
}

/** A source to which one value was announced on the topic `t`. */
function announced(config: object, component = 'binary_sensor') {
  const it = remembering()
  const told = it.on(`homeassistant/${component}/x/config`, { state_topic: 't', dev: { ids: ['d'] }, ...config })
  return { ...it, told, says: (payload: unknown) => it.short('t', payload), on: it.on }
}

describe('Home Assistant discovery', () => {
  it('has an expectation for every message kept', () => {
    expect([...messages.keys()].toSorted()).toEqual(Object.keys(says).toSorted())
  })

  it.each([...messages])('reads %s', (name, message) => {
    expect(inShort(decode(message, usualSources).decoding)).toEqual(says[name])
  })

  it('reads a state on the topic that was announced for it', () => {
    const { take } = remembering()
    for (const name of ['garden-motion-config', 'garden-motion-state']) {
      const message = messages.get(name)
      if (message)
        expect(inShort(take(message))).toEqual([
          `garden: ${name.endsWith('config') ? 'reading' : 'intrusion active~!'}`,
        ])
    }
  })

  it('knows a smoke detector by its class, whatever its owner calls it', () => {
    const { take, short, on } = remembering()
    const config = messages.get('esphome-smoke-config')
    const told = config && observationsOf(take(config))
    expect(told).toMatchObject([{ externalId: 'a4cf12fed0c8', deviceName: 'Flur', deviceKind: 'smoke', kind: null }])
    expect(short('flur/binary_sensor/rauchmelder/state', 'ON')).toEqual(['a4cf12fed0c8: smoke active~'])
    expect(short('flur/binary_sensor/rauchmelder/state', 'OFF')).toEqual(['a4cf12fed0c8: smoke cleared~'])
    expect(observationsOf(on('flur/status', 'offline'))[0]).toMatchObject({ available: false, deviceName: 'Flur' })
  })

  it('leaves the registering of a device to the source that reads its topics, and reads it where none does', () => {
    const { take, on } = remembering()
    const config = messages.get('z2m-v2-battery-low-config')
    expect(config && take(config)).toMatchObject({ outcome: 'decoded', observations: [] })
    expect(observationsOf(on('zigbee2mqtt/0x0cae5ffffeefe7de', { battery_low: true }))).toMatchObject([
      { externalId: 'zigbee2mqtt_0x0cae5ffffeefe7de', deviceName: '0x0cae5ffffeefe7de', values: { batteryLow: true } },
    ])
  })

  it('asks for the memory of the announcement, or of the topic that may have been announced', () => {
    const keys = (topic: string) => formats['home-assistant'].memoryKeys?.(topic, 'homeassistant')
    expect(keys('homeassistant/binary_sensor/x/config')).toContain('config:homeassistant/binary_sensor/x/config')
    expect(keys('anything/at/all')).toEqual(['topic:anything/at/all'])
  })

  it('takes an announcement that comes again for nothing new', () => {
    const { take, memory } = remembering()
    const config = messages.get('esphome-smoke-config')
    if (config === undefined) return expect.unreachable()
    take(config)
    const before = [...memory]
    expect(take(config)).toEqual({ outcome: 'ignored' })
    expect([...memory]).toEqual(before)
  })

  it('forgets what was announced when it is taken back or becomes another', () => {
    const it = announced({ device_class: 'smoke' })
    it.on('homeassistant/binary_sensor/x/config', { state_topic: 'u', device_class: 'smoke', dev: { ids: ['d'] } })
    expect(it.says('ON')).toBe('bad-topic')
    expect(it.short('u', 'ON')).toEqual(['d: smoke active~'])
    expect(it.on('homeassistant/binary_sensor/x/config', '')).toMatchObject({ outcome: 'decoded', observations: [] })
    expect(it.short('u', 'ON')).toBe('bad-topic')
    expect(it.memory.size).toBe(0)
    expect(it.short('homeassistant/binary_sensor/x/config', '')).toBe('ignored')
  })

  it('reads several values of one device from one message, and those of a whole device', () => {
    const { take, on } = remembering()
    const z2m = { dev: { ids: ['z'], name: 'Kitchen' }, stat_t: 'z/kitchen' }
    const wet = { ...z2m, dev_cla: 'moisture', pl_on: true, pl_off: false, val_tpl: '{{ value_json.water_leak }}' }
    const warm = { ...z2m, dev_cla: 'temperature', unit_of_meas: '°F', val_tpl: "{{ value_json['temp'] }}" }
    const full = { ...z2m, dev_cla: 'battery', unit_of_meas: '%', val_tpl: '{{ value_json.battery | int }}' }
    on('homeassistant/binary_sensor/z/leak/config', wet)
    on('homeassistant/sensor/z/temperature/config', warm)
    on('homeassistant/sensor/z/battery/config', full)
    expect(observationsOf(on('z/kitchen', { water_leak: true, temp: 212, battery: 80 }))).toMatchObject([
      { externalId: 'z', kind: 'flood', state: 'active', values: { temperatureCelsius: 100 }, batteryPercent: 80 },
    ])
    // What a message does not hold it says nothing of.
    expect(inShort(on('z/kitchen', { temp: 32 }))).toEqual(['z: reading'])

    const whole = messages.get('device-with-components-config')
    const decoding = whole && take(whole)
    // A template of another value that cannot be read is told, and holds nothing back.
    expect(decoding).toMatchObject({ outcome: 'decoded', unread: { reason: 'wrong-shape' } })
    expect(inShort(on('leaks/govee_4115', { detect_wet: 1, time: 'x' }))).toEqual(['govee_4115: flood active~'])
  })

  it('keeps several detectors of one device apart', () => {
    const { on, short } = remembering()
    const config = (object: string) => ({ dev_cla: 'smoke', stat_t: `barn/${object}`, dev: { ids: 'barn' } })
    on('homeassistant/binary_sensor/barn/hay/config', config('hay'))
    on('homeassistant/binary_sensor/barn/stable/config', config('stable'))
    expect(short('barn/hay', 'ON')).toEqual(['barn: smoke active~'])
    expect(short('barn/stable', 'OFF')).toEqual(['barn/barn/stable: smoke cleared~'])
    // Announced anew, each stays what it was.
    on('homeassistant/binary_sensor/barn/hay/config', { ...config('hay'), name: 'Hay' })
    expect(short('barn/hay', 'ON')).toEqual(['barn: smoke active~'])
  })
})

describe('a binary value that was announced', () => {
  it.each([
    [{ device_class: 'smoke' }, 'ON', ['d: smoke active~']],
    [{ device_class: 'gas' }, 'ON', ['d: gas active~']],
    [{ device_class: 'carbon_monoxide' }, 'ON', ['d: gas active~']],
    [{ device_class: 'moisture' }, 'OFF', ['d: flood cleared~']],
    [{ device_class: 'heat' }, 'ON', ['d: heat active~']],
    [{ device_class: 'occupancy' }, 'ON', ['d: intrusion active~!']],
    [{ device_class: 'door' }, 'ON', ['d: intrusion active~!']],
    [{ device_class: 'safety', name: 'SOS' }, 'ON', ['d: sos active']],
    [{ device_class: 'safety' }, 'ON', ['d: hazard active~']],
    [{ device_class: 'tamper', name: 'Smoke tamper' }, 'ON', ['d: reading']],
    [{ device_class: 'battery', name: 'Smoke battery' }, 'ON', ['d: reading']],
    [{ device_class: 'problem' }, 'ON', ['d: reading']],
    [{ name: 'Rauchmelder Küche' }, 'ON', ['d: smoke active~']],
    [{ name: 'Fire Alarm' }, 'ON', ['d: smoke active~']],
    [{ name: 'Smoke self test' }, 'ON', ['d: reading']],
    [{ device_class: 'smoke', payload_on: 'alarm', payload_off: 'normal' }, 'alarm', ['d: smoke active~']],
    [{ device_class: 'smoke', payload_on: 'OFF', payload_off: 'ON' }, 'ON', ['d: smoke cleared~']],
    [
      { device_class: 'door', payload_on: false, payload_off: true, value_template: '{{ value_json.c }}' },
      { c: false },
      ['d: intrusion active~!'],
    ],
    [
      { device_class: 'smoke', payload_on: true, payload_off: false, value_template: '{{ value_json.s }}' },
      { s: null },
      ['d: reading'],
    ],
    [{ device_class: 'smoke', payload_on: 'alarm', payload_off: 'normal' }, 'yes', ['d: reading']],
    [{ device_class: 'smoke' }, 'true', ['d: smoke active~']],
    [{ device_class: 'smoke' }, 'perhaps', ['d: reading']],
    [{ device_class: 'smoke', value_template: '{{ value_json.s }}' }, 'no json', 'not-json'],
    [{ device_class: 'motion', off_delay: 30 }, 'ON', ['d: intrusion active!']],
  ])('as %j says with %j: %j', (config, payload, expected) => {
    expect(announced(config).says(payload)).toEqual(expected)
  })

  it('says which word it does not know', () => {
    const { on } = announced({ device_class: 'smoke', name: 'Hay', payload_on: 'alarm', payload_off: 'normal' })
    expect(on('t', 'ON')).toMatchObject({ unread: { detail: 'Hay is a string, expected alarm or normal.' } })
  })

  it('says of connectivity whether the device is there', () => {
    const { on } = announced({ device_class: 'connectivity' })
    expect(observationsOf(on('t', 'OFF'))[0]?.available).toBe(false)
  })
})

describe('what was announced besides', () => {
  it.each([
    [{ device_class: 'temperature', unit_of_measurement: '°C' }, '21.5', { temperatureCelsius: 21.5 }],
    [{ name: 'Wind Speed', unit_of_measurement: 'km/h' }, '36', { windSpeedMetresPerSecond: 10 }],
    [{ device_class: 'wind_speed', unit_of_measurement: 'mph' }, '10', { windSpeedMetresPerSecond: 4.4704 }],
    [{ name: 'Wind Direction', unit_of_measurement: '°' }, '181', { windDirectionDegrees: 181 }],
    [
      { device_class: 'precipitation', name: 'Rain Total', unit_of_measurement: 'in' },
      '1',
      { rainfallTotalMillimetres: 25.4 },
    ],
    [{ device_class: 'humidity', unit_of_measurement: '%' }, 'nan', {}],
    [
      { device_class: 'temperature', name: 'Freezer temperature', unit_of_measurement: '°C' },
      '-18',
      { freezerTemperatureCelsius: -18 },
    ],
  ])('as %j measures with %j: %j', (config, payload, expected) => {
    expect(observationsOf(announced(config, 'sensor').on('t', payload))[0]?.values).toEqual(expected)
  })

  it('is a burglar alarm that was triggered', () => {
    expect(announced({}, 'alarm_control_panel').says('triggered')).toEqual(['d: intrusion active~'])
    expect(announced({}, 'alarm_control_panel').says('armed_home')).toEqual(['d: reading'])
  })

  it('is a press, told when it happens and not when it is kept', () => {
    const event = announced({ event_types: ['hold'] }, 'event')
    expect(observationsOf(event.on('t', { event_type: 'hold' }))[0]?.values).toEqual({ action: 'hold' })
    expect(observationsOf(event.on('t', { event_type: 'hold' }, { retain: true }))[0]?.values).toEqual({})
    const trigger = remembering()
    trigger.on('homeassistant/device_automation/x/action_single/config', {
      atype: 'trigger',
      type: 'action',
      stype: 'single',
      t: 'z/button/action',
      pl: 'single',
      dev: { ids: ['b'] },
    })
    expect(observationsOf(trigger.on('z/button/action', 'single'))[0]?.values).toEqual({ action: 'action_single' })
    expect(trigger.short('z/button/action', 'double')).toBe('ignored')
  })

  it('is how long it may be silent, and the gateway it is heard through', () => {
    const { told } = announced({ device_class: 'smoke', expire_after: 3600, dev: { ids: ['d'], via_device: 'gw' } })
    expect(observationsOf(told)[0]).toMatchObject({ values: { expectedIntervalSeconds: 3600 }, via: 'gw' })
  })

  it('is a template that is not understood, and is said so at once', () => {
    const { told, says } = announced({ device_class: 'smoke', value_template: '{{ states("sensor.x") }}' })
    expect(told).toMatchObject({ outcome: 'decoded', unread: { reason: 'wrong-shape' } })
    expect(says('ON')).toBe('bad-topic')
  })
})

describe('whether an announced device is there', () => {
  const both = [
    { topic: 'bridge/state', value_template: '{{ value_json.state }}' },
    { t: 'z/d/availability', val_tpl: '{{ value_json.state }}' },
  ]
  const after = (config: object, topic: string, payload: unknown) => {
    const decoding = announced({ device_class: 'smoke', ...config }).on(topic, payload)
    return decoding.outcome === 'decoded' ? decoding.observations[0]?.available : decoding.outcome
  }

  it.each([
    ['all', 'bridge/state', 'offline', false],
    ['all', 'bridge/state', 'online', 'ignored'],
    ['all', 'z/d/availability', 'online', true],
    ['all', 'z/d/availability', 'offline', false],
    ['any', 'bridge/state', 'online', true],
    ['any', 'bridge/state', 'offline', 'ignored'],
    ['latest', 'bridge/state', 'online', true],
  ])('with %s of several, %s saying %s, is %s', (mode, topic, state, expected) => {
    expect(after({ availability: both, availability_mode: mode }, topic, { state })).toBe(expected)
  })

  it('is said by one topic alone, in its own words', () => {
    const config = { avty_t: 'd/LWT', pl_avail: 'Online', pl_not_avail: 'Offline' }
    expect(after(config, 'd/LWT', 'Offline')).toBe(false)
    expect(after(config, 'd/LWT', 'Online')).toBe(true)
    expect(after({ '~': 'd', avty_t: '~/LWT' }, 'd/LWT', 'offline')).toBe(false)
  })

  it('is said of every device behind a bridge at once', () => {
    const { on } = remembering()
    for (const id of ['a', 'b']) {
      const config = {
        state_topic: id,
        device_class: 'smoke',
        availability_topic: 'bridge',
        device: { identifiers: id },
      }
      on(`homeassistant/binary_sensor/${id}/config`, config)
    }
    expect(observationsOf(on('bridge', 'offline'))).toMatchObject([
      { externalId: 'a', available: false },
      { externalId: 'b', available: false },
    ])
  })
})

describe('an event or a class of Home Assistant', () => {
  const event = (name: string, device_class?: string) =>
    announced({ name, event_types: ['press', 'alarm', 'test'], device_class }, 'event')

  it.each([
    ['SOS', 'press', 'sos active'],
    ['SOS', 'long_press', 'sos active'],
    ['Smoke', 'alarm', 'smoke active'],
    ['Smoke', 'test', 'reading'],
    ['Doorbell', 'press', 'reading'],
    ['Lamp', 'press', 'reading'],
  ])('called %s takes %s for %s', (name, event_type, expected) => {
    expect(event(name, 'button').says({ event_type })).toEqual([`d: ${expected}`])
  })

  it('that was kept happened long ago', () => {
    const kept = event('SOS').on('t', { event_type: 'press' }, { retain: true })
    expect(inShort(kept)).toEqual(['d: reading'])
  })

  // github bachya/ecowitt2mqtt issue 1102, domoticz/domoticz issue 5579, TD22057/insteon-mqtt issue 442.
  it.each([
    [{ device_class: 'moisture', name: 'gw2000_srain', payload_on: 'Wet', payload_off: 'Dry' }, 'Wet', 'reading'],
    [{ device_class: 'moisture', name: 'Leak', payload_on: 'Wet', payload_off: 'Dry' }, 'Wet', 'flood active~'],
    [
      { device_class: 'smoke', payload_on: 2, payload_off: 0, value_template: '{{ value_json.value }}' },
      2,
      'smoke active~',
    ],
    [{ device_class: 'moisture', name: 'Bath leak', val_tpl: '{{value_json.value}}' }, 'ON', 'flood active~'],
    [{ device_class: 'carbon_monoxide', val_tpl: '{{ value_json.value | float > 35 }}' }, '60', 'gas active~'],
  ])('of %j says with %j %s', (config, value, expected) => {
    const { says } = announced(config)
    const isBare = !JSON.stringify(config).includes('value_json')
    expect(says(isBare ? value : { value })).toEqual([`d: ${expected}`])
  })

  it('that reports the test of a smoke alarm, a number that was not announced, tells nothing', () => {
    // github domoticz/domoticz issue 5579: 2 is smoke, 0 is none, 3 a test.
    const config = { device_class: 'smoke', payload_on: 2, payload_off: 0, value_template: '{{ value_json.value }}' }
    expect(announced(config).says({ value: 3, nodeName: 'Sensor' })).toEqual(['d: reading'])
  })
})

describe('a template', () => {
  // Each of these once took a pattern with several gaps minutes.
  it.each(['{% if #%}#{% else #', '{% if #', '{{ a#}', "{{ 'x' if # else #}}", '{{#float (#)#}}'])(
    'of nothing but spaces is read to its end: %s',
    (shape) => {
      const gaps = shape.split('#').length - 1
      expect(readTemplate(shape.replaceAll('#', ' '.repeat(Math.floor(480 / gaps))))).toBeNull()
    },
  )

  const json = { x: 5, on: true, a: { b: [1, 2] }, 'odd key': 'y', s: 'wet', off: false }
  const value = (text: string) => {
    const template = readTemplate(text)
    return template === null ? 'not read' : valueBy(template, '7', json)
  }

  it.each([
    ['{{ value }}', '7'],
    ['{{ value|float }}', '7'],
    ['{{value_json.x}}', 5],
    ['{{ value_json.x | float | round(2) }}', 5],
    ["{{ value_json['odd key'] }}", 'y'],
    ['{{ value_json["a"].b[1] }}', 2],
    ['{{ value_json.a.b[0] | default(0) }}', 1],
    ['{{ value_json.x * 2 + 1 }}', 11],
    ['{{ (value_json.x | float) / 10 }}', 0.5],
    ['{{ float(value) * 3.6 }}', 25.2],
    ['{{ (float(value|float) * 3.6) | round(2) }}', 25.2],
    ["{{ 'ON' if value_json.on else 'OFF' }}", 'ON'],
    ["{{ 'ON' if not value_json.on else 'OFF' }}", 'OFF'],
    ["{{ 'ON' if value_json.s == 'wet' else 'OFF' }}", 'ON'],
    ["{{ 'ON' if value_json.s != 'wet' else 'OFF' }}", 'OFF'],
    ['{% if value_json.off %}true{% else %}false{% endif %}', 'false'],
    ["{{ value_json.s == 'wet' }}", 'True'],
    ["{{ value_json.s != 'wet' }}", 'False'],
    ["{{ 'ON' if value_json.x > 4 else 'OFF' }}", 'ON'],
    ["{{ 'ON' if value_json.x > 5 else 'OFF' }}", 'OFF'],
    ["{{ 'ON' if value_json.x >= 5 else 'OFF' }}", 'ON'],
    ["{{ 'OFF' if value_json.x | float <= 4.5 else 'ON' }}", 'ON'],
    ['{% if value_json.x < 6 %}low{% else %}high{% endif %}', 'low'],
    ['{{ value | float > 400 }}', 'False'],
    ["{{ 'ON' if value_json.s > 4 else 'OFF' }}", undefined],
    ["{{ 'ON' if value_json.x > 'a' else 'OFF' }}", 'not read'],
    ['{{ value_json.absent }}', undefined],
    ["{{ 'ON' if value_json.absent else 'OFF' }}", undefined],
    ['{{ states("sensor.x") }}', 'not read'],
    ['{{ as_datetime(value_json.time) }}', 'not read'],
    ['{% for x in value_json %}{{ x }}{% endfor %}', 'not read'],
    ['{{ value_json.x }}{{ value_json.s }}', 'not read'],
    ['{{ value_json.__proto__ }}', undefined],
    ['plain', 'not read'],
  ])('%s takes out %s', (text, expected) => {
    expect(value(text)).toEqual(expected)
  })
})

describe('any announcement and any state', () => {
  const configs = [...messages.values()].filter(({ topic }) => topic.endsWith('/config'))
  const parsed = configs.map(({ topic, payload }) => ({
    topic,
    config: JSON.parse(new TextDecoder().decode(payload)) as object,
  }))
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('ON', '~', '{{ value }}', '{{ value_json.x }}'),
  )
  const names = [
    'stat_t',
    'state_topic',
    '~',
    'dev',
    'device',
    'availability',
    'avty_t',
    'val_tpl',
    'value_template',
    'name',
    'cmps',
    'pl_on',
    'dev_cla',
    'uniq_id',
  ]

  it('is decoded, ignored or refused, and never thrown', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...parsed),
        fc.constantFrom(...names),
        odd,
        odd,
        ({ topic, config }, name, by, payload) => {
          const { on, memory } = remembering()
          on(topic, { ...config, [name]: by })
          for (const key of Array.from(memory.keys())) {
            const announcedTopic = /^topic:(.*)\n/s.exec(key)?.[1]
            if (announcedTopic === undefined) continue
            for (const body of [payload, JSON.stringify(payload), 'ON', { x: 1, state: 'online' }]) {
              const decoding = on(announcedTopic, body)
              if (decoding.outcome === 'decoded') expect(JSON.stringify(decoding)).not.toMatch(/\\u0000|\\ud[89a-f]/)
            }
          }
        },
      ),
      { numRuns: 800 },
    )
  })
})
