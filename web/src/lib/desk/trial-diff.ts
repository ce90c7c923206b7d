import type { NamedLink, Trial } from '#shared/plan-trial.ts'

/** How a link stands beside the other answer: the same, called there at another time, or not there at all. */
export type LinkMark = 'same' | 'earlier' | 'later' | 'alone'

/** How the links of one answer differ from those of another, in their order. A person is compared by when he is called. */
export function linkMarks(of: Trial, other: Trial): LinkMark[] {
  const turns = new Map(other.chain.map((link) => [keyOf(link), secondOf(other, link)] as const).reverse())
  return of.chain.map((link) => {
    const there = turns.get(keyOf(link))
    if (there === undefined) return 'alone'
    const here = secondOf(of, link)
    return here === there ? 'same' : here < there ? 'earlier' : 'later'
  })
}

/** The second at which a link has its turn. */
export function secondOf({ tiers }: Trial, { order }: NamedLink): number {
  return tiers.find((tier) => tier.order === order)?.afterSeconds ?? tiers.at(-1)?.afterSeconds ?? 0
}

/** A chain by turns: each with who is called then. A turn in which nobody stands is kept: it is a wait. */
export function turnsOf(trial: Trial): { afterSeconds: number; at: number[] }[] {
  const seconds = [...new Set(trial.tiers.map(({ afterSeconds }) => afterSeconds))]
  return seconds.map((afterSeconds) => ({
    afterSeconds,
    at: trial.chain.flatMap((link, index) => (secondOf(trial, link) === afterSeconds ? [index] : [])),
  }))
}

function keyOf({ personId, called, duty, areaId }: NamedLink): string {
  return personId === null || !called ? `${duty} ${areaId ?? ''} ${personId ?? ''}` : personId
}
