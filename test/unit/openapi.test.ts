import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { formats } from '../../server/domain/decode/formats.ts'
import { asyncapi, nativeEventSchema } from '../../server/http/asyncapi.ts'
import { openapiOf } from '../../server/http/openapi.ts'
import type { Route } from '../../server/http/route.ts'

const handle = async () => ({ status: 200 })
const route = (rest: Pick<Route, 'method' | 'path'> & { takes?: z.ZodType }): Route => ({
  who: 'signed-in',
  roles: ['admin'],
  scope: 'viewer',
  says: 'Says.',
  handle,
  ...rest,
})

describe('the OpenAPI document', () => {
  it('describes each route of the table and nothing else', () => {
    const table = [
      route({ method: 'get', path: '/api/a/:id' }),
      route({ method: 'put', path: '/api/a/:id' }),
      route({ method: 'get', path: '/b' }),
    ]
    const { paths } = openapiOf(table)
    expect(
      Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`)),
    ).toEqual(['get /api/a/{id}', 'put /api/a/{id}', 'get /b'])
    expect(paths['/api/a/{id}']?.['get']).toMatchObject({
      parameters: [{ name: 'id', in: 'path' }],
      'x-roles': ['admin'],
      'x-scope': 'viewer',
    })
  })

  it('says of a body what the schema that checks it says', () => {
    const takes = z.object({ name: z.string().max(9), at: z.string().nullish() })
    const { paths } = openapiOf([route({ method: 'post', path: '/c', takes })])
    const { requestBody } = (paths['/c']?.['post'] ?? {}) as {
      requestBody: { content: { 'application/json': { schema: object } } }
    }
    const check = new Ajv2020({ strict: false }).compile(requestBody.content['application/json'].schema)
    expect([check({ name: 'x' }), check({ name: 'x', at: null }), check({}), check({ name: '0123456789' })]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it('says that what is put may be answered with warnings, and of what types a picture may be', () => {
    const { paths } = openapiOf([
      route({ method: 'put', path: '/api/devices/:id' }),
      route({ method: 'get', path: '/api/media/:id' }),
    ])
    const schema = { properties: { name: {}, warnings: { items: { required: ['field', 'message'] } } } }
    expect(paths['/api/devices/{id}']?.['put']).toMatchObject({
      responses: { 200: { content: { 'application/json': { schema } } } },
    })
    expect(paths['/api/media/{id}']?.['get']).toMatchObject({
      responses: { 200: { content: { 'image/jpeg': {}, 'image/webp': {}, 'video/mp4': {} } } },
    })
  })

  it('says what a query may be, and what must be there', () => {
    const { paths } = openapiOf([route({ method: 'get', path: '/api/responsibility' })])
    const { parameters } = (paths['/api/responsibility']?.['get'] ?? {}) as {
      parameters: { name: string; required: boolean }[]
    }
    expect(parameters.map(({ name, required }) => [name, required])).toEqual([
      ['lng', true],
      ['lat', true],
      ['kind', false],
      ['severity', false],
      ['at', false],
      ['knownAt', false],
    ])
  })
})

describe('the AsyncAPI document', () => {
  it('has an operation for each channel, and every topic of every format', () => {
    const { channels, operations } = asyncapi()
    expect(Object.keys(operations)).toEqual(Object.keys(channels))
    const addresses = Object.values(channels).map((channel) => ('address' in channel ? channel.address : null))
    for (const { name, subscriptions, defaultPrefix } of Object.values(formats))
      for (const topic of subscriptions(defaultPrefix))
        expect(addresses, name).toContain(name === 'native' ? topic.replace('+', '{deviceId}') : topic)
  })

  it.each([
    [{ kind: 'smoke' }],
    [{ kind: 'fire', state: 'cleared', id: 'e1', at: '2026-05-01T00:00:00Z', confidence: 0.5 }],
    [{ kind: 'fire', bearing: 10, halfAngle: 3, range: 900, media: ['https://camera.local/1.jpg'] }],
    [{ kind: 'flood', location: [112.3, 36.6], radius: 20, value: 1.5, unit: 'm' }],
    [{ kind: 'volcano' }],
    [{}],
    [{ kind: 'smoke', confidence: 2 }],
    [{ kind: 'smoke', state: 'perhaps' }],
    [{ kind: 'smoke', location: [1000, 0] }],
  ])('takes and refuses %j as the decoder does', (body) => {
    const receivedAt = new Date('2026-05-01T00:00:00Z')
    const payload = new TextEncoder().encode(JSON.stringify(body))
    const message = {
      topic: 'xiangshao/d1/event',
      payload,
      retain: false,
      dup: false,
      qos: 1 as const,
      principal: null,
      receivedAt,
    }
    const source = {
      id: 'native',
      format: 'native' as const,
      prefix: 'xiangshao',
      timeZone: null,
      datum: 'WGS-84' as const,
    }
    const decoding = formats.native.decode(message, source, new Map())
    // An alarm with a doubtful field is raised, and the field told of all the same.
    const isTaken = decoding.outcome === 'decoded' && decoding.unread === undefined
    expect(nativeEventSchema.safeParse(body).success).toBe(isTaken)
  })
})
