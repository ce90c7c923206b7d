import type { Request } from 'express'
import type { Gateways } from '../gateways.ts'
import { isLoopback } from '../mqtt/loopback.ts'
import { Refusal } from './route.ts'

/** Lets a sender in, or throws the refusal of everybody else, in the same words whatever is wrong. */
export type Admit = (sourceId: string, token: string | null, ip: string, raw: Request) => Promise<void>

/** The doorkeeper of what brings the token of a source. */
export function createAdmission(parts: {
  gateways: Gateways
  isSource: (id: string) => Promise<boolean>
  /** Whether this machine's own programs need no token: as anonymous publishers in the demo. */
  isOpenOnLoopback: boolean
  isSameOrigin: (request: Request) => boolean
}): Admit {
  const { gateways, isSource, isOpenOnLoopback, isSameOrigin } = parts
  return async (sourceId, token, ip, raw) => {
    if (token === null) {
      // A page of another site, open in a browser on this machine, is not one of its programs.
      const isOwn = isOpenOnLoopback && isLoopback(ip) && isSameOrigin(raw)
      if (isOwn && (await isSource(sourceId))) return
      throw new Refusal('wrong-token')
    }
    const verdict = await gateways.admit(sourceId, token, ip)
    if (verdict !== 'right') throw new Refusal(verdict === 'wrong' ? 'wrong-token' : 'too-many')
  }
}

/** The gateway token of a request, null where it brings none. Who speaks another scheme may still say it in the address. */
export function tokenOf(authorization: string | undefined, inAddress: string | undefined): string | null {
  const [, scheme = '', credentials = ''] = /^(\w+) +(\S+) *$/.exec(authorization ?? '') ?? []
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return credentials
    case 'basic': {
      const pair = Buffer.from(credentials, 'base64').toString('utf8')
      return pair.slice(pair.indexOf(':') + 1)
    }
    default:
      return inAddress || null
  }
}
