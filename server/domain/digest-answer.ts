import { createHash } from 'node:crypto'
import { challengesIn } from './challenges.ts'

/** What a digest answer is made of; `cnonce` is fresh for each. */
export type DigestRequest = { username: string; password: string; method: string; path: string; cnonce: string }

/**
 * The `Authorization` header that answers the first Digest challenge of a header that can be answered (RFC 7616; MD5 as cameras ask for it, SHA-256,
 * and their -sess forms, with `qop=auth` or, as in RFC 2069, none). Null where all of them ask for anything else.
 */
export function digestAnswer(header: string, request: DigestRequest): string | null {
  const digests = challengesIn(header).filter(({ scheme }) => scheme === 'digest')
  return digests.map(({ told }) => answerTo(told, request)).find((answer) => answer !== null) ?? null
}

function answerTo(told: ReadonlyMap<string, string>, request: DigestRequest): string | null {
  const [realm, nonce, algorithm = 'MD5'] = [told.get('realm'), told.get('nonce'), told.get('algorithm')]
  const hash = { MD5: 'md5', 'SHA-256': 'sha256' }[algorithm.toUpperCase().replace(/-SESS$/, '')]
  if (realm === undefined || nonce === undefined || hash === undefined) return null
  const qops = told.get('qop')?.split(/[\s,]+/)
  if (qops !== undefined && !qops.includes('auth')) return null
  const { username, password, method, path, cnonce } = request
  const digest = (text: string) => createHash(hash).update(text).digest('hex')
  const secret = digest(`${username}:${realm}:${password}`)
  const a1 = /-sess$/i.test(algorithm) ? digest(`${secret}:${nonce}:${cnonce}`) : secret
  const a2 = digest(`${method}:${path}`)
  const response = digest(qops === undefined ? `${a1}:${nonce}:${a2}` : `${a1}:${nonce}:00000001:${cnonce}:auth:${a2}`)
  const quoted = { username, realm, nonce, uri: path, response, opaque: told.get('opaque') }
  const parts = Object.entries(quoted).flatMap(([name, value]) => {
    return value === undefined ? [] : [`${name}="${value.replace(/["\\]/g, '\\$&')}"`]
  })
  if (told.has('algorithm')) parts.push(`algorithm=${algorithm}`)
  if (qops !== undefined || /-sess$/i.test(algorithm)) parts.push('qop=auth', 'nc=00000001', `cnonce="${cnonce}"`)
  return `Digest ${parts.join(', ')}`
}
