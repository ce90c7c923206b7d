const AT_ONCE = 16

/** Who needs a new snapshot, and gives them, a few at a time: thousands are not read at once. */
export type DueSnapshots<Visit> = {
  add(visit: Visit): void
  has(visit: Visit): boolean
  delete(visit: Visit): void
  /** Begins to give them in the next turn, for what is told in this one goes first. */
  wake(): void
  stop(): Promise<void>
}

/** `mayHave` is false of who still reads an earlier one, and is to wake it afterwards; `give` never rejects. */
export function createDueSnapshots<Visit>(parts: {
  mayHave: (visit: Visit) => boolean
  give: (visit: Visit) => Promise<void>
}): DueSnapshots<Visit> {
  const { mayHave, give } = parts
  const due = new Set<Visit>()
  const giving = new Set<Promise<void>>()
  let isWoken = false
  let isStopped = false

  function giveNext(): void {
    isWoken = false
    for (const visit of due) {
      if (isStopped || giving.size >= AT_ONCE) return
      if (!mayHave(visit)) continue
      due.delete(visit)
      const given: Promise<void> = give(visit).finally(() => {
        giving.delete(given)
        wake()
      })
      giving.add(given)
    }
  }

  function wake(): void {
    if (isWoken || due.size === 0) return
    isWoken = true
    setImmediate(giveNext)
  }

  return {
    add(visit) {
      due.add(visit)
      wake()
    },
    has: (visit) => due.has(visit),
    delete: (visit) => void due.delete(visit),
    wake,
    async stop() {
      isStopped = true
      await Promise.all(giving)
    },
  }
}
