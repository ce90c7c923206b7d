import { isIPv6 } from 'node:net'

/**
 * The network a client's address belongs to, by which tries are counted: an address of version 4 whole, the first 64 bits
 * of one of version 6, for every household has all the addresses below those.
 */
export function networkOf(ip: string): string {
  const [bare = ''] = ip.split('%')
  const [, four] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare) ?? []
  if (four !== undefined) return four
  if (!isIPv6(bare)) return ip
  // The address as the URL standard writes it: hexadecimal, shortened, in lower case.
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::')
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const [first, last] = [groups(head), groups(tail ?? '')]
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length
  return `${[...first, ...Array<string>(zeros).fill('0'), ...last].slice(0, 4).join(':')}::/64`
}
