/** Wind of longer ago says nothing of now. */
export const WIND_FRESH_MS = 30 * 60_000

/** From which speed, in metres a second, each force of Beaufort from 1 on begins (GB/T 28591). */
const FORCES = [0.3, 1.6, 3.4, 5.5, 8, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7]

/** A speed on the scale of Beaufort, 0 to 12. */
export function beaufortOf(metresPerSecond: number): number {
  return FORCES.filter((from) => metresPerSecond >= from).length
}
