import type { Decoding, Format, Memory } from '../../server/domain/decode/format.ts'
import { signOfLife } from '../../server/domain/decode/format.ts'
import { formats } from '../../server/domain/decode/formats.ts'

// A format that does nothing but remember, for tests: it stands in for `frigate` in a program that is started with this
// file as `--import`. Below its prefix, `seen/{device}` gathers the numbers it is sent, and `config/{id}` announces the
// topic it names; on an announced topic, `ON` is smoke.

const text = new TextDecoder()

const remembering: Format = {
  ...formats.frigate,
  subscriptions: (prefix) => [`${prefix}/#`],
  claims: (topic, prefix) => topic.startsWith(`${prefix}/`),
  memoryKeys(topic, prefix) {
    if (topic.startsWith(`${prefix}/seen/`)) return [topic.slice(prefix.length + 1)]
    return topic.startsWith(`${prefix}/config/`) ? [`config:${topic}`] : [`topic:${topic}`]
  },
  decode({ topic, payload }, { prefix }, memory) {
    const said = text.decode(payload)
    if (topic.startsWith(`${prefix}/seen/`)) return seen(topic.slice(prefix.length + 1), Number(said), memory)
    if (topic.startsWith(`${prefix}/config/`)) return configured(topic, said, memory)
    const observations = [...memory.keys()].map((key) => ({
      ...signOfLife(key.slice(key.indexOf('\n') + 1), 'smoke' as const),
      kind: 'smoke' as const,
      state: said === 'ON' ? ('active' as const) : ('reading' as const),
      signal: 'level' as const,
      values: { value: said },
    }))
    return { outcome: 'decoded', observations }
  },
}

function seen(key: string, number: number, memory: Memory): Decoding {
  const numbers = [...new Set([...((memory.get(key) ?? []) as number[]), number])]
  const observation = { ...signOfLife(key.slice('seen/'.length), 'other'), values: { value: numbers.join() } }
  return { outcome: 'decoded', observations: [observation], remember: { [key]: numbers } }
}

function configured(topic: string, state: string, memory: Memory): Decoding {
  const key = `config:${topic}`
  const announcing = (state_: string) => `topic:${state_}\n${topic.slice(topic.lastIndexOf('/') + 1)}`
  const before = memory.get(key)
  return {
    outcome: 'decoded',
    observations: [],
    remember: {
      ...(typeof before === 'string' ? { [announcing(before)]: null } : {}),
      ...(state === '' ? { [key]: null } : { [key]: state, [announcing(state)]: true }),
    },
  }
}

Object.assign(formats, { frigate: remembering })
