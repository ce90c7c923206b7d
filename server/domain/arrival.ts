import type { Decoded, Message } from './decode/format.ts'

/** One observation on its way in, with the message that brought it. */
export type Arrival = { sourceId: string; decoded: Decoded; message: Message; key: string | null }

/** The name of the signal an observation speaks of: one series of a camera, or one kind (or limit) at one device. */
export function signalKey({ sourceId, decoded }: Pick<Arrival, 'sourceId' | 'decoded'>): string {
  const what = decoded.limit?.name ?? (decoded.seriesId === null ? decoded.kind : `#${decoded.seriesId}`)
  return `${sourceId}/${decoded.externalId}/${what}`
}
