import type { Page } from 'playwright-core'

/** One note as the page asked its loudspeaker for it: only what is wired through to the loudspeaker counts. */
export type Note = { atMs: number; wave: OscillatorType; fromHertz: number; toHertz: number; loudest: number }

/** Writes down every note a page plays from now on, by the graph that it builds; call it before the page is opened. */
export async function listenTo(context: { addInitScript: (script: () => void) => Promise<unknown> }): Promise<void> {
  await context.addInitScript(() => {
    const notes: Note[] = []
    Object.assign(window, { notes })
    const wires = new WeakMap<AudioNode, AudioNode[]>()
    const levels = new WeakMap<AudioParam, number[]>()
    const connect = AudioNode.prototype.connect
    AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
      const [next] = to
      if (next instanceof AudioNode) wires.set(this, [...(wires.get(this) ?? []), next])
      return Reflect.apply(connect, this, to)
    } as typeof connect
    for (const name of ['setValueAtTime', 'linearRampToValueAtTime'] as const) {
      const set = AudioParam.prototype[name]
      AudioParam.prototype[name] = function (this: AudioParam, value: number, at: number) {
        levels.set(this, [...(levels.get(this) ?? []), value])
        return set.call(this, value, at)
      }
    }
    /** The loudest gain on the way to the loudspeaker; 0 where there is no way. */
    const loudness = (node: AudioNode): number =>
      Math.max(
        0,
        ...(wires.get(node) ?? []).map((next) =>
          next instanceof AudioDestinationNode
            ? 1
            : loudness(next) * (next instanceof GainNode ? Math.max(...(levels.get(next.gain) ?? [1])) : 1),
        ),
      )
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (this: OscillatorNode, at?: number) {
      const heard = levels.get(this.frequency) ?? [this.frequency.value]
      const loudest = this.context.state === 'running' ? loudness(this) : 0
      const [fromHertz = 0, toHertz = fromHertz] = heard
      notes.push({ atMs: Date.now(), wave: this.type, fromHertz, toHertz, loudest })
      return start.call(this, at)
    }
  })
}

/** What was heard so far, oldest first. */
export function notesHeard(page: Page): Promise<Note[]> {
  return page.evaluate(() => (window as unknown as { notes: Note[] }).notes)
}

/** Forgets what was heard. */
export function hush(page: Page): Promise<void> {
  return page.evaluate(() => void ((window as unknown as { notes: Note[] }).notes.length = 0))
}
