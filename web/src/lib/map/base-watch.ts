import type { MapInstance } from './maplibre.ts'

/** Whether something of the base map is there. */
export type BaseState = 'waiting' | 'shown' | 'missing'

/** Longer than this without a single tile is said; one that comes after all takes it back. */
const PATIENCE_MS = 15_000

/**
 * Tells whether tiles of the base come: `missing` when all of those wanted last failed, or none came for a while. Returns
 * what stops it.
 */
export function watchBase(
  map: MapInstance,
  isOurs: (sourceId: unknown) => boolean,
  tell: (state: BaseState) => void,
): () => void {
  let failed = 0
  let came = 0
  const impatience = setTimeout(() => tell('missing'), PATIENCE_MS)
  const subscriptions = [
    map.on('error', (event) => {
      if ('sourceId' in event && isOurs(event.sourceId)) failed++
      // With a listener MapLibre says nothing itself any more.
      else console.error(event.error)
    }),
    map.on('sourcedata', ({ sourceId, tile }) => {
      if (!isOurs(sourceId) || tile?.state !== 'loaded') return
      clearTimeout(impatience)
      came++
      tell('shown')
    }),
    map.on('idle', () => {
      if (failed > 0 && came === 0) tell('missing')
      failed = came = 0
    }),
  ]
  return () => {
    clearTimeout(impatience)
    for (const one of subscriptions) one.unsubscribe()
  }
}
