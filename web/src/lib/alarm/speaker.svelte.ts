import { isSpeaking } from './announcer.svelte.ts'
import type { Sound } from './sounding.ts'
import { type Voice, openTones } from './tones.ts'

/** The loop begins at a third of the volume and is at its loudest after a minute. */
const RISING_MS = 60_000
/** While words are said, a tone goes on quietly. */
const UNDER_SPEECH = 0.15

/** What a screen's loudspeaker does. `audible` is false where the browser blocks sound. */
export type Speaker = { readonly audible: boolean }

/**
 * Plays what `wanted` says for as long as the calling component lives. Any key or touch wakes sound that the browser
 * had blocked. `nowMs` is the server's time. Whenever `news` says something it has not said before, that is told once.
 */
export function createSpeaker(
  wanted: () => Sound,
  lost: () => boolean,
  nowMs: () => number,
  news: () => string = () => '',
): Speaker {
  let audible = $state(false)
  const voice = $derived<Voice | null>(lost() ? 'lost' : (wanted()?.tone ?? null))
  const reminderRound = $derived.by(() => {
    const sound = wanted()
    return sound?.tone === 'reminder' ? sound.round : null
  })
  let tones: ReturnType<typeof openTones> | null = null

  $effect(() => {
    const opened = openTones()
    tones = opened
    const wake = () => opened.wake()
    wake()
    const check = setInterval(() => {
      audible = opened.running()
      if (!audible) wake()
    }, 1000)
    addEventListener('pointerdown', wake)
    addEventListener('keydown', wake)
    return () => {
      clearInterval(check)
      removeEventListener('pointerdown', wake)
      removeEventListener('keydown', wake)
      opened.close()
      tones = null
    }
  })

  $effect(() => {
    if (voice === null || voice === 'reminder') return
    const singing = voice
    let timer: ReturnType<typeof setTimeout>
    const round = () => {
      const sound = wanted()
      const sinceMs = sound !== null && sound.tone !== 'reminder' ? sound.sinceMs : null
      const risen = sinceMs === null ? 1 : Math.min(1, Math.max(0, (nowMs() - sinceMs) / RISING_MS))
      const loud = isSpeaking() ? UNDER_SPEECH : 1
      timer = setTimeout(round, tones?.play(singing, loud * (0.33 + 0.67 * risen)) ?? 1000)
    }
    timer = setTimeout(round, 0)
    return () => clearTimeout(timer)
  })

  $effect(() => {
    if (voice === 'reminder' && reminderRound !== null) tones?.play('reminder', 0.6)
  })

  const told = new Set<string>()
  const newest = $derived(news())
  $effect(() => {
    if (newest === '' || told.has(newest)) return
    told.add(newest)
    tones?.play('ordinary', 0.6)
  })

  return {
    get audible() {
      return audible
    },
  }
}
