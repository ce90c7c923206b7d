import { isMasked, maskedUrl } from '../domain/masked-url.ts'

type Tree = { [name: string]: unknown }

/** Settings as they may be shown: each secret as null, addresses without what may be a key; and which secrets are set. */
export function shownSettings(
  settings: Readonly<Tree>,
  secrets: readonly string[],
): { settings: Tree; secretsSet: string[] } {
  const secretsSet: string[] = []
  const shown = mapped(settings, '', (value, path) => {
    if (!secrets.includes(path)) return typeof value === 'string' && /^https?:/i.test(value) ? maskedUrl(value) : value
    secretsSet.push(path)
    return null
  })
  return { settings: shown, secretsSet }
}

/**
 * Settings as they are meant: a secret that is left out or null is the one from before, an empty one is none, and an
 * address that comes back masked is the one that was masked.
 */
export function meantSettings(given: Readonly<Tree>, before: Readonly<Tree> | null, secrets: readonly string[]): Tree {
  const meant = mapped(given, '', (value, path) => {
    const old = at(before, path)
    const isOld = typeof value === 'string' && isMasked(value) && typeof old === 'string' && maskedUrl(old) === value
    return isOld ? old : value
  })
  for (const path of secrets) {
    const value = at(meant, path)
    if (value === '') put(meant, path, undefined)
    else if (value === undefined || value === null) put(meant, path, at(before, path))
  }
  return meant
}

function mapped(tree: Readonly<Tree>, above: string, each: (value: unknown, path: string) => unknown): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => {
      const path = above === '' ? name : `${above}.${name}`
      const changed = each(value, path)
      return [name, isTree(changed) ? mapped(changed, path, each) : changed]
    }),
  )
}

function at(tree: Readonly<Tree> | null, path: string): unknown {
  return path.split('.').reduce<unknown>((below, name) => (isTree(below) ? below[name] : undefined), tree)
}

/** Puts a value where its surroundings are; where they are not, nobody asked for them. */
function put(tree: Tree, path: string, value: unknown): void {
  const names = path.split('.')
  const last = names.pop() ?? path
  const around = names.length === 0 ? tree : at(tree, names.join('.'))
  if (!isTree(around)) return
  if (value === undefined) delete around[last]
  else around[last] = value
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether every address among the settings is still on the host it was on: a secret is shown to no other. */
export function staysOnHosts(before: Readonly<Tree>, after: Readonly<Tree>): boolean {
  return Object.entries(before).every(([name, value]) => {
    const now = after[name]
    if (isTree(value)) return isTree(now) ? staysOnHosts(value, now) : now === undefined || now === null
    const host = hostOf(value)
    return host === null || hostOf(now) === null || hostOf(now) === host
  })
}

function hostOf(value: unknown): string | null {
  return typeof value === 'string' && /^https?:/i.test(value) ? (URL.parse(value)?.host ?? null) : null
}
