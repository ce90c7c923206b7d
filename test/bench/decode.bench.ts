import type { Message } from '../../server/domain/decode/format.ts'
import { decode, formats } from '../../server/domain/decode/formats.ts'
import { FORMATS, type FormatName, type Source } from '../../shared/source.ts'
import { fixtureMessages, fixtureSystems, sourceFor } from '../support/message-fixtures.ts'
import { type Figure, median } from './figure.ts'

const ROUNDS = 9
/** Long enough to be measured, short enough for all formats in a minute. */
const MESSAGES_A_ROUND = 20_000

/** Folders of real messages that are not called after the format that reads them. */
const READ_BY: Partial<Record<string, FormatName>> = { milesight: 'chirpstack-v4' }

/**
 * How many of its own real messages each format decodes in a second, and how that compares with what must be done with
 * their bytes in any case: parsing JSON, or reading UTF-8 where they are none.
 */
export async function run(): Promise<Figure[]> {
  return FORMATS.flatMap((format) => figuresOf(format, messagesOf(format)))
}

function messagesOf(format: FormatName): Message[] {
  const folders = fixtureSystems.filter((system) => (READ_BY[system] ?? system) === format)
  return folders.flatMap((system) => [...fixtureMessages(system).values()])
}

function figuresOf(format: FormatName, messages: Message[]): Figure[] {
  if (messages.length === 0) return []
  const sources = sourcesOf(format, messages)
  const json = new Set(messages.filter(isJson))
  const ours = (message: Message): void => void decode(message, sources)
  const least = (message: Message): void => {
    const text = utf8.decode(message.payload)
    if (json.has(message)) JSON.parse(text)
  }
  for (const work of [ours, least]) millisecondsOf(work, messages)
  const rounds = Array.from({ length: ROUNDS }, () => {
    const [oursMs, leastMs] = [millisecondsOf(ours, messages), millisecondsOf(least, messages)]
    return { oursMs, ratio: oursMs / leastMs }
  })
  const perSecond = MESSAGES_A_ROUND / (median(rounds.map(({ oursMs }) => oursMs)) / 1000)
  return [
    { name: `decode-${format}`, value: perSecond, unit: 'messages/s' },
    { name: `decode-${format}-vs-parse`, value: median(rounds.map(({ ratio }) => ratio)), unit: 'x' },
  ]
}

/** Sources that claim every topic and answer to every address the messages came to: a refusal would measure nothing. */
function sourcesOf(format: FormatName, messages: Message[]): Source[] {
  const { defaultPrefix } = formats[format]
  const prefixes = new Set([defaultPrefix, ...messages.map(({ topic }) => topic.split('/')[0] || defaultPrefix)])
  const posted = new Set(messages.flatMap(({ source }) => source ?? []))
  return [
    ...[...prefixes].map((prefix) => sourceFor(format, prefix, { id: prefix })),
    ...[...posted].map((id) => sourceFor(format, defaultPrefix, { id })),
  ]
}

const utf8 = new TextDecoder()

function isJson({ payload }: Message): boolean {
  try {
    JSON.parse(utf8.decode(payload))
    return true
  } catch {
    return false
  }
}

function millisecondsOf(work: (message: Message) => void, messages: readonly Message[]): number {
  const began = performance.now()
  for (let done = 0; done < MESSAGES_A_ROUND;) {
    for (const message of messages) work(message)
    done += messages.length
  }
  return performance.now() - began
}
