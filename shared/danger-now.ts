import type { DangerEstimate, FireDanger, OfficialDanger } from './fire-danger.ts'

// Apart from the schemas, for phones load it without the library of those.

/** The official grade at a moment (epoch milliseconds); null where none holds. */
export function officialAt({ official }: FireDanger, nowMs: number): OfficialDanger | null {
  return official.find((one) => isWithin(one, nowMs)) ?? null
}

/** The estimate that holds at a moment (epoch milliseconds); null where it is older than a day and a bit. */
export function estimateAt({ estimate }: FireDanger, nowMs: number): DangerEstimate | null {
  return estimate !== null && isWithin(estimate, nowMs) ? estimate : null
}

function isWithin({ from, until }: { from: string | null; until: string | null }, nowMs: number): boolean {
  return (from === null || Date.parse(from) <= nowMs) && (until === null || nowMs < Date.parse(until))
}
