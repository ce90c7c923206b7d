import type { Role } from '#shared/person.ts'

type Address = { origin: string; searchParams: Pick<URLSearchParams, 'get'> }

/** Where somebody who just signed in belongs: where they came from, else the surface of their role. */
export function destinationFor(address: Address, roles: readonly Role[]): string {
  const next = address.searchParams.get('next')
  if (next !== null && isOwnPath(next, address.origin)) return next
  if (roles.includes('wall')) return '/wall'
  if (roles.includes('admin') || roles.includes('duty')) return '/'
  return roles.includes('reviewer') ? '/review' : '/m'
}

/** A link that a stranger made must not carry anybody off to another site after signing in. */
function isOwnPath(next: string, origin: string): boolean {
  if (!next.startsWith('/')) return false
  try {
    return new URL(next, origin).origin === origin
  } catch {
    return false
  }
}
