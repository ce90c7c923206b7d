import { z } from 'zod'
import { changeEnvelopeSchema, drawnSchema, heartbeatSchema, letGoSchema, snapshotSchema } from '#shared/change.ts'
import { deviceStatusSchema } from '#shared/device.ts'
import { responderPositionSchema } from '#shared/position.ts'
import { lngLatSchema } from '#shared/geo.ts'
import { kindSchema } from '#shared/kinds.ts'
import { observationStateSchema } from '#shared/observation.ts'
import { FORMATS } from '#shared/source.ts'
import { formats } from '../domain/decode/formats.ts'

/** What a device that speaks the form of this system may say: a description of what the native decoder reads. */
export const nativeEventSchema = z.object({
  id: z.string().min(1).max(256).optional(),
  kind: kindSchema,
  state: observationStateSchema.optional(),
  at: z.string().optional(),
  confidence: z.number().min(0).max(1).optional(),
  bearing: z.number().min(0).max(360).optional(),
  halfAngle: z.number().min(0.01).max(180).optional(),
  range: z.number().positive().optional(),
  location: lngLatSchema.optional(),
  radius: z.number().nonnegative().optional(),
  value: z.number().optional(),
  unit: z.string().min(1).max(32).optional(),
  media: z.array(z.url()).max(16).optional(),
  /** A drill: it is kept apart from what is real. */
  exercise: z.boolean().optional(),
})
const nativeAckSchema = z.object({ id: z.string() })

type Action = 'send' | 'receive'
type Spoken = { action: Action; says: string; payload: z.ZodType }

const TOLD: Record<string, Spoken> = {
  snapshot: { action: 'send', says: 'Everything a screen needs to start.', payload: snapshotSchema },
  change: { action: 'send', says: 'One change, in order, after its commit.', payload: changeEnvelopeSchema },
  statuses: { action: 'send', says: 'Last readings; may be missed.', payload: z.array(deviceStatusSchema) },
  positions: {
    action: 'send',
    says: 'Where people are who go to an incident, to the duty room and those who go there; may be missed.',
    payload: z.array(responderPositionSchema),
  },
  heartbeat: { action: 'send', says: 'The server lives, and how far it is.', payload: heartbeatSchema },
  letGo: {
    action: 'send',
    says: 'The server ends this connection, and why; do not connect again by yourself.',
    payload: letGoSchema,
  },
  drawn: { action: 'receive', says: 'What a screen has really shown.', payload: drawnSchema },
}

/**
 * The AsyncAPI 3 document: Socket.IO in both directions, the native form of MQTT, the topics of every format, and the
 * address for what is posted.
 */
export function asyncapi() {
  const { subscriptions, defaultPrefix } = formats.native
  const [eventTopic = ''] = subscriptions(defaultPrefix).map((filter) => filter.replace('+', '{deviceId}'))
  const device = {
    parameters: { deviceId: { description: 'The external id of the device.' } },
    servers: [server('mqtt')],
  }
  const channels: Record<string, object> = {
    ...Object.fromEntries(
      Object.entries(TOLD).map(([name, { payload, says }]) => [
        name,
        {
          address: name,
          servers: [server('live')],
          messages: { [name]: { summary: says, payload: payloadOf(payload) } },
        },
      ]),
    ),
    nativeEvent: { address: eventTopic, ...device, messages: { event: { payload: payloadOf(nativeEventSchema) } } },
    nativeAck: {
      address: eventTopic.replace(/event$/, 'ack'),
      ...device,
      messages: { ack: { summary: 'The event is committed.', payload: payloadOf(nativeAckSchema) } },
    },
    posted: {
      address: '/api/ingest/{source}',
      parameters: { source: { description: 'The id of the source; its token goes with each message.' } },
      servers: [server('http')],
      messages: {
        posted: { summary: 'What a device or server that speaks only HTTP says; see openapi.json.', payload: {} },
      },
    },
    ...Object.fromEntries(FORMATS.filter((name) => name !== 'native').flatMap(foreignChannels)),
  }
  return {
    asyncapi: '3.0.0',
    info: { title: '乡哨 Xiangshao: MQTT and Socket.IO', version: '1' },
    servers: {
      live: { host: 'localhost:3000', pathname: '/socket.io', protocol: 'socket.io' },
      mqtt: { host: 'localhost:1883', protocol: 'mqtt' },
      http: { host: 'localhost:3000', protocol: 'http' },
    },
    channels,
    operations: Object.fromEntries(Object.keys(channels).map((name) => [name, operation(name)])),
  }
}

/** The topics that a source of another maker's form is heard on; what they carry is that maker's to say. */
function foreignChannels(name: (typeof FORMATS)[number]): [string, object][] {
  const { subscriptions, defaultPrefix } = formats[name]
  return subscriptions(defaultPrefix).map((address, index) => {
    return [`${name}-${index + 1}`, { address, servers: [server('mqtt')], messages: { message: { payload: {} } } }]
  })
}

function operation(channel: string) {
  const action = TOLD[channel]?.action ?? (channel === 'nativeAck' ? 'send' : 'receive')
  return { action, channel: { $ref: `#/channels/${channel}` } }
}

function server(name: 'live' | 'mqtt' | 'http') {
  return { $ref: `#/servers/${name}` }
}

function payloadOf(schema: z.ZodType): unknown {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
  return rest
}
