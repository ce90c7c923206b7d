import { externalIdIn, isRecord, numberWithin } from './fields.ts'
import { type Decoded, type Decoding, signOfLife } from './format.ts'
import { readObject } from './payload.ts'

/** A recorder with more cameras than this says nothing that could be read. */
const MOST_CAMERAS = 256
/** Under the cameras' names stood, before version 0.13, also these. */
const NOT_CAMERAS = new Set(['detectors', 'service', 'cpu_usages', 'gpu_usages', 'processes', 'bandwidth_usages'])

/**
 * What Frigate tells of itself every minute: that it lives, and how many pictures a second each camera sends. None at all is
 * a picture that stands still, whatever the camera's own light says; it may also have been switched off.
 */
export function statsIn(payload: Uint8Array, server: string): Decoding {
  const read = readObject(payload)
  if (read.outcome === 'refused') return read
  const cameras = isRecord(read.value['cameras']) ? read.value['cameras'] : read.value
  const observations: Decoded[] = [signOfLife(server, 'gateway')]
  for (const [name, camera] of Object.entries(cameras).slice(0, MOST_CAMERAS)) {
    const externalId = externalIdIn(name)
    if (externalId === null || NOT_CAMERAS.has(name) || !isRecord(camera)) continue
    const framesPerSecond = numberWithin(camera['camera_fps'], 0, 1000)
    if (framesPerSecond === null) continue
    observations.push({
      ...signOfLife(externalId, 'camera'),
      values: { cameraFramesPerSecond: framesPerSecond },
    })
  }
  return { outcome: 'decoded', observations }
}
