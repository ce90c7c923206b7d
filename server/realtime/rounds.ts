/** Looks at everything that is there once a round, a few at a time: thousands are not looked at at once. */
export function createRounds<Item>(parts: {
  everyMs: number
  atOnce: number
  present: () => readonly Item[]
  look: (item: Item) => Promise<void>
}): { stop(): Promise<void> } {
  const { everyMs, atOnce, present, look } = parts
  let round: Promise<void> | null = null
  let isDue = false

  async function go(): Promise<void> {
    while (isDue) {
      isDue = false
      const items = present()
      for (let at = 0; at < items.length; at += atOnce) await Promise.all(items.slice(at, at + atOnce).map(look))
    }
  }
  const timer = setInterval(() => {
    isDue = true
    round ??= go().finally(() => {
      round = null
    })
  }, everyMs)

  return {
    async stop() {
      clearInterval(timer)
      isDue = false
      await round
    },
  }
}
