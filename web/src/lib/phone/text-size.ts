/** Sizes of text, in percent of 16 px: body text of 18, 22, 26 and 30 px. Text enlarged by the phone itself comes on top. */
export const TEXT_PERCENTS = [100, 122, 145, 167] as const

const KEY = 'phone-text-size'

/** The chosen size, as an index into the sizes. */
export function storedTextSize(): number {
  try {
    const index = Number(localStorage.getItem(KEY) ?? 0)
    return index in TEXT_PERCENTS ? index : 0
  } catch {
    return 0
  }
}

/** Puts a size on the document and remembers it; returns what takes it off again. */
export function applyTextSize(index: number): () => void {
  document.documentElement.style.fontSize = `${TEXT_PERCENTS[index] ?? 100}%`
  try {
    localStorage.setItem(KEY, String(index))
  } catch {
    // The size holds until the page is closed.
  }
  return () => {
    document.documentElement.style.fontSize = ''
  }
}
