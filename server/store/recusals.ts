/**
 * The part of a statement by which what was told of an incident before is told no more to those who keep out of it. `n` is the
 * parameter of the incident, `recused` that of the people.
 */
export function recusalPart(n: number, recused: number): string {
  return `update changes set
      person_ids = array(select unnest(person_ids) except select unnest($${recused}::text[])),
      body = jsonb_set(body, '{incident,recusedIds}', to_jsonb($${recused}::text[]))
    from decided where type = 'incident' and body -> 'incident' ->> 'id' = $${n}`
}
