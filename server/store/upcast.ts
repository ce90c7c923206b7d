import type { Change } from '#shared/change.ts'

/**
 * A kept change in the shape of today, whatever the version `v` it was written in. 2: incidents say how sure they are,
 * whether they are a drill, and what they turned out to be. 3: incidents say whether somebody was asked to look first.
 */
export function upcast(v: number, body: Change): Change {
  // Devices had no end of their maintenance; what came before is told as never ending.
  const endless = { maintenanceUntil: null }
  if (body.type === 'device') return { ...body, device: { ...endless, ...body.device } }
  if (v >= 3 || body.type !== 'incident') return body
  const unsaid = {
    fix: null,
    certainty: body.incident.confidence ?? 0.5,
    exercise: false,
    mergedInto: null,
    mergedIds: [],
    verification: null,
  }
  return { ...body, incident: { ...unsaid, ...body.incident } }
}
