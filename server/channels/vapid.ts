import { createECDH } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { errorCode } from '../../db/error-code.ts'
import type { VapidKeys } from '../notify/web-push.ts'

const keysSchema = z.object({ publicKey: z.base64url().length(87), privateKey: z.base64url().length(43) })

/**
 * The keys by which browsers know this installation. Made once and kept in the data directory for its owner alone: with
 * others every subscription would be lost.
 */
export function vapidKeys(dataDir: string): VapidKeys {
  const file = join(dataDir, 'vapid.json')
  const known = readKeys(file)
  if (known !== null) return known
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  const keys = {
    publicKey: pair.getPublicKey('base64url'),
    // A key that happens to be small has leading zeros nonetheless.
    privateKey: Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
      .subarray(-32)
      .toString('base64url'),
  }
  mkdirSync(dirname(file), { recursive: true })
  try {
    writeFileSync(file, JSON.stringify(keys), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    // Another process of the same directory was first.
    const theirs = errorCode(error) === 'EEXIST' ? readKeys(file) : null
    if (theirs === null) throw error
    return theirs
  }
  return keys
}

function readKeys(file: string): VapidKeys | null {
  try {
    return keysSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw new Error(`${file} does not hold the keys it should`, { cause: error })
  }
}
