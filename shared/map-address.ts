// Addresses in map styles, for the server, which looks where they lead, and for the pages, which ask there. Without URL.parse:
// the browsers of the walls have none.

/** Whose tiles 天地图 gives out, from t0 to t7. */
export const TIANDITU_ORIGINS: readonly string[] = Array.from({ length: 8 }, (_, n) => `https://t${n}.tianditu.gov.cn`)

function urlOf(address: string, base?: string): URL | null {
  try {
    return new URL(address, base)
  } catch {
    return null
  }
}

/** What is wrong with the address of a map; null where nothing is. */
export function addressFault(address: string): string | null {
  const url = urlOf(address)
  if (url === null || !/^https?:$/.test(url.protocol)) return 'must be the http or https address of a style'
  return url.username !== '' || url.password !== '' ? 'holds a name or password, which everybody could read' : null
}

/**
 * An address in a style, whole: relative ones begin where the style lies, and `{z}` stays `{z}`. Null for what is no
 * http or https address.
 */
export function wholeAddress(address: string, styleUrl: string): string | null {
  // A placeholder in the host is none that a policy could name.
  const url = urlOf(address, styleUrl)
  if (url === null || !/^https?:$/.test(url.protocol) || /[{%]/.test(url.host)) return null
  return url.href.replaceAll('%7B', '{').replaceAll('%7D', '}')
}
