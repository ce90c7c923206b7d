import { createHash, createHmac } from 'node:crypto'
import type { HttpRequest, Moment } from './channel.ts'

/** A call of an API of Alibaba Cloud in the style of RPC: all it says stands in the query. */
export type Acs3Call = { host: string; action: string; version: string; query: Readonly<Record<string, string>> }

/** Whose call it is. */
export type Acs3Key = { accessKeyId: string; accessKeySecret: string }

const ALGORITHM = 'ACS3-HMAC-SHA256'

/**
 * A signed request of Alibaba Cloud's OpenAPI. Source:
 * https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature, whose fixed example is a test.
 */
export function acs3Request(call: Acs3Call, key: Acs3Key, { now, nonce }: Pick<Moment, 'now' | 'nonce'>): HttpRequest {
  const query = Object.entries(call.query)
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const signed: Record<string, string> = {
    host: call.host,
    'x-acs-action': call.action,
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': now.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': call.version,
  }
  const names = Object.keys(signed).join(';')
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`)
  const canonical = ['POST', '/', query, lines.join(''), names, sha256('')].join('\n')
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex')
  const authorization = `${ALGORITHM} Credential=${key.accessKeyId},SignedHeaders=${names},Signature=${signature}`
  const { host: _, ...headers } = signed
  return { method: 'POST', url: `https://${call.host}/?${query}`, headers: { ...headers, authorization }, body: null }
}

/** As RFC 3986 has it, which leaves fewer characters alone than the language does. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
