import type { AlarmField } from './alarm-words.ts'

export const SMOKE: AlarmField = { kind: 'smoke', deviceKind: 'smoke', signal: 'level', needsArming: false }
export const GAS: AlarmField = { kind: 'gas', deviceKind: 'gas', signal: 'level', needsArming: false }
export const HEAT: AlarmField = { kind: 'heat', deviceKind: 'heat', signal: 'level', needsArming: false }
export const WATER_LEAK: AlarmField = { kind: 'flood', deviceKind: 'water-leak', signal: 'level', needsArming: false }
export const CONTACT: AlarmField = { kind: 'intrusion', deviceKind: 'contact', signal: 'level', needsArming: true }
export const MOTION: AlarmField = { kind: 'intrusion', deviceKind: 'motion', signal: 'level', needsArming: true }
/** A press has no end. */
export const CALL: AlarmField = { kind: 'sos', deviceKind: 'sos', signal: 'event', needsArming: false }

/** The words by which people and makers call what watches for each kind; the graver before the lesser. */
const WORDS: readonly [RegExp, AlarmField][] = [
  [
    /smoke|\bfire(?! ?(place|stick|wall|hydrant|door|extinguisher))|rauch|fum[eé]e|(?<![抽吸香])烟|(?<![灭消防])火/,
    SMOKE,
  ],
  [/\bgas\b|\bco\b|\blpg\b|monoxide|methane|燃气|煤气|一氧化碳/, GAS],
  [/\boverheat|\bheat (sensor|alarm|detector)|\bheat$/, HEAT],
  [/leak|flood|\bwater ?(sensor|alarm|detector)|moisture (sensor|alarm)|水浸|漏水/, WATER_LEAK],
  [/\bsos\b|panic|emergency|求助|呼救/, CALL],
  [/motion|\bpir\b|presence|occupancy|radar|人体|有人/, MOTION],
  [/\b(door|window|gate|garage|contact|reed)s?\b|doorsensor|门|窗/, CONTACT],
]

/** What a device, a model or one of its values watches for, going by its name; undefined where the name does not tell. */
export function fieldOfName(name: string): AlarmField | undefined {
  if (name.length > 256) return undefined
  const words = name
    .replaceAll(/([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .toLowerCase()
    .replaceAll(/[-_./]+|(?<=[a-z])\d+/g, ' ')
    .trim()
  return WORDS.find(([pattern]) => pattern.test(words))?.[1]
}
