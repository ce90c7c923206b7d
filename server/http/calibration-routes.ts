import { calibrationBodySchema, type Calibration } from '#shared/calibration.ts'
import { idSchema } from '#shared/ids.ts'
import type { Database } from '../../db/connect.ts'
import { createArranging } from '../arranging.ts'
import type { Decisions } from '../decisions.ts'
import { calibrate, calibrated } from '../domain/calibration.ts'
import { deviceBody } from './device-body.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** Setting a camera right by a landmark: asked, it only says what comes out; told to apply, it writes that down too. */
export function calibrationRoutes(parts: { database: Database; decisions: Decisions }): Route[] {
  const { decisions } = parts
  const arranging = createArranging(parts)

  return [
    {
      method: 'post',
      path: '/api/devices/:id/calibration',
      who: 'signed-in',
      roles: ['admin'],
      scope: 'installation',
      says: 'Where a camera looks, by a landmark it shows; `apply` writes it into the registry.',
      takes: calibrationBodySchema,
      async handle({ params, body }) {
        const id = parsed(idSchema, params.id)
        const { apply, ...seen } = parsed(calibrationBodySchema, body)
        const device = (await decisions.facts()).arrangement.devices.get(id)
        if (device === undefined) throw new Refusal('not-found')
        if (device.camera === null)
          throw new Refusal('invalid', {
            fields: [{ field: 'camera', message: 'the device is not registered as a camera' }],
          })
        const told = calibrate(device.camera, device.location, seen)
        if (!told.ok) return json(told satisfies Calibration)
        const written = apply === true
        if (written) {
          const body = deviceBody({ ...device, camera: calibrated(device.camera, told) })
          const { problems } = await arranging.put('devices', [{ line: 1, id, body }])
          if (problems.length > 0)
            throw new Refusal('invalid', { fields: problems.map(({ field, message }) => ({ field, message })) })
        }
        return json({ ...told, written } satisfies Calibration)
      },
    },
  ]
}
