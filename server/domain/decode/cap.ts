import { SEVERITIES, type Severity } from '#shared/kinds.ts'
import { warnedArea } from './cap-area.ts'
import { hazardName, plainText, takesBack, warnedSeverity } from './cap-words.ts'
import { deviceTime } from './device-time.ts'
import { excerpt, externalIdIn, isRecord, textIn, topicBelow } from './fields.ts'
import { type Decoded, type Decoding, type Format, type Memory, type Refused, refused, signOfLife } from './format.ts'
import { childOf, readXmlDocuments, textAt, type XmlElement } from './xml.ts'

/** Under which key the source remembers to which first warning later ones belong. */
const SERIES = 'series'
/** Chains of updates are short, and an office has few warnings in force. */
const MAX_REMEMBERED = 300
const MAX_ALERTS = 200
const MAX_REFERENCES = 50
const MAX_DESCRIPTION = 500
/** More than China has counties. */
const MOST_CODES = 5000

/**
 * Official warnings in the Common Alerting Protocol (OASIS CAP 1.1 and 1.2; GB/T 35965.1 of 国家突发事件预警信息发布系统,
 * which writes `sendTime` and `eventType`): over MQTT below the prefix, or posted, alone or inside a feed. A warning is
 * one observation whatever number of languages it speaks; its updates and its end belong to its series.
 */
export const cap: Format = {
  name: 'cap',
  defaultPrefix: 'cap',
  subscriptions: (prefix) => [`${prefix}/#`],
  claims: (topic, prefix) => topicBelow(topic, prefix) !== null,
  memoryKeys: () => [SERIES],

  decode(message, source, memory) {
    const read = readXmlDocuments(message.payload)
    if (read.outcome === 'refused') return read
    const alerts = read.value.flatMap(({ root, isWhole }) => alertsIn(root).map((alert) => ({ alert, isWhole })))
    if (alerts.length === 0) {
      return refused(
        'wrong-shape',
        `The XML begins with ${excerpt(read.value[0]?.root.name ?? '')} and holds no alert.`,
      )
    }
    return told(alerts.slice(0, MAX_ALERTS), source.timeZone, rootsIn(memory))
  },
}

type Roots = Map<string, string>

/** Alerts stand alone, in the entries of a feed, or in an envelope for distribution. */
function alertsIn(element: XmlElement): XmlElement[] {
  return element.name.toLowerCase() === 'alert' ? [element] : element.children.flatMap(alertsIn)
}

function rootsIn(memory: Memory): Roots {
  const kept = memory.get(SERIES)
  const entries = isRecord(kept) ? Object.entries(kept) : []
  return new Map(entries.flatMap(([id, root]): [string, string][] => (typeof root === 'string' ? [[id, root]] : [])))
}

function told(alerts: readonly { alert: XmlElement; isWhole: boolean }[], zone: string | null, roots: Roots): Decoding {
  const byIdentity = new Map<string, Decoded>()
  const known = roots.size
  let unread: Refused | null = null
  for (const { alert, isWhole } of alerts) {
    const read = warning(alert, zone, roots)
    if (!isWhole) unread ??= refused('not-xml', 'The warning ends before its last element does.')
    unread ??= read.unread
    for (const one of read.observations) {
      // An end that was cut off may be no end, and a beginning that says nothing yet is no warning.
      if (!isWhole && (one.state !== 'active' || one.description === null)) continue
      byIdentity.set(`${one.externalId},${one.eventId}`, one)
    }
  }
  const observations = [...byIdentity.values()]
  if (observations.length === 0 && roots.size === known) return unread ?? { outcome: 'ignored' }
  const remember =
    roots.size === known ? {} : { remember: { [SERIES]: Object.fromEntries([...roots].slice(-MAX_REMEMBERED)) } }
  const decoded = { outcome: 'decoded', observations, ...remember } as const
  return unread === null ? decoded : { ...decoded, unread }
}

type Warning = { observations: Decoded[]; unread: Refused | null }

function warning(alert: XmlElement, zone: string | null, roots: Roots): Warning {
  const identifier = textIn(textAt(alert, 'identifier'), 200)
  const status = (textAt(alert, 'status') ?? 'Actual').toLowerCase()
  const type = (textAt(alert, 'msgType') ?? 'Alert').toLowerCase()
  // Tests of the line, talk between systems, drafts; receipts for what we never sent.
  if (['test', 'system', 'draft'].includes(status) || type === 'ack' || type === 'error') {
    return { observations: [], unread: null }
  }
  const infos = inOneLanguage(alert.children.filter(({ name }) => name === 'info'))
  const gravest = infos.toSorted((a, b) => rank(a) - rank(b))[0]
  const headline = gravest === undefined ? null : headlineOf(gravest)
  const isOver =
    type === 'cancel' || (infos.length > 0 && infos.every(isAllClear)) || (type !== 'alert' && takesBack(headline))
  const area = warnedArea(infos.flatMap(({ children }) => children.filter(({ name }) => name === 'area')))
  const sent = textAt(alert, 'sent') ?? textAt(alert, 'sendTime')
  const expiries = infos.map((info) => timeIn(textAt(info, 'expires'), zone))
  const last = Math.max(...expiries.map((at) => at?.getTime() ?? Infinity))

  const series = identifier === null ? [] : seriesOf(identifier, textAt(alert, 'references'), roots)
  const observation: Decoded = {
    ...signOfLife(externalIdIn(textAt(alert, 'sender') ?? textAt(alert, 'senderCode')) ?? 'cap', 'feed'),
    kind: 'warning',
    state: isOver ? 'cleared' : 'active',
    // An identifier belongs to its sender, and some senders number anew each year.
    eventId: identifier === null ? null : `${identifier},${excerpt(sent ?? '')}`,
    seriesId: series[0] ?? null,
    deviceAt: timeIn(sent, zone),
    place: area.place,
    ...(area.codes.length === 0 ? {} : { areaCodes: area.codes.slice(0, MOST_CODES) }),
    values: gravest === undefined ? {} : valuesIn(gravest, area),
    description: headline === null ? null : plainText(headline, MAX_DESCRIPTION),
    severity: gravest === undefined ? null : severityOf(gravest),
    expiresAt: Number.isFinite(last) ? new Date(last) : null,
    exercise: status === 'exercise',
  }
  if (identifier === null) return doubtful(observation, 'The warning has no identifier.')
  if (isOver) return { observations: endsOf(observation, series), unread: null }
  if (gravest === undefined) return doubtful(observation, 'The warning has no info: it says neither what nor where.')
  return { observations: [observation], unread: area.unread }
}

