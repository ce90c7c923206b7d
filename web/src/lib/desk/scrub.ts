const SECOND_MS = 1000

/** What a key does to the moment shown: a step in milliseconds, an end of the span, or nothing (null). */
export function stepOf({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): number | 'start' | 'end' | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return -SECOND_MS * (shiftKey ? 10 : 1)
    case 'ArrowRight':
    case 'ArrowUp':
      return SECOND_MS * (shiftKey ? 10 : 1)
    case 'PageUp':
      return -60 * SECOND_MS
    case 'PageDown':
      return 60 * SECOND_MS
    case 'Home':
      return 'start'
    case 'End':
      return 'end'
    default:
      return null
  }
}
