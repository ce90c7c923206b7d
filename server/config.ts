import { z } from 'zod'
import { PASSWORD_RULES } from '#shared/password.ts'
import { LEAST_KEPT_DAYS } from './domain/audit-chain.ts'
import { FAULT_AFTER_SECONDS } from './domain/care-rules.ts'
import { isTrustedProxies } from './trusted-proxies.ts'

/** A setting that stops the start: its name, and what is wrong with it. */
export class BadSetting extends Error {
  readonly setting: string
  constructor(setting: string, problem: string) {
    super(`${setting}: ${problem}`)
    this.setting = setting
  }
}

const port = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(0, 'must be 0 to 65535')
  .max(65_535, 'must be 0 to 65535')
const onOff = z.enum(['on', 'off'], 'must be on or off').transform((value) => value === 'on')
const url = (...protocols: string[]) =>
  z
    .url('must be a URL')
    .refine(
      (value) => protocols.some((protocol) => value.startsWith(`${protocol}:`)),
      `must begin with ${protocols.map((p) => `${p}://`).join(' or ')}`,
    )

const settingsSchema = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  MQTT_URL: url('mqtt', 'mqtts', 'ws', 'wss').optional(),
  MQTT_PORT: port.default(1883),
  MQTT_HOST: z.string().default('127.0.0.1'),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TRUST_PROXY: z
    .string()
    .refine(
      isTrustedProxies,
      'must be how many proxies stand in front, such as 1, or where, such as loopback, 10.0.0.0/8',
    )
    .optional(),
  PUBLIC_URL: url('http', 'https').optional(),
  TZ: z.string().default('Asia/Shanghai').refine(isTimeZone, 'must be an IANA time zone such as Asia/Shanghai'),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
      'must be one of trace, debug, info, warn, error, silent',
    )
    .default('info'),
  ADMIN_PASSWORD: z.string().min(10, 'must have at least 10 characters').optional(),
  PASSWORD_RULES: z.enum(PASSWORD_RULES, `must be one of ${PASSWORD_RULES.join(', ')}`).default('asvs'),
  DEMO_PASSWORD: z.string().min(1).default('xiangshao-demo'),
  SIMULATOR: onOff.default(true),
  /** How long telemetry is kept. Evidence of incidents is not touched by it. */
  READINGS_DAYS: z.coerce.number().int().min(1).default(400),
  /** How long entries of the audit log are kept; their seals stay for ever. The law wants six months. */
  AUDIT_DAYS: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(LEAST_KEPT_DAYS, `must be ${LEAST_KEPT_DAYS} or more: the law wants six months`)
    .default(400),
  /** How long a device must have been offline before somebody is called to it. */
  FAULT_AFTER_SECONDS: z.coerce.number().int().min(0).default(FAULT_AFTER_SECONDS),
})

/** Every setting, read once and checked; nothing else in the program looks at the environment. */
export type Config = z.infer<typeof settingsSchema> & { demo: boolean }

/** Reads the settings; an empty one counts as absent. Throws `BadSetting` with the name of the first bad one. */
export function readConfig(environment: Record<string, string | undefined>, demo: boolean): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const read = settingsSchema.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new BadSetting(String(issue?.path[0] ?? 'settings'), issue?.message ?? 'is wrong')
  }
  const { TLS_CERT_FILE, TLS_KEY_FILE } = read.data
  if ((TLS_CERT_FILE === undefined) !== (TLS_KEY_FILE === undefined))
    throw new BadSetting(
      TLS_CERT_FILE === undefined ? 'TLS_CERT_FILE' : 'TLS_KEY_FILE',
      'is missing beside the other of the two',
    )
  return { ...read.data, demo }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
