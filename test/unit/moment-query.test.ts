import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { momentQuerySchema, momentSchema } from '#shared/ids.ts'
import { openapiOf } from '../../server/http/openapi.ts'
import { json } from '../../server/http/route.ts'

describe('a moment in an address', () => {
  it.each([
    ['2026-11-28T10:00:00+08:00', '2026-11-28T02:00:00.000Z'],
    ['2026-11-28T10:00+08:00', '2026-11-28T02:00:00.000Z'],
    ['2026-11-28T10:00:00+0800', '2026-11-28T02:00:00.000Z'],
    ['2026-11-28T10:00+0800', '2026-11-28T02:00:00.000Z'],
    ['2026-11-28T10:00:00 08:00', '2026-11-28T02:00:00.000Z'],
    ['2026-11-28T10:00 0800', '2026-11-28T02:00:00.000Z'],
    ['2026-11-28T10:00:00.250-03:30', '2026-11-28T13:30:00.250Z'],
    ['2026-11-28T10:00Z', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28T10:00:00.000Z', '2026-11-28T10:00:00.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(new Date(momentQuerySchema.parse(text)).toISOString()).toBe(moment)
  })

  it.each(['2026-11-28', '2026-11-28T10:00', '2026-02-30T10:00+08:00', '2026-11-28T25:00+08:00', 'yesterday', ''])(
    '%s is none, and the refusal gives an example',
    (text) => {
      const read = z.object({ at: momentQuerySchema.optional() }).safeParse({ at: text })
      expect(read.error?.issues).toMatchObject([
        { path: ['at'], message: expect.stringContaining('2026-11-28T10:00:00+08:00') },
      ])
    },
  )

  it('is documented as a moment', () => {
    const path = '/api/absences'
    const common = { method: 'get', path, who: 'signed-in', roles: 'all', scope: 'viewer', says: 'x' } as const
    const { paths } = openapiOf([{ ...common, handle: async () => json(null) }])
    const { parameters } = (paths[path]?.['get'] ?? {}) as { parameters: { name: string; schema: object }[] }
    expect(parameters.find(({ name }) => name === 'at')?.schema).toMatchObject({ type: 'string', format: 'date-time' })
  })
})

it('a moment in a body keeps one form', () => {
  expect(momentSchema.safeParse('2026-11-28T10:00:00+08:00').success).toBe(true)
  expect(momentSchema.safeParse('2026-11-28T10:00:00 08:00').success).toBe(false)
})
