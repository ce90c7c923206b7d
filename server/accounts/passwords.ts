import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { plainPassword } from '../domain/password-rules.ts'
import { createTurns, type Lane } from './turns.ts'

const derive = promisify(argon2)

/** OWASP's smallest recommended argon2id: 19 MiB, two passes, one lane; some 60 to 100 ms on a small machine. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const
/** More at once would only fill the memory. */
const MOST_AT_ONCE = 2

/** What may wait of those who are nobody yet: some seconds of work. */
const turns = createTurns({ atOnce: MOST_AT_ONCE, most: 200, mostOfOne: 40 })
const PROGRAM: Lane = { group: 'program', name: '' }

type Cost = { memory: number; passes: number; parallelism: number; tagLength: number }

async function hashed(password: string, nonce: Buffer, cost: Cost): Promise<Buffer> {
  return derive('argon2id', { message: Buffer.from(password, 'utf8'), nonce, ...cost })
}

/** Does the work when its turn has come; null where too many wait in front of it. */
async function inTurn<T>(lane: Lane, work: () => Promise<T>): Promise<T | null> {
  const end = await turns.take(lane)
  if (end === null) return null
  try {
    return await work()
  } finally {
    end()
  }
}

/** The argon2id hash of a password, with its salt and cost, in PHC form. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await inTurn(PROGRAM, () => hashed(plainPassword(password), salt, COST))
  if (hash === null) throw new Error('the program was not let in front of its own work')
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${text(salt)}$${text(hash)}`
}

type Hash = { cost: Cost; salt: Buffer; tag: Buffer }

/** A hash of nothing anybody knows: verifying against it takes as long as against a real one. */
const NOBODY: Hash = { cost: COST, salt: Buffer.alloc(16), tag: Buffer.alloc(COST.tagLength) }

/** Whether the password is the one hashed; takes the same time for a user who does not exist (`null`). */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  return (await verifyInTurn(PROGRAM, password, hash)) === true
}

/** The same for somebody at the door, who waits in a lane of their own; null where too many wait already. */
export async function verifyInTurn(lane: Lane, password: string, hash: string | null): Promise<boolean | null> {
  return inTurn(lane, () => isRight(password, hash))
}

async function isRight(password: string, hash: string | null): Promise<boolean> {
  const known = hash === null ? null : hashOf(hash)
  const { cost, salt, tag } = known ?? NOBODY
  const plain = plainPassword(password)
  // Older hashes are of what was typed, letter by letter.
  for (const typed of plain === password ? [password] : [plain, password]) {
    const actual = await hashed(typed, salt, cost)
    if (known !== null && actual.length === tag.length && timingSafeEqual(actual, tag)) return true
  }
  return false
}

/** Reads the PHC form with the cost it names: a dearer one for new passwords must not lock out the old. */
function hashOf(text: string): Hash | null {
  const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]{11,})\$([A-Za-z0-9+/]{43})$/
  const [, memory, passes, parallelism, salt = '', tag = ''] = form.exec(text) ?? []
  if (memory === undefined) return null
  const cost = { ...COST, memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  return { cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') }
}
