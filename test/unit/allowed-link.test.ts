import { describe, expect, it } from 'vitest'
import { allowedAddress, allowedFault, hostOfLink, judgeLink } from '../../server/domain/allowed-link.ts'
import { isForbiddenAddress } from '../../server/domain/forbidden-address.ts'

const CAMERA = 'http://192.168.1.20:5000'
const BELOW = 'https://frames.example.org/alerts'
const verdict = (link: string, allowed = [CAMERA, BELOW]) => {
  const judged = judgeLink(link, allowed)
  return judged.ok ? judged.url.href : judged.reason
}

describe('a link', () => {
  it.each([
    ['of an allowed camera', `${CAMERA}/a.jpg?x=1`, `${CAMERA}/a.jpg?x=1`],
    ['in capitals', 'HTTP://192.168.1.20:5000/a.jpg', `${CAMERA}/a.jpg`],
    ['whose address is written as one number', 'http://3232235796:5000/a.jpg', `${CAMERA}/a.jpg`],
    ['whose address ends with a dot', 'http://192.168.1.20.:5000/a.jpg', `${CAMERA}/a.jpg`],
    ['with a fragment', `${CAMERA}/a.jpg#x`, `${CAMERA}/a.jpg`],
    ['below an allowed path', `${BELOW}/7/a.jpg`, `${BELOW}/7/a.jpg`],
    ['at an allowed path', BELOW, BELOW],
    ['that names only a path', '/api/events/1.2-x/snapshot.jpg', `${CAMERA}/api/events/1.2-x/snapshot.jpg`],
  ])('%s is asked for', (_, link, href) => {
    expect(verdict(link)).toBe(href)
  })

  it.each([
    ['of another port', 'http://192.168.1.20:5001/a.jpg', 'not-allowed'],
    ['of no port', 'http://192.168.1.20/a.jpg', 'not-allowed'],
    ['of another scheme', 'https://192.168.1.20:5000/a.jpg', 'not-allowed'],
    ['of another address', 'http://192.168.1.21:5000/a.jpg', 'not-allowed'],
    ['of an address that begins the same', 'http://192.168.1.200:5000/a.jpg', 'not-allowed'],
    ['of a name that begins the same', 'https://frames.example.org.evil.test/alerts/a', 'not-allowed'],
    ['of a name with a dot behind it', 'https://frames.example.org./alerts/a', 'not-allowed'],
    ['of a path that only begins the same', 'https://frames.example.org/alerts-of-others', 'not-allowed'],
    ['that climbs out of its path', `${BELOW}/../secret`, 'not-allowed'],
    ['that climbs out in disguise', `${BELOW}/%2e%2e/secret`, 'not-allowed'],
    ['that climbs out with escaped slashes', `${BELOW}/..%2f..%2fsecret`, 'not-allowed'],
    ['that climbs out with backslashes', `${BELOW}\\..\\..\\secret`, 'not-allowed'],
    ['that is escaped twice', `${BELOW}/%252e%252e/secret`, 'not-allowed'],
    ['to this machine', 'http://127.0.0.1:5000/', 'not-allowed'],
    ['to this machine, as one number', 'http://2130706433:5000/', 'not-allowed'],
    ['to this machine, in octal', 'http://0177.0.0.1:5000/', 'not-allowed'],
    ['to this machine, in hexadecimal', 'http://0x7f.1:5000/', 'not-allowed'],
    ['to this machine, with wide dots', 'http://127。0。0。1:5000/', 'not-allowed'],
    ['to this machine, inside IPv6', 'http://[::ffff:127.0.0.1]:5000/', 'not-allowed'],
    ['to a camera, inside IPv6', 'http://[::ffff:192.168.1.20]:5000/', 'not-allowed'],
    ['to the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/', 'not-allowed'],
    ['that names no scheme', '//evil.test/a.jpg', 'bad-link'],
    ['with a backslash for a slash', '/\\evil.test/a.jpg', 'bad-link'],
    ['with a name before the host', 'http://192.168.1.20:5000@evil.test/', 'bad-link'],
    ['with a password for an allowed host', 'http://root:x@192.168.1.20:5000/', 'bad-link'],
    ['to a file', 'file:///etc/passwd', 'bad-link'],
    ['by FTP', 'ftp://192.168.1.20:5000/a.jpg', 'bad-link'],
    ['that is script', 'javascript:alert(1)', 'bad-link'],
    ['that is data', 'data:image/png;base64,AAAA', 'bad-link'],
    ['that is nothing', '', 'bad-link'],
    ['with an impossible port', 'http://192.168.1.20:99999/', 'bad-link'],
  ])('%s is not', (_, link, reason) => {
    expect(verdict(link)).toBe(reason)
  })

  it('that names only a path leads nowhere where nothing is allowed, and below the path that is', () => {
    expect(verdict('/a.jpg', [])).toBe('not-allowed')
    expect(verdict('/a.jpg', [BELOW])).toBe(`${BELOW}/a.jpg`)
    expect(verdict('/../a.jpg', [BELOW])).toBe('not-allowed')
  })

  it('is told by host and port alone', () => {
    expect(hostOfLink('https://s3.example.org/key?signature=secret', undefined)).toBe('s3.example.org')
    expect(hostOfLink('/a.jpg', CAMERA)).toBe('192.168.1.20:5000')
    expect([hostOfLink('/a.jpg', undefined), hostOfLink('nonsense', CAMERA)]).toEqual([null, null])
  })
})

describe('an address to be allowed', () => {
  it.each([CAMERA, BELOW, 'http://[fd12::7]:8080', 'http://frigate:5000/', 'https://a.example/x'])(
    '%s is taken',
    (entry) => expect(allowedFault(entry)).toBeNull(),
  )

  it.each([
    'http://*.example.org',
    '*',
    '192.168.1.20:5000',
    'ftp://192.168.1.20',
    'http://root:pass@192.168.1.20',
    'http://192.168.1.20/?x=1',
    'http://0x7f.1',
    'http://127。0。0。1',
    'http://192.168.1.20/a/../b',
    'http://192.168.1.20/a%2fb',
    'http://192.168.1.20//a',
  ])('%s is refused', (entry) => expect(allowedFault(entry)).not.toBeNull())

  it('is kept without what goes without saying', () => {
    expect(allowedAddress('HTTP://Frigate:80/')).toBe('http://frigate')
    expect(allowedAddress('https://a.example:8443/x/')).toBe('https://a.example:8443/x')
  })
})

describe('an address that a name leads to', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '0.1.2.3',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '2130706433',
    '0177.0.0.1',
    '0x7f000001',
    '::',
    '::1',
    '0:0:0:0:0:0:0:1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'fd00:ec2::254',
    'FD00:0EC2:0:0:0:0:0:254',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    'nonsense words',
    '',
  ])('%s is forbidden', (address) => expect(isForbiddenAddress(address)).toBe(true))

  it.each([
    '192.168.1.20',
    '10.0.0.1',
    '172.17.0.2',
    '100.64.0.1',
    '8.8.8.8',
    '126.255.255.255',
    '128.0.0.1',
    '169.253.0.1',
    '223.255.255.255',
    'fd12:3456::1',
    '2001:db8::1',
    '::ffff:192.168.1.20',
    '64:ff9b::808:808',
  ])('%s is not', (address) => expect(isForbiddenAddress(address)).toBe(false))
})
