/** A tap is over a moment after the finger is lifted: its click comes last. */
const LINGER_MS = 700
/** A finger whose lifting nobody told of holds nothing for longer. */
const LONGEST_MS = 10_000

/** Whether somebody has a finger on the page, or has just lifted it. Call it while a component is made. */
export function createHold(): { readonly on: boolean } {
  let on = $state(false)
  $effect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const until = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => (on = false), ms)
    }
    const hold = () => {
      on = true
      until(LONGEST_MS)
    }
    const lift = () => until(LINGER_MS)
    // Scrolling cancels the pointer while the finger is still there; touches go on to tell of it.
    addEventListener('pointerdown', hold, true)
    addEventListener('touchstart', hold, { capture: true, passive: true })
    addEventListener('pointerup', lift, true)
    addEventListener('touchend', lift, true)
    addEventListener('touchcancel', lift, true)
    return () => {
      clearTimeout(timer)
      removeEventListener('pointerdown', hold, true)
      removeEventListener('touchstart', hold, { capture: true })
      removeEventListener('pointerup', lift, true)
      removeEventListener('touchend', lift, true)
      removeEventListener('touchcancel', lift, true)
    }
  })
  return {
    get on() {
      return on
    },
  }
}
