import { excerpt } from './fields.ts'
import { announcedTopic, isAnnounceable } from './recall.ts'

/** The patch as it is kept, JSON text by key (null forgets), and what of it may not be kept, in a sentence. */
export type Kept = { texts: Map<string, string | null>; problem: string | null }

const MOST_VALUE_BYTES = 16 * 1024
/** The database indexes keys, and its index takes 2704 bytes. */
const MOST_KEY_BYTES = 1000

/** What a decoder wants remembered, brought into the form that is kept. Never throws: what cannot be kept is told. */
export function keptOf(remember: Readonly<Record<string, unknown>>): Kept {
  const texts = new Map<string, string | null>()
  const problems: string[] = []
  for (const [key, value] of Object.entries(remember)) {
    const text = textOf(value)
    const problem = problemOf(key, text)
    if (problem === null) texts.set(key, text ?? null)
    else problems.push(problem)
  }
  const [first = null] = problems
  return { texts, problem: problems.length > 1 ? `${first} And ${problems.length - 1} more.` : first }
}

/** Whether anything can ever be remembered under a key: the database holds no NUL, and every topic may become a key. */
export function mayBeKey(key: string): boolean {
  return key !== '' && key.isWellFormed() && !key.includes('\0') && Buffer.byteLength(key) <= MOST_KEY_BYTES
}

/** `undefined` where the value is none that JSON can hold. */
function textOf(value: unknown): string | null | undefined {
  if (value === null) return null
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

function problemOf(key: string, text: string | null | undefined): string | null {
  const topic = announcedTopic(key)
  if (!mayBeKey(key))
    return `The key ${excerpt(key)} cannot be remembered: it is empty, broken, or longer than ${MOST_KEY_BYTES} bytes.`
  if (topic !== null && !isAnnounceable(topic))
    return `The topic ${excerpt(topic)} cannot be announced: it is too long, holds a wildcard, or is the broker’s own.`
  if (text === undefined) return `What should be remembered under ${excerpt(key)} is no JSON.`
  if (text !== null && Buffer.byteLength(text) > MOST_VALUE_BYTES)
    return `What should be remembered under ${excerpt(key)} is larger than ${MOST_VALUE_BYTES} bytes.`
  return null
}
