const MASK = '•••'

/**
 * An address as it may be shown: without what may be a key, that is the values of its query and those parts of its path
 * that are long and look like nothing but one (FIRMS has its MAP_KEY there).
 */
export function maskedUrl(url: string): string {
  const [, origin = '', path = '', query = ''] = /^([a-z]+:\/\/[^/?#]*)([^?#]*)(\?[^#]*)?/i.exec(url) ?? []
  const segments = path.split('/').map((segment) => (looksLikeKey(segment) ? MASK : segment))
  return origin + segments.join('/') + query.replace(/([?&][^=&]*)(?:=[^&]*)?/g, `$1=${MASK}`)
}

/** Whether an address was masked: nobody's real one holds these. */
export function isMasked(url: string): boolean {
  return url.includes(MASK)
}

function looksLikeKey(segment: string): boolean {
  const isLong = /^[A-Za-z0-9]{16,}$/.test(segment) || /^[\w.~-]{24,}$/.test(segment)
  return isLong && /\d/.test(segment) && /[A-Za-z]/.test(segment)
}
