import { externalIdIn } from './fields.ts'
import type { Decoded, Message } from './format.ts'

/** What a posting device calls itself in the address it posts to (`?event=` or `?topic=`); null where it names nothing. */
export function postedName({ topic, source }: Message): string | null {
  if (source === undefined || topic === `ingest/${source}`) return null
  const head = `ingest/${source}/`
  return externalIdIn(topic.startsWith(head) ? topic.slice(head.length) : topic)
}

/** Of several observations of one device, kind and series in one message the last: it tells how things stand now. */
export function lastOfEach(observations: readonly Decoded[]): Decoded[] {
  const last = new Map<string, Decoded>()
  for (const observation of observations) {
    const { externalId, kind, seriesId, available } = observation
    const key = JSON.stringify([externalId, kind, kind === null ? available : seriesId])
    last.delete(key)
    last.set(key, observation)
  }
  return [...last.values()]
}
