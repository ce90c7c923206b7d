import { getLocale } from '../paraglide/runtime.js'
import type { Announcement } from './announcement.ts'

/** An alarm that nobody takes notice of is said again after so long. */
const AGAIN_MS = 60_000

/** Whether this machine is saying something now: tones give way to it. */
export function isSpeaking(): boolean {
  return typeof speechSynthesis === 'object' && speechSynthesis.speaking
}

/**
 * Says what `wanted` gives when it is new, and again each minute while it stays, for as long as the calling component
 * lives; says nothing where the machine has no voice for the language. Whatever is being said stops with its cause.
 */
export function createAnnouncer(wanted: () => Announcement): void {
  const key = $derived(wanted()?.key ?? null)
  $effect(() => {
    if (key === null || typeof speechSynthesis !== 'object') return
    const speak = () => {
      const voice = voiceOf(getLocale())
      const words = wanted()?.words
      if (voice === null || words === undefined) return
      const said = new SpeechSynthesisUtterance(words)
      said.voice = voice
      said.lang = voice.lang
      speechSynthesis.cancel()
      speechSynthesis.speak(said)
    }
    // Voices come a moment after the page; the first asking makes the browser look for them.
    speechSynthesis.getVoices()
    const first = setTimeout(speak, 1500)
    const again = setInterval(speak, AGAIN_MS)
    return () => {
      clearTimeout(first)
      clearInterval(again)
      speechSynthesis.cancel()
    }
  })
}

/** A voice of this machine for a language; one that needs no line first. */
function voiceOf(language: string): SpeechSynthesisVoice | null {
  const able = speechSynthesis.getVoices().filter(({ lang }) => lang.toLowerCase().startsWith(language))
  return able.find(({ localService }) => localService) ?? able[0] ?? null
}
