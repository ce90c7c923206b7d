import { isIPv4, isIPv6 } from 'node:net'

/** Names that Express knows for networks. */
const NAMED: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** Whether Express understands it as proxies to be believed: how many of them, or their addresses and networks. */
export function isTrustedProxies(text: string): boolean {
  return /^\d+$/.test(text) || text.split(',').every((part) => NAMED.has(part.trim()) || isNetwork(part.trim()))
}

function isNetwork(text: string): boolean {
  const [address = '', range, ...rest] = text.split('/')
  if (rest.length > 0 || !(isIPv4(address) || isIPv6(address))) return false
  if (range === undefined) return true
  if (/^\d+$/.test(range)) return Number(range) >= 1 && Number(range) <= (isIPv4(address) ? 32 : 128)
  return isIPv4(address) && isIPv4(range) && isMask(range)
}

/** Ones and then zeros, with at least one of the former. */
function isMask(text: string): boolean {
  const bits = text
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')
  return /^1+0*$/.test(bits)
}
