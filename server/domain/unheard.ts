/** A device nobody registered: whether an incident cites it, and when it was last heard. */
export type Heard = { id: string; dismissed: boolean; isEvidence: boolean; lastHeardAt: Date }

const DAY_MS = 24 * 3600_000
/** A sensor that was brought for a visit, a passing car's tyre: silent for so long, it will not be missed. */
const FORGOTTEN_AFTER_DAYS = 30
/** What somebody said is none of ours stays so for a year of silence. */
const DISMISSED_AFTER_DAYS = 365
/** Some radios take a new id with each battery, and some send noise: more than these nobody reads through. */
const MOST_KEPT = 2000

/**
 * Which unregistered devices are dropped: those not heard for 30 days (of those dismissed: 365), and beyond the 2000
 * heard last all others. Never one that an incident cites.
 */
export function unheard(devices: readonly Heard[], now: Date): string[] {
  const byLast = devices.toSorted((a, b) => b.lastHeardAt.getTime() - a.lastHeardAt.getTime())
  return byLast
    .filter(({ dismissed, isEvidence, lastHeardAt }, rank) => {
      const days = dismissed ? DISMISSED_AFTER_DAYS : FORGOTTEN_AFTER_DAYS
      return !isEvidence && (rank >= MOST_KEPT || now.getTime() - lastHeardAt.getTime() > days * DAY_MS)
    })
    .map(({ id }) => id)
}