/** In force it is raised whatever it lacks; nothing is over on such a word. */
function doubtful(observation: Decoded, detail: string): Warning {
  return { observations: observation.state === 'active' ? [observation] : [], unread: refused('wrong-shape', detail) }
}

/** One end may be that of several warnings; each of them must hear of it. */
function endsOf(observation: Decoded, series: readonly string[]): Decoded[] {
  return series.map((seriesId, at) => {
    const eventId = at === 0 ? observation.eventId : `${observation.eventId}#${seriesId}`
    return { ...observation, seriesId, eventId }
  })
}

/** Of the languages that the blocks speak the one that is read here; one without a language speaks its office's own. */
function inOneLanguage(infos: readonly XmlElement[]): readonly XmlElement[] {
  const languageOf = (info: XmlElement): string => (textAt(info, 'language') ?? '').toLowerCase().slice(0, 2)
  const spoken = new Set(infos.map(languageOf))
  const chosen = ['zh', 'en'].find((language) => spoken.has(language)) ?? (infos[0] && languageOf(infos[0]))
  return infos.filter((info) => languageOf(info) === chosen)
}

function rank(info: XmlElement): number {
  return SEVERITIES.indexOf(severityOf(info))
}

function severityOf(info: XmlElement): Severity {
  return warnedSeverity(textAt(info, 'severity'), textAt(info, 'headline'))
}

function headlineOf(info: XmlElement): string | null {
  return textAt(info, 'headline') ?? textAt(info, 'description') ?? textAt(info, 'event')
}

/** Besides the word for it: the level green of European offices, `1; green; Minor`, by which nothing is to be feared. */
function isAllClear({ children }: XmlElement): boolean {
  return children.some((child) =>
    child.name === 'parameter'
      ? textAt(child, 'valueName') === 'awareness_level' && /^\s*1\s*;/.test(textAt(child, 'value') ?? '')
      : child.name === 'responseType' && child.text.toLowerCase() === 'allclear',
  )
}

/** The 14 digits of the Chinese system's short form are a time, too. */
function timeIn(text: string | null, zone: string | null): Date | null {
  return text === null ? null : deviceTime(text.replace(/^(\d{8})(\d{6})$/, '$1T$2'), zone)
}

function valuesIn(info: XmlElement, area: ReturnType<typeof warnedArea>): Decoded['values'] {
  const values: Decoded['values'] = {}
  const event = textAt(info, 'event') ?? textAt(info, 'eventType')
  const code = textAt(info, 'eventType') ?? textAt(childOf(info, 'eventCode') ?? info, 'value')
  const note = (name: string, text: string | null, maxLength = 120): void => {
    const plain = text === null ? null : plainText(text, maxLength)
    if (plain !== null) values[name] = plain
  }
  note('event', event === null ? null : hazardName(event))
  note('eventCode', code)
  for (const name of ['category', 'urgency', 'certainty', 'onset', 'senderName']) note(name, textAt(info, name))
  note('area', area.names.join(', '), 200)
  note('geocode', area.codes.join(','), 400)
  return values
}

/**
 * The first warnings of the chains that a message continues, the earliest first: what is remembered of those it refers
 * to, else they themselves; its own identifier where it refers to none. References are `sender,identifier,sent`, with
 * spaces between; the short form is the identifier alone.
 */
function seriesOf(identifier: string, references: string | null, roots: Roots): string[] {
  const earlier = (references ?? '')
    .slice(0, 20_000)
    .replace(/,\s+/g, ',')
    .replace(/(\d{4}-\d\d-\d\d)\s+(\d\d:\d\d)/g, '$1T$2')
    .split(/[\s;]+/)
    .slice(0, MAX_REFERENCES)
    .flatMap((reference) => {
      const parts = reference.split(',')
      const id = textIn(parts.length >= 3 ? parts.slice(1, -1).join(',') : reference, 200)
      const sentMs = parts.length >= 3 ? (deviceTime(parts.at(-1), null)?.getTime() ?? 0) : 0
      return id === null || id === identifier ? [] : [{ id, sentMs }]
    })
    .toSorted((a, b) => a.sentMs - b.sentMs)
  const series = new Set(earlier.map(({ id }) => roots.get(id) ?? id))
  const [root] = series
  if (root === undefined) return [roots.get(identifier) ?? identifier]
  if (root !== identifier) roots.set(identifier, root)
  return [...series]
}
