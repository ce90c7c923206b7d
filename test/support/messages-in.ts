import type { Message } from '../../server/domain/decode/format.ts'
import type { Log } from '../../server/mqtt/door.ts'

/** A log that keeps its lines, so that a test can read what was said. */
export function keptLog(): Log & { lines: string[] } {
  const lines: string[] = []
  const line = (level: string) => (fields: Record<string, unknown>, sentence: string) => {
    const told = JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? value.message : value))
    lines.push(`${level} ${sentence} ${told}`)
  }
  return { lines, info: line('info'), warn: line('warn'), error: line('error') }
}

/** Settles when `condition` holds; looks again every few milliseconds. Vitest's own time limit ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** A stand-in for the pipeline: keeps what it was given, and commits when and how the test says. */
export function inbox() {
  const arrived: Message[] = []
  const committed: Message[] = []
  let open = true
  let failing = false
  const waiting: (() => void)[] = []
  return {
    arrived,
    committed,
    texts: () => committed.map((message) => Buffer.from(message.payload).toString()),
    async submit(message: Message) {
      arrived.push(message)
      if (!open) await new Promise<void>((resolve) => waiting.push(resolve))
      if (failing) throw new Error('the database is away')
      committed.push(message)
    },
    /** Commits stall until `release`. */
    stall() {
      open = false
    },
    release() {
      open = true
      for (const go of waiting.splice(0)) go()
    },
    fail(now: boolean) {
      failing = now
    },
  }
}
