import { z } from 'zod'
import { changeEnvelopeSchema, drawnSchema, heartbeatSchema, snapshotSchema } from '#shared/change.ts'
import { deviceStatusSchema } from '#shared/device.ts'
import { problemSchema } from '#shared/problem.ts'
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
    const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }))
    const isOpen = route.who === 'anyone'
    paths[path] = {
      ...paths[path],
      [route.method]: {
        summary: route.says,
        ...(parameters.length > 0 && { parameters }),
        ...(route.takes && {
          requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.takes) } } },
        }),
        responses: {
          '2XX': { description: 'done' },
          default: {
            description: 'refused',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
        ...(isOpen ? { security: [] } : {}),
        ...('roles' in route && route.roles ? { 'x-roles': route.roles } : {}),
      },
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: '乡哨 Xiangshao', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    security: [{ session: [] }],
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'xiangshao_session' } },
      schemas: { Problem: schemaOf(problemSchema) },
    },
  }
}

function asyncapi() {
  const told = {
    snapshot: snapshotSchema,
    change: changeEnvelopeSchema,
    statuses: z.array(deviceStatusSchema),
    heartbeat: heartbeatSchema,
  }
  const message = (name: string, schema: z.ZodType) => ({
    address: name,
    messages: { [name]: { payload: schemaOf(schema) } },
  })
  const channels = {
    ...Object.fromEntries(Object.entries(told).map(([name, schema]) => [name, message(name, schema)])),
    drawn: message('drawn', drawnSchema),
    nativeEvent: {
      address: 'xiangshao/{deviceId}/event',
      parameters: { deviceId: {} },
      messages: { event: { payload: { type: 'object', required: ['kind'] } } },
    },
    nativeAck: {
      address: 'xiangshao/{deviceId}/ack',
      parameters: { deviceId: {} },
      messages: { ack: { payload: { type: 'object', properties: { id: { type: 'string' } } } } },
    },
  }
  const operation = (action: 'send' | 'receive', channel: string) => ({
    action,
    channel: { $ref: `#/channels/${channel}` },
  })
  return {
    asyncapi: '3.0.0',
    info: { title: '乡哨 Xiangshao: MQTT and Socket.IO', version: '1' },
    channels,
    operations: {
      ...Object.fromEntries(Object.keys(told).map((name) => [`tell-${name}`, operation('send', name)])),
      'hear-drawn': operation('receive', 'drawn'),
      'hear-event': operation('receive', 'nativeEvent'),
      'tell-ack': operation('send', 'nativeAck'),
    },
  }
}

function schemaOf(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
}
