/** Somebody, or a household, whose personal fields go. */
export type Erasure = { noun: 'people' | 'households'; id: string }

/**
 * What is written to erase somebody, each a part of one statement that runs only where `decided` has a row; `n` is the
 * number of the parameter that holds the id. The log keeps ids; names and numbers go wherever they stand.
 */
const PARTS: Record<Erasure['noun'], readonly ((n: number) => string)[]> = {
  people: [
    (n) =>
      `update person_details set name = '', phone = null, wecom_user = null, email = null from decided where person_id = $${n}`,
    // Whoever says why they are away may say who stands in, and whoever asks to swap a shift, for whom.
    (n) => `update absences set reason = null from decided where person_id = $${n} or deputy_id = $${n}`,
    (n) =>
      `update shift_swaps set note = null from decided
         where from_person_id = $${n} or to_person_id = $${n} or asked_by = $${n}`,
    (n) => `delete from quarantine using decided where reason like 'sms-%' and split_part(topic, '/', 3) = $${n}`,
    ...['accounts', 'sessions', 'invitations', 'responder_positions', 'notice_links', 'push_subscriptions'].map(
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
