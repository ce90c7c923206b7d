import { z } from 'zod'
import type { HttpRequest } from './channel.ts'

/** How a small gateway on the LAN wants to be asked: what its fields are called is a setting. */
export const formSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  method: z.enum(['GET', 'POST']),
  /** Where the fields stand: in the query, in a form, or in JSON, in which `a.b` is b within a. */
  encoding: z.enum(['query', 'form', 'json']),
  /** What never changes, such as a user name the gateway wants among its fields. */
  constants: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** Basic access authentication (RFC 7617), or a token. */
  user: z.object({ name: z.string().min(1), password: z.string() }).optional(),
  bearer: z.string().min(1).optional(),
})
export type Form = z.output<typeof formSchema>

/** The request that says `fields` in a gateway's own form. */
export function formedRequest(form: Form, fields: Readonly<Record<string, string | string[]>>): HttpRequest {
  const all = { ...form.constants, ...fields }
  const headers: Record<string, string> = { ...authorizationOf(form) }
  const isQuery = form.encoding === 'query' || form.method === 'GET'
  const url = new URL(form.url)
  if (isQuery) {
    for (const [name, value] of pairsOf(all)) url.searchParams.append(name, value)
    return { method: form.method, url: url.href, headers, body: null }
  }
  if (form.encoding === 'form') {
    headers['content-type'] = 'application/x-www-form-urlencoded; charset=utf-8'
    return { method: 'POST', url: url.href, headers, body: new URLSearchParams(pairsOf(all)).toString() }
  }
  headers['content-type'] = 'application/json; charset=utf-8'
  return { method: 'POST', url: url.href, headers, body: JSON.stringify(nested(all)) }
}

type Value = string | number | boolean | string[]

function authorizationOf({ user, bearer }: Form): Record<string, string> {
  if (bearer !== undefined) return { authorization: `Bearer ${bearer}` }
  if (user === undefined) return {}
  return { authorization: `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}` }
}

function pairsOf(fields: Readonly<Record<string, Value>>): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
  )
}

type Tree = { [name: string]: Value | Tree }

function nested(fields: Readonly<Record<string, Value>>): Tree {
  const tree: Tree = {}
  for (const [path, value] of Object.entries(fields)) {
    const names = path.split('.')
    let at = tree
    for (const name of names.slice(0, -1)) {
      const below = at[name]
      const next: Tree = typeof below === 'object' && !Array.isArray(below) ? below : {}
      at[name] = next
      at = next
    }
    at[names.at(-1) ?? path] = value
  }
  return tree
}
