import type { Source } from '#shared/source.ts'
import type { Database } from '../db/connect.ts'
import { formats, sourceOf } from './domain/decode/formats.ts'
import { announcedTopic, awaits } from './domain/decode/recall.ts'
import { announcingHeads } from './store/decoder-memory.ts'

/** Any topic that nobody claims by its prefix: whoever awaits it has devices that announce topics. */
const ANY_TOPIC = 'a'

/**
 * What to subscribe to at an outside broker: what the formats of the sources name, and the topics that their devices have
 * announced, those left out that come under another filter already and would come twice.
 */
export async function wantedFilters(database: Database, sources: readonly Source[]): Promise<string[]> {
  const named = sources.flatMap(({ format, prefix }) => formats[format].subscriptions(prefix))
  const announcing = sources.filter((source) => awaits(source, ANY_TOPIC)).map(({ id }) => id)
  const heads = await announcingHeads(database, announcing)
  const announced = heads.flatMap(({ head }) => announcedTopic(head) ?? [])
  return [...new Set([...named, ...announced.filter((topic) => sourceOf(topic, null, sources) === null)])]
}
