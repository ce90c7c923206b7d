import type { PersonCard } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Arrangement } from '../domain/arrangement.ts'
import { maySeePerson } from '../domain/ground.ts'

/** The card of somebody in a chain, for whoever may know their name. */
export function knownCard(
  viewer: Viewer,
  id: string | null,
  cards: ReadonlyMap<string, PersonCard>,
  ground: Arrangement,
): PersonCard | null {
  const card = id === null ? undefined : cards.get(id)
  return card !== undefined && maySeePerson(viewer, card.id, ground) ? card : null
}
