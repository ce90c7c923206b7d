import type { Answer } from './http.ts'

type Page<Item> = { items: readonly Item[]; nextCursor: string | null }
type Ask<Item> = (path: string) => Promise<Answer<Page<Item>>>

/** Everything of a list that the server gives in pages, in its order; where one page fails, that failure and nothing else. */
export async function allPages<Item>(path: string, ask: Ask<Item>): Promise<Answer<Item[]>> {
  const joint = path.includes('?') ? '&' : '?'
  const found: Item[] = []
  let cursor: string | null = null
  for (;;) {
    const answer: Answer<Page<Item>> = await ask(
      cursor === null ? path : `${path}${joint}cursor=${encodeURIComponent(cursor)}`,
    )
    if (!answer.ok) return answer
    found.push(...answer.value.items)
    cursor = answer.value.nextCursor
    if (cursor === null) return { ok: true, value: found, status: answer.status }
  }
}

/** What is asked of each thing, in their order, some at a time: hundreds at once would wait for each other until they time out. */
export async function inTurns<Thing, Result>(
  things: readonly Thing[],
  ask: (thing: Thing) => Promise<Result>,
  atOnce = 6,
): Promise<Result[]> {
  const results: Result[] = []
  for (let from = 0; from < things.length; from += atOnce)
    results.push(...(await Promise.all(things.slice(from, from + atOnce).map(ask))))
  return results
}
