/** Whoever has the modem looks every second; after that it may be gone, and the modem be ours. */
const LEFT_MS = 3_000

/** What this process leaves for a while to the one that has the modem, by id. */
export function leftToOthers(now: () => Date) {
  const sinceMs = new Map<string, number>()
  return {
    leave: (id: string) => void sinceMs.set(id, now().getTime()),
    ids(): string[] {
      for (const [id, since] of sinceMs) if (Math.abs(now().getTime() - since) >= LEFT_MS) sinceMs.delete(id)
      return [...sinceMs.keys()]
    },
  }
}
