import { z } from 'zod'
import { fetchReasonSchema } from './evidence.ts'
import { datumSchema } from './geo.ts'
import { idSchema, momentSchema } from './ids.ts'

/** The message formats this system reads; one file each in server/domain/decode. */
export const FORMATS = [
  'native',
  'frigate',
  'zigbee2mqtt',
  'chirpstack-v4',
  'hikvision',
  'dahua',
  'onvif',
  'axis',
  'pyronear',
  'chirpstack-v3',
  'ttn',
  'senml',
  'tasmota',
  'shelly',
  'esphome',
  'home-assistant',
  'owntracks',
  'thingsboard',
  'meshtastic',
  'firms',
  'alink',
  'huawei-iot',
  'tencent-iot',
  'cap',
  'gb28181',
  'rtl_433',
  'sms',
] as const
export const formatSchema = z.enum(FORMATS)
export type FormatName = z.infer<typeof formatSchema>

/** Header names that a token may not stand in: they steer the connection itself. */
const STEERING = /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|accept-encoding)$/i

/**
 * How the server shows who it is where it fetches pictures of a source: name and password where they are asked for
 * (Digest or Basic), or a header of its own. Written, never read back.
 */
export const fetchCredentialsSchema = z.discriminatedUnion('scheme', [
  z.object({
    scheme: z.literal('password'),
    username: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^:\p{Cc}]+$/u, 'holds neither colon nor control characters'),
    password: z.string().min(1).max(200),
  }),
  z.object({
    scheme: z.literal('header'),
    name: z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, 'must be the name of a header')
      .refine((name) => !STEERING.test(name), 'this header belongs to the connection'),
    value: z.string().regex(/^[\x20-\x7e]{1,2000}$/, 'must be printable ASCII'),
  }),
])
export type FetchCredentials = z.infer<typeof fetchCredentialsSchema>

/** What a source is asked for by itself, and how often. Keys in the address are masked when it is shown. */
export const pullSchema = z.object({ url: z.string().min(1).max(2000), everySeconds: z.int().min(60).max(86_400) })
export type Pull = z.infer<typeof pullSchema>

/** The body of `PUT /api/sources/:id`: one configured instance of a format. */
export const sourceBodySchema = z.object({
  format: formatSchema,
  /** The first topic levels, without a trailing slash; the format's own default when absent. */
  prefix: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^#+\0]+$/, 'a prefix holds no wildcard')
    .nullish(),
  /** The IANA zone of device times that carry none. */
  timeZone: z.string().nullish(),
  /** Of the coordinates in its messages; WGS-84 when absent. */
  datum: datumSchema.nullish(),
  /** The password of the broker account that is named after the source. Written, never read back. */
  token: z.string().min(8).max(200).nullish(),
  /**
   * From where the pictures and clips that its messages name may be fetched: scheme, host and port, and perhaps the
   * beginning of a path. Null or empty: from nowhere; absent: as before.
   */
  fetchFrom: z.array(z.string().min(1).max(500)).max(20).nullish(),
  /**
   * Shown to one origin alone: that of the first of `fetchFrom`, else that of `pull`. Null: none any more; absent: as
   * before, which is refused where that origin is another than before: a secret is given anew for whom it is shown to.
   */
  fetchCredentials: fetchCredentialsSchema.nullish(),
  /** Null: nothing any more; absent: as before. An address as it was shown means the one that is known. */
  pull: pullSchema.nullish(),
  validFrom: momentSchema.nullish(),
  validUntil: momentSchema.nullish(),
})

export const sourceSchema = z.object({
  id: idSchema,
  format: formatSchema,
  prefix: z.string(),
  timeZone: z.string().nullable(),
  datum: datumSchema,
  /** Null: from nowhere. */
  fetchFrom: z.array(z.string()).nullish(),
})
export type Source = z.infer<typeof sourceSchema>

/** How the pulling of a source goes. `failure` is that of the last try; null when it went well. */
export const pullStateSchema = z.object({
  lastTriedAt: momentSchema,
  lastSuccessAt: momentSchema.nullable(),
  nextAt: momentSchema,
  failure: z.object({ reason: fetchReasonSchema, detail: z.string().nullable() }).nullable(),
})
export type PullState = z.infer<typeof pullStateSchema>

/** A source as administrators get it: of credentials only under which name, of addresses no keys. */
export const shownSourceSchema = sourceSchema.extend({
  fetchCredentials: z.object({ scheme: z.enum(['password', 'header']), name: z.string() }).nullable(),
  pull: pullSchema.nullable(),
  pullState: pullStateSchema.nullish(),
})
export type ShownSource = z.infer<typeof shownSourceSchema>
