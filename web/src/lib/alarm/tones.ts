import type { Grade } from '#shared/grade.ts'

/** Tones are made by the browser itself: no file that may be missing, and each alarm has a voice of its own. */
export type Tones = {
  /** Plays one round of a voice at a volume of 0 to 1, and says how long to the next round. */
  play(voice: Voice, volume: number): number
  /** Tries to start; browsers refuse before somebody has touched the page, unless told otherwise. */
  wake(): void
  /** Whether sound really comes out: the audio clock runs. */
  running(): boolean
  close(): void
}

/** `person` is the voice of somebody who does not answer, `lost` that of missing data. */
export type Voice = Grade | 'person' | 'reminder' | 'lost'

type Note = { atMs: number; lengthMs: number; fromHertz: number; toHertz: number }
const voices: Record<Voice, { everyMs: number; wave: OscillatorType; notes: Note[] }> = {
  person: {
    everyMs: 1600,
    wave: 'square',
    notes: [
      { atMs: 0, lengthMs: 160, fromHertz: 1175, toHertz: 1175 },
      { atMs: 220, lengthMs: 160, fromHertz: 1175, toHertz: 1175 },
      { atMs: 440, lengthMs: 500, fromHertz: 1175, toHertz: 587 },
    ],
  },
  urgent: {
    everyMs: 1000,
    wave: 'square',
    notes: [
      { atMs: 0, lengthMs: 260, fromHertz: 660, toHertz: 990 },
      { atMs: 320, lengthMs: 260, fromHertz: 660, toHertz: 990 },
    ],
  },
  important: {
    everyMs: 2000,
    wave: 'triangle',
    notes: [
      { atMs: 0, lengthMs: 240, fromHertz: 587, toHertz: 587 },
      { atMs: 300, lengthMs: 360, fromHertz: 784, toHertz: 784 },
    ],
  },
  ordinary: { everyMs: 6000, wave: 'sine', notes: [{ atMs: 0, lengthMs: 400, fromHertz: 523, toHertz: 523 }] },
  reminder: {
    everyMs: 2000,
    wave: 'sine',
    notes: [
      { atMs: 0, lengthMs: 200, fromHertz: 880, toHertz: 880 },
      { atMs: 240, lengthMs: 300, fromHertz: 659, toHertz: 659 },
    ],
  },
  lost: {
    everyMs: 8000,
    wave: 'triangle',
    notes: [
      { atMs: 0, lengthMs: 500, fromHertz: 330, toHertz: 247 },
      { atMs: 600, lengthMs: 700, fromHertz: 247, toHertz: 220 },
    ],
  },
}

/** Opens the sound of this page; a browser without WebAudio is one that never runs. */
export function openTones(): Tones {
  const context = typeof AudioContext === 'function' ? new AudioContext() : null
  let seen = { audioSeconds: -1, running: false }
  return {
    play(voice, volume) {
      const { everyMs, wave, notes } = voices[voice]
      if (context !== null && context.state === 'running') for (const note of notes) sing(context, wave, note, volume)
      return everyMs
    },
    wake() {
      // A refusal leaves the context suspended, which `running` reports.
      void context?.resume().catch(() => undefined)
    },
    running() {
      if (context === null) return false
      // Asked about once a second: between two askings the clock of a context that plays has moved.
      const { currentTime } = context
      if (currentTime !== seen.audioSeconds)
        seen = { audioSeconds: currentTime, running: context.state === 'running' && currentTime > 0 }
      else seen = { ...seen, running: false }
      return seen.running
    },
    close() {
      void context?.close().catch(() => undefined)
    },
  }
}

function sing(context: AudioContext, wave: OscillatorType, note: Note, volume: number): void {
  const start = context.currentTime + note.atMs / 1000
  const end = start + note.lengthMs / 1000
  const oscillator = context.createOscillator()
  const gain = context.createGain()
  oscillator.type = wave
  oscillator.frequency.setValueAtTime(note.fromHertz, start)
  oscillator.frequency.linearRampToValueAtTime(note.toHertz, end)
  // Short ramps at both ends; without them each note clicks.
  gain.gain.setValueAtTime(0, start)
  gain.gain.linearRampToValueAtTime(volume * 0.5, start + 0.02)
  gain.gain.setValueAtTime(volume * 0.5, end - 0.05)
  gain.gain.linearRampToValueAtTime(0, end)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(start)
  oscillator.stop(end)
}
