import { z } from 'zod'
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
] as const
export const formatSchema = z.enum(FORMATS)
export type FormatName = z.infer<typeof formatSchema>

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
  validFrom: momentSchema.nullish(),
  validUntil: momentSchema.nullish(),
})

export const sourceSchema = z.object({
  id: idSchema,
  format: formatSchema,
  prefix: z.string(),
  timeZone: z.string().nullable(),
  datum: datumSchema,
})
export type Source = z.infer<typeof sourceSchema>
