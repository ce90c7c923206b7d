/** IPv4 networks that nothing is fetched from: own machine, link-local, multicast and up, metadata of clouds. */
const FORBIDDEN_V4: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  // What clouds answer their machines' passwords from: Aliyun, Azure, Oracle.
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
  // Multicast, reserved, broadcast.
  ['224.0.0.0', 3],
]

/** Metadata of clouds, with the own machine: Amazon, Google. */
const FORBIDDEN_V6: ReadonlySet<string> = new Set(['::', '::1', 'fd00:ec2::254', 'fd20:ce::254'])

/**
 * Whether an address that a name leads to is one that no camera has: loopback, unspecified, link-local, multicast, the
 * metadata address of a cloud, in any writing, or hidden in an IPv6 address. What cannot be read is forbidden too.
 */
export function isForbiddenAddress(address: string): boolean {
  const host = canonicalHost(address)
  if (host === null) return true
  const v4 = v4In(host)
  if (v4 !== null) return isForbiddenV4(v4)
  const groups = groupsIn(host)
  if (groups === null || FORBIDDEN_V6.has(host)) return true
  const [first = 0, second = 0, third = 0] = groups
  // fe80::/10 link-local, fec0::/10 what came before private networks, ff00::/8 multicast.
  if ((first & 0xff80) === 0xfe80 || first >= 0xff00) return true
  const inside = embeddedV4(groups, first, second, third)
  return inside !== null && isForbiddenV4(inside)
}

/** IPv4 inside IPv6: mapped and compatible, behind a translator (RFC 6052), 6to4 (RFC 3056). */
function embeddedV4(groups: readonly number[], first: number, second: number, third: number): number | null {
  const last = ((groups[6] ?? 0) * 65536 + (groups[7] ?? 0)) >>> 0
  if (groups.slice(0, 5).every((group) => group === 0) && (groups[5] === 0 || groups[5] === 0xffff)) return last
  if (groups.slice(0, 4).every((group) => group === 0) && groups[4] === 0xffff) return last
  if (first === 0x64 && second === 0xff9b) return last
  return first === 0x2002 ? (second * 65536 + third) >>> 0 : null
}

/** The one way to write a host; an IPv6 address without brackets. Null where it is none. */
function canonicalHost(address: string): string | null {
  const plain = address.replace(/%.*$/, '')
  const url = URL.parse(plain.includes(':') ? `http://[${plain}]` : `http://${plain}`)
  return url === null ? null : url.hostname.replace(/^\[|\]$/g, '')
}

function isForbiddenV4(address: number): boolean {
  return FORBIDDEN_V4.some(([network, bits]) => {
    const shift = 32 - bits
    return Math.floor(address / 2 ** shift) === Math.floor((v4In(network) ?? 0) / 2 ** shift)
  })
}

function v4In(host: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)?.slice(1)
  return parts === undefined ? null : parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}

/** The eight groups of a canonical IPv6 address. */
function groupsIn(host: string): number[] | null {
  if (!host.includes(':')) return null
  const [head = '', tail] = host.split('::')
  const numbers = (text: string) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)))
  const [before, after] = [numbers(head), numbers(tail ?? '')]
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array.from({ length: zeros }, () => 0), ...after]
}
