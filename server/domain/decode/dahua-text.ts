import { isRecord, numberIn, textIn } from './fields.ts'
import { readJson } from './payload.ts'

/** One event as a Dahua device tells it. `index` counts channels from 0, and alarm inputs with alarm codes. */
export type DahuaEvent = {
  code: string
  action: string
  index: number
  data: Record<string, unknown>
  /** The name that whoever passed it on gave the device. */
  name: string | null
}

/** No body holds more; a longer one is somebody's attempt. */
const MAX_EVENTS = 200
const EVENT_START = /(?:^|[\r\n])[ \t]*(?=Code=)/g
const HEAD = /^Code=([\w-]{1,64})\s*;\s*action=(\w{1,16})(?:\s*;\s*index=(\d{1,6}))?(?:\s*;\s*data=)?/i
const ROW = /^Events\[(\d{1,3})\]\.([\w.[\]]{1,100})=(.*)$/gm

/**
 * The events of a text: `Code=…;action=…;index=…;data={…}` one after the other, with or without the boundaries between
 * them; the rows `Events[0].EventBaseInfo.Code=…` of intelligent events; and the line `Heartbeat`.
 */
export function eventsInText(text: string): DahuaEvent[] {
  const starts = [...text.matchAll(EVENT_START)].slice(0, MAX_EVENTS).map((match) => match.index + match[0].length)
  const events = starts.flatMap((start, at) => eventIn(text.slice(start, starts[at + 1])) ?? [])
  const rows = events.length === 0 ? eventsInRows(text) : []
  if (events.length + rows.length > 0) return [...events, ...rows]
  return /^\s*Heartbeat\s*$/im.test(text)
    ? [{ code: 'Heartbeat', action: 'Pulse', index: 0, data: {}, name: null }]
    : []
}

/** The events of a JSON body: one object, a list, or `{"Events": […]}`; names in any case. */
export function eventsInJson(value: unknown): DahuaEvent[] {
  const list =
    isRecord(value) && Array.isArray(value['Events']) ? value['Events'] : Array.isArray(value) ? value : [value]
  const around = isRecord(value) ? value : {}
  return list.slice(0, MAX_EVENTS).flatMap((each: unknown) => {
    if (!isRecord(each)) return []
    const code = textIn(each['Code'] ?? each['code'], 64)
    if (code === null) return []
    const data = each['data'] ?? each['Data']
    const name = each['DeviceName'] ?? each['name'] ?? each['SerialNumber'] ?? around['SerialNumber'] ?? around['SN']
    return [
      {
        code,
        action: textIn(each['action'] ?? each['Action'], 16) ?? 'Pulse',
        index: numberIn(each['index'] ?? each['Index']) ?? 0,
        data: isRecord(data) ? data : {},
        name: textIn(name, 128),
      },
    ]
  })
}

function eventIn(text: string): DahuaEvent | null {
  const head = HEAD.exec(text)
  if (head === null) return null
  const [whole, code = '', action = '', index = '0'] = head
  return { code, action, index: Number(index), data: dataIn(text.slice(whole.length)), name: null }
}

/** The object at the beginning of a text; what is no JSON (`key=value`) holds nothing for us. */
function dataIn(text: string): Record<string, unknown> {
  const end = endOfObject(text)
  if (end === null) return {}
  const read = readJson(new TextEncoder().encode(text.slice(0, end)))
  return read.outcome === 'read' && isRecord(read.value) ? read.value : {}
}

/** Where the object ends that the text begins with: braces inside strings do not count. */
function endOfObject(text: string): number | null {
  if (!text.trimStart().startsWith('{')) return null
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (isInString) {
      if (char === '\\') at++
      else if (char === '"') isInString = false
    } else if (char === '"') isInString = true
    else if (char === '{') depth++
    else if (char === '}' && --depth === 0) return at + 1
  }
  return null
}

/** Rows of a path and a value each, gathered into lists and fields two levels deep: no more is read of them. */
function eventsInRows(text: string): DahuaEvent[] {
  const events = new Map<string, Map<string, string>>()
  for (const [, at = '', path = '', value = ''] of text.matchAll(ROW)) {
    const fields = events.get(at) ?? new Map<string, string>()
    fields.set(path, value.trim())
    events.set(at, fields)
  }
  return [...events.values()].slice(0, MAX_EVENTS).flatMap((fields) => {
    const code = textIn(fields.get('EventBaseInfo.Code') ?? fields.get('Code'), 64)
    if (code === null) return []
    const list = (path: string) => [0, 1, 2, 3].flatMap((at) => fields.get(`${path}[${at}]`) ?? [])
    return [
      {
        code,
        action: fields.get('EventBaseInfo.Action') ?? fields.get('Action') ?? 'Pulse',
        index: numberIn(fields.get('EventBaseInfo.Index') ?? fields.get('Index')) ?? 0,
        data: {
          ...Object.fromEntries(fields),
          Position: list('Position'),
          Object: { BoundingBox: list('Object.BoundingBox') },
        },
        name: null,
      },
    ]
  })
}
