/** Whether a link may be asked for, and as what; the name it holds has still to be looked up and judged. */
export type JudgedLink =
  | { ok: true; url: URL; /** The host is an address that was itself allowed. */ isLiteral: boolean }
  | { ok: false; reason: 'bad-link' | 'not-allowed' }

/**
 * Judges a link by what the administrator allowed: `allowed` holds scheme, host and port, and perhaps the beginning of
 * a path. A link that begins with a slash stands below the first of them. Nothing is guessed and nothing is a pattern.
 */
export function judgeLink(link: string, allowed: readonly string[]): JudgedLink {
  const [base] = allowed
  const isRelative = isRelativeLink(link)
  if (isRelative && base === undefined) return { ok: false, reason: 'not-allowed' }
  const url = URL.parse(isRelative ? `${base}${link}` : link)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return { ok: false, reason: 'bad-link' }
  // Whoever reads such a link takes the name before the @ for where it leads.
  if (url.username !== '' || url.password !== '') return { ok: false, reason: 'bad-link' }
  url.hash = ''
  const isAllowed = allowed.some((entry) => isBelow(url, entry))
  return isAllowed ? { ok: true, url, isLiteral: isAddress(url.hostname) } : { ok: false, reason: 'not-allowed' }
}

/** Whether a link names only a path, to be read below the address of its source. */
export function isRelativeLink(link: string): boolean {
  return /^\/(?![/\\])/.test(link)
}

/** Host and port that a link leads to, for people; null where it cannot be told. */
export function hostOfLink(link: string, base: string | undefined): string | null {
  const url = isRelativeLink(link) ? base && URL.parse(base) : URL.parse(link)
  return url ? url.host.slice(0, 200) || null : null
}

/**
 * The one origin that a source's credentials are for: that of the first address it may fetch from, else that of the
 * address it is asked at. A link names where it leads, and whoever writes links must not choose who is shown a secret.
 */
export function credentialsOrigin(fetchFrom: readonly string[] | null, pullUrl: string | null): string | null {
  const address = fetchFrom?.[0] ?? pullUrl
  return (address && URL.parse(address)?.origin) || null
}

/** What is wrong with an address to be allowed, in words for who typed it; null where nothing is. */
export function allowedFault(entry: string): string | null {
  const url = URL.parse(entry)
  if (url === null || !/^https?:$/.test(url.protocol)) return 'must be an address such as http://192.168.1.20:5000'
  if (url.username !== '' || url.password !== '') return 'holds a name or password; those go into fetchCredentials'
  if (/[*?#]/.test(entry))
    return 'no wildcards, queries or fragments: one address, perhaps with the beginning of a path'
  const [, typed = ''] = /^https?:\/\/(\[[^\]]*\]|[^/:]*)/i.exec(entry) ?? []
  if (typed.toLowerCase() !== url.hostname) return `write the host as ${url.hostname}`
  return /%|\\|\/\.{1,2}(\/|$)|\/\//.test(entry.slice(url.protocol.length + 2))
    ? 'the path must be written plainly'
    : null
}

/** An allowed address as it is kept: the port that goes without saying and a last slash are left out. */
export function allowedAddress(entry: string): string {
  const { origin, pathname } = new URL(entry)
  return origin + pathname.replace(/\/+$/, '')
}

function isBelow(url: URL, entry: string): boolean {
  const allowed = URL.parse(entry)
  if (allowed === null || allowed.origin !== url.origin) return false
  const path = allowed.pathname.replace(/\/+$/, '')
  if (path === '') return true
  // Some servers read an escaped slash as one, and climb out of the path with it.
  if (/%2f|%5c|%2e|%25|%00/i.test(url.pathname)) return false
  return url.pathname === path || url.pathname.startsWith(`${path}/`)
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname)
}
