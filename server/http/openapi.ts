import { z } from 'zod'
import { problemSchema } from '#shared/problem.ts'
import { SESSION_COOKIE } from '../accounts/sessions.ts'
import { asyncapi } from './asyncapi.ts'
import { DESCRIBED, type Described } from './described.ts'
import { json, type Route } from './route.ts'

/** The outside of the program, machine-readable, made from the same schemas that check what comes in. */
export function openapiRoutes(routes: readonly Route[]): Route[] {
  const own: Route[] = [
    {
      method: 'get',
      path: '/api/openapi.json',
      who: 'anyone',
      says: 'The HTTP interface, OpenAPI 3.1.',
      handle: async () => json(openapi),
    },
    {
      method: 'get',
      path: '/api/asyncapi.json',
      who: 'anyone',
      says: 'MQTT and Socket.IO, AsyncAPI 3.',
      handle: async () => json(asyncapi()),
    },
  ]
  const openapi = openapiOf([...routes, ...own])
  return own
}

/** The OpenAPI document of a table of routes. */
export function openapiOf(routes: readonly Route[]) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: '乡哨 Xiangshao', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    security: [{ session: [] }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
        gatewayBearer: { type: 'http', scheme: 'bearer' },
        gatewayBasic: { type: 'http', scheme: 'basic' },
        gatewayQuery: { type: 'apiKey', in: 'query', name: 'token' },
      },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
  }
}

function operationOf(route: Route) {
  const described = DESCRIBED[`${route.method} ${route.path}`] ?? {}
  const parameters = [...pathParameters(route.path), ...queryParameters(described.query)]
  const body = bodyOf(route, described)
  return {
    operationId: [route.method, ...route.path.split(/[/.:]+/)]
      .filter((part) => part !== '' && part !== 'api')
      .join('-'),
    summary: route.says,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: {
      ...Object.fromEntries((described.statuses ?? [200]).map((status) => [status, answerOf(status, described)])),
      default: {
        description: 'refused',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    ...(route.who === 'anyone' && { security: [] }),
    ...(route.who === 'source' && { security: [{ gatewayBearer: [] }, { gatewayBasic: [] }, { gatewayQuery: [] }] }),
    ...(route.who === 'signed-in' && route.roles !== 'all' && { 'x-roles': route.roles }),
    ...(route.who === 'signed-in' && { 'x-scope': route.scope }),
  }
}

function pathParameters(path: string) {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => {
    return { name, in: 'path', required: true, schema: { type: 'string' } }
  })
}

function queryParameters(query: z.ZodObject | undefined) {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    return { name, in: 'query', required: !schema.safeParse(undefined).success, schema: schemaOf(schema, 'input') }
  })
}

function bodyOf({ takes }: Route, described: Described) {
  if (takes !== undefined) return { 'application/json': { schema: schemaOf(takes, 'input') } }
  return described.takes && Object.fromEntries(described.takes.map((type) => [type, {}]))
}

const DONE: Record<number, string> = { 201: 'made', 202: 'kept, but not understood', 204: 'done' }

function answerOf(status: number, { answers, gives }: Described) {
  const description = DONE[status] ?? 'as asked'
  if (gives !== undefined) return { description, content: Object.fromEntries([gives].flat().map((type) => [type, {}])) }
  if (answers === undefined) return { description }
  return { description, content: { 'application/json': { schema: schemaOf(answers, 'output') } } }
}

/** The JSON Schema of a value as it is sent (`input`) or as it is answered (`output`), which may come to hold more. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    io,
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  })
  return rest
}
