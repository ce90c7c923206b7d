import type { IncomingMessage } from 'node:http'
import { Refusal } from './route.ts'

/** How much of a body is read, how long one waits for it, and what is said to whom sends more. */
export type BodyLimits = { mostBytes: number; patienceMs: number; tooLarge: string; tooSlow: string }

/** A body as it came, whatever it is; refuses one that is larger, slower, or packed. */
export async function postedBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw new Refusal('wrong-type', { detail: `the body is packed (${encoding})` })
  if (Number(request.headers['content-length'] ?? 0) > limits.mostBytes) throw tooLarge(limits)
  const chunks: Buffer[] = []
  let length = 0
  await each(request, limits, (chunk) => {
    length += chunk.length
    if (length > limits.mostBytes) throw tooLarge(limits)
    chunks.push(chunk)
  })
  return Buffer.concat(chunks)
}

/**
 * Reads a body to its end and keeps nothing of it: many devices send all of it before they look at an answer, and one
 * that is refused must hear that it is to say who it is.
 */
export async function discardedBody(request: IncomingMessage, limits: BodyLimits): Promise<void> {
  let length = 0
  await each(request, limits, (chunk) => {
    length += chunk.length
    if (length > limits.mostBytes) throw tooLarge(limits)
  })
}

async function each(request: IncomingMessage, limits: BodyLimits, take: (chunk: Buffer) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const late = setTimeout(() => reject(new Refusal('too-slow', { detail: limits.tooSlow })), limits.patienceMs)
  const broken = () => reject(new Refusal('bad-request', { detail: 'the body broke off' }))
  const data = (chunk: Buffer) => {
    try {
      take(chunk)
    } catch (error) {
      reject(error)
    }
  }
  if (request.destroyed) broken()
  request.on('data', data).once('end', resolve).once('close', broken).once('error', broken)
  try {
    await promise
  } finally {
    clearTimeout(late)
    request.off('data', data).off('close', broken).off('end', resolve)
  }
}

function tooLarge({ tooLarge: detail }: BodyLimits): Refusal {
  return new Refusal('too-large', { detail })
}
