/** Somebody, or a household, whose personal fields go. */
export type Erasure = { noun: 'people' | 'households'; id: string }

/**
 * What is written to erase somebody, each a part of one statement that runs only where `decided` has a row; `n` is the
 * number of the parameter that holds the id. The log keeps ids; names and numbers go wherever they stand.
 */
const PARTS: Record<Erasure['noun'], readonly ((n: number) => string)[]> = {
  people: [
    (n) => `update person_details set name = '', phone = null from decided where person_id = $${n}`,
    (n) => `update absences set reason = null from decided where person_id = $${n}`,
    ...['accounts', 'sessions', 'invitations', 'responder_positions'].map(
      (table) => (n: number) => `delete from ${table} using decided where person_id = $${n}`,
    ),
    (n) =>
      `update changes set body = jsonb_set(body, '{person,name}', '""') from decided
         where type = 'person' and body -> 'person' ->> 'id' = $${n}`,
  ],
  households: [(n) => `update household_details set head = '', phone = null from decided where household_id = $${n}`],
}

/** The parts of the statement for one erasure. */
export function erasingParts({ noun }: Erasure): readonly ((n: number) => string)[] {
  return PARTS[noun]
}
