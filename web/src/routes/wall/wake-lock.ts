/** Keeps the screen on for as long as it runs, where the browser can; a wall must not go to sleep. */
export function holdWakeLock(): () => void {
  let lock: WakeLockSentinel | null = null
  let over = false
  const ask = async () => {
    // Missing in old browsers, and without a secure context.
    if (over || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    lock = await navigator.wakeLock.request('screen').catch(() => null)
  }
  const again = () => void ask()
  again()
  // The browser takes the lock away whenever the page is hidden.
  document.addEventListener('visibilitychange', again)
  return () => {
    over = true
    document.removeEventListener('visibilitychange', again)
    void lock?.release().catch(() => undefined)
  }
}
