/** Holds the `most` things asked for last; what is being made is made once for all who ask. What fails is not held. */
export function createFewHeld<T>(most: number): { get(key: string, make: () => Promise<T | null>): Promise<T | null> } {
  const held = new Map<string, Promise<T | null>>()
  return {
    get(key, make) {
      const known = held.get(key)
      held.delete(key)
      const thing = known ?? make()
      held.set(key, thing)
      if (known === undefined)
        thing.catch(() => {
          if (held.get(key) === thing) held.delete(key)
        })
      for (const oldest of held.keys()) {
        if (held.size <= most) break
        held.delete(oldest)
      }
      return thing
    },
  }
}
