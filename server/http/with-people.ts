import type { PersonCard } from '#shared/person.ts'
import type { Database } from '../../db/connect.ts'
import { personCards } from '../store/people.ts'

/** Items with the names of whom each speaks of: those who hold nothing any more are on no other list that a screen has. */
export async function withPeople<Item extends object>(
  database: Database,
  items: readonly Item[],
  idsOf: (item: Item) => readonly (string | null)[],
): Promise<(Item & { people: PersonCard[] })[]> {
  const named = items.map((item) => ({ item, ids: [...new Set(idsOf(item).filter((id) => id !== null))] }))
  const cards = await personCards(database, [...new Set(named.flatMap(({ ids }) => ids))])
  const known = new Map(cards.map((card) => [card.id, card]))
  return named.map(({ item, ids }) => ({ ...item, people: ids.flatMap((id) => known.get(id) ?? []) }))
}
