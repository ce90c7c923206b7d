/** What was typed under a name and has not been sent; empty where nothing was, or this browser keeps nothing. */
export function keptText(name: string): string {
  try {
    return localStorage.getItem(`xiangshao-text-${name}`) ?? ''
  } catch {
    return ''
  }
}

/** Keeps what is typed under a name over a reload; forgets it when it is empty. */
export function keepText(name: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(`xiangshao-text-${name}`)
    else localStorage.setItem(`xiangshao-text-${name}`, text)
  } catch {
    // The text stands in its field; a browser that keeps nothing is no reason to stop typing.
  }
}
