const KEY = 'xiangshao-desk-sound'

/** Whether this desk sounds alarms; it does until somebody turned it off on this machine (the wall beside it may sound). */
export function readSoundChoice(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}

/** Keeps the choice on this machine, where the browser lets it. */
export function writeSoundChoice(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off')
  } catch {
    // Without storage the choice holds until the page is loaded anew.
  }
}
