import { DrizzleQueryError } from 'drizzle-orm/errors'
import { describe, expect, it } from 'vitest'
import { errorCode } from '../../db/error-code.ts'
import { explain } from '../../server/explain.ts'
import { refusalOf } from '../../server/http/app.ts'
import { loggedError } from '../../server/logged-error.ts'

const down = Object.assign(new Error('connect ECONNREFUSED 10.0.0.9:5432'), { code: 'ECONNREFUSED' })
const failed = (cause: Error) =>
  new DrizzleQueryError('select * from accounts where username = $1', ['a password typed as a name'], cause)

describe('an error in the log', () => {
  it('tells the statement and why it failed, and never its parameters', () => {
    const logged = JSON.stringify(loggedError(new Error('a request failed', { cause: failed(down) })))
    expect(logged).toContain('where username = $1')
    expect(logged).toContain('ECONNREFUSED')
    expect(logged).not.toContain('typed as a name')
    expect(explain(failed(new Error('odd')))).not.toContain('typed as a name')
  })

  it('holds neither the row that PostgreSQL complains about nor what somebody else put on it', () => {
    const refused = Object.assign(new Error('null value in column "name"'), {
      code: '23502',
      detail: 'Failing row contains ($argon2id$secret).',
      parameters: ['$argon2id$secret'],
    })
    const logged = JSON.stringify(loggedError(failed(refused)))
    expect(logged).not.toContain('secret')
    expect(logged).toContain('23502')
  })

  it('is one of errors without a message, of several, and of what is no error', () => {
    expect(loggedError('plain')).toBe('plain')
    expect(JSON.stringify(loggedError(new AggregateError([failed(down)], 'all')))).not.toContain('typed as a name')
  })
})

describe('a database that is away', () => {
  it('is known by the code below the error that wraps it', () => {
    expect(errorCode(failed(down))).toBe('ECONNREFUSED')
    expect(refusalOf(failed(down)).code).toBe('unavailable')
    expect(refusalOf(failed(Object.assign(new Error('shutting down'), { code: '57P01' }))).code).toBe('unavailable')
    expect(refusalOf(failed(Object.assign(new Error('no such column'), { code: '42703' }))).code).toBe('internal')
  })
})
