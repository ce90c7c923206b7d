/** A broker's address taken apart, so that the part that may be logged holds no password. */
export type BrokerAddress = { url: string; username: string | null; password: string | null }

/** Splits user name and password off an `mqtt:`, `mqtts:`, `ws:` or `wss:` URL; throws `TypeError` on anything else. */
export function brokerAddress(text: string): BrokerAddress {
  const url = URL.parse(text)
  if (!url || !/^(mqtts?|wss?):$/.test(url.protocol) || url.hostname === '')
    throw new TypeError('a broker address begins with mqtt://, mqtts://, ws:// or wss://')
  const username = url.username === '' ? null : decodeURIComponent(url.username)
  const password = url.password === '' ? null : decodeURIComponent(url.password)
  url.username = ''
  url.password = ''
  return { url: url.href, username, password }
}
