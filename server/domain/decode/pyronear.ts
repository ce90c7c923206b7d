import { deviceTime } from './device-time.ts'
import { isRecord, numberIn, numberWithin, textIn } from './fields.ts'
import { type Decoded, type Decoding, type Format, type Memory, type Message, signOfLife } from './format.ts'
import type { StatedPlace } from './format.ts'
import { readJson, type Read, wrongField } from './payload.ts'
import { type Frame, frameAround, frameIn } from './picture-frame.ts'
import { lastOfEach } from './posted.ts'

type Row = Record<string, unknown>

/** Where the camera looks in each of its poses, as rows told it: detections name the pose only. */
const POSES_KEY = 'poses'
/** What is remembered under one key must stay small. */
const MAX_POSES = 300
const MAX_ROWS = 500
/** A cone of nothing is the rounding of a very small plume. */
const LEAST_HALF_ANGLE_DEGREES = 0.5
/** Cameras report about every minute; one that was silent for so long watches nothing. */
const SILENT_MS = 3600_000

/**
 * Pyronear (pyro-api 2), rows of its HTTP API and its webhook, which sends JSON inside a JSON string: sequences,
 * detections, cameras and poses, one or a list. Times carry no zone and are UTC.
 */
export const pyronear: Format = {
  name: 'pyronear',
  defaultPrefix: 'pyronear',
  subscriptions: () => [],
  claims: () => false,
  memoryKeys: () => [POSES_KEY],

  decode(message, _source, memory) {
    const read = readTwice(message.payload)
    if (read.outcome === 'refused') return read
    const rows = rowsIn(read.value)
    if (rows === null) return wrongField('the body', 'a row or a list of rows', read.value)
    return decodingOf(rows, message, memory)
  },
}

function decodingOf(rows: readonly Row[], message: Message, memory: Memory): Decoding {
  const known = memory.get(POSES_KEY)
  const poses = new Map(isRecord(known) ? Object.entries(known) : [])
  const before = poses.size
  let isTold = false
  const observations: Decoded[] = []
  let isUnknown = rows.length > 0
  for (const row of rows) {
    const observation = observationOf(row, poses, message)
    if (observation !== null) observations.push(observation)
    const isPose = observation === null && notePose(row, poses)
    isTold ||= isPose
    if (observation !== null || isPose) isUnknown = false
  }
  if (isUnknown) return wrongField('camera_id', 'the camera of a sequence or detection, or a camera itself', undefined)
  const remember =
    isTold || poses.size !== before ? { [POSES_KEY]: Object.fromEntries([...poses].slice(-MAX_POSES)) } : null
  if (observations.length === 0 && remember === null) return { outcome: 'ignored' }
  const decoded = { outcome: 'decoded' as const, observations: lastOfEach(observations) }
  return remember === null ? decoded : { ...decoded, remember }
}

/** The body as JSON, or as JSON inside a JSON string. */
function readTwice(payload: Uint8Array): Read<unknown> {
  const read = readJson(payload)
  if (read.outcome === 'refused' || typeof read.value !== 'string') return read
  return readJson(new TextEncoder().encode(read.value))
}

/** The rows of a body, of pages of them, and of alerts that carry their sequences. */
function rowsIn(value: unknown): Row[] | null {
  if (Array.isArray(value)) return value.slice(0, MAX_ROWS).flatMap((each: unknown) => rowsIn(each) ?? [])
  if (!isRecord(value)) return null
  const inside = value['items'] ?? value['sequences']
  return Array.isArray(inside) ? inside.slice(0, MAX_ROWS).filter(isRecord) : [value]
}

function observationOf(row: Row, poses: ReadonlyMap<string, unknown>, message: Message): Decoded | null {
  if (row['angle_of_view'] !== undefined && row['last_active_at'] !== undefined) return cameraOf(row, message)
  const camera = idIn(row['camera_id'])
  if (row['bbox'] !== undefined || row['bboxes'] !== undefined) return detectionOf(row, camera, poses)
  return camera !== null && row['started_at'] !== undefined ? sequenceOf(row, camera) : null
}

/** A sequence is one plume as one camera sees it, from `started_at` to `last_seen_at`. */
function sequenceOf(row: Row, camera: string): Decoded {
  const id = idIn(row['id'])
  const seen = row['last_seen_at'] ?? row['started_at']
  const bearingDegrees = numberWithin(row['sequence_azimuth'] ?? row['cone_azimuth'], -360, 720)
  const cone = numberWithin(row['cone_angle'], 0, 360)
  const place: StatedPlace | null =
    bearingDegrees === null
      ? null
      : {
          type: 'sector',
          bearingDegrees: bearingDegrees < 0 ? bearingDegrees + 360 : bearingDegrees % 360,
          halfAngleDegrees: Math.max(LEAST_HALF_ANGLE_DEGREES, (cone ?? 10) / 2),
          rangeMetres: null,
        }
  const isFalse = isLabelledFalse(row['is_wildfire'])
  return {
    ...signOfLife(camera, 'camera'),
    kind: 'smoke',
    state: isFalse ? 'cleared' : 'active',
    eventId: id === null ? null : `sequence:${id}:${textIn(seen, 40) ?? ''}:${isFalse}`,
    seriesId: id === null ? null : `sequence:${id}`,
    deviceAt: deviceTime(seen, 'UTC'),
    confidence: numberWithin(row['max_conf'], 0, 1),
    place,
  }
}

/** One frame of one camera: an empty list of boxes is a frame without smoke. */
function detectionOf(row: Row, camera: string | null, poses: ReadonlyMap<string, unknown>): Decoded | null {
  const pose = idIn(row['pose_id'])
  const who = camera ?? (pose === null ? null : `pose ${pose}`)
  if (who === null) return null
  const id = idIn(row['id'])
  const reading: Decoded = {
    ...signOfLife(who, 'camera'),
    deviceAt: deviceTime(row['recorded_at'] ?? row['created_at'], 'UTC'),
  }
  const boxes = boxesIn(row['bbox'] ?? row['bboxes'])
  reading.values['boxes'] = boxes.length
  if (boxes.length === 0) return reading
  const frame = frameAround(boxes.flatMap(({ frame: box }) => box ?? []))
  const heading = numberWithin(row['azimuth'] ?? (pose === null ? null : poses.get(pose)), 0, 360)
  const url = textIn(row['url'], 2048)
  const seen: Decoded = {
    ...reading,
    confidence: numberWithin(Math.max(...boxes.map(({ confidence }) => confidence)), 0, 1),
    media: url !== null && /^https?:\/\/[^\s/]/i.test(url) ? [url] : [],
    place: frame === null ? null : { ...frame, headingDegrees: heading },
  }
  // The platform itself takes smoke for smoke only when several frames have become a sequence.
  if (row['sequence_id'] === null) return seen
  const sequence = idIn(row['sequence_id'])
  return {
    ...seen,
    kind: 'smoke',
    state: isLabelledFalse(row['is_wildfire']) ? 'cleared' : 'active',
    eventId: id === null ? null : `detection:${id}`,
    seriesId: sequence === null ? null : `sequence:${sequence}`,
  }
}

/** `last_active_at` is when the camera last spoke; null is never. `elevation` is its altitude, not its tilt. */
function cameraOf(row: Row, { receivedAt }: Message): Decoded | null {
  const id = idIn(row['id'])
  if (id === null) return null
  const deviceAt = deviceTime(row['last_active_at'], 'UTC')
  const isSilent = deviceAt === null || receivedAt.getTime() - deviceAt.getTime() > SILENT_MS
  return { ...signOfLife(id, 'camera'), deviceAt, available: !isSilent }
}

/** A pose says where its camera looks; nothing of the world. */
function notePose(row: Row, poses: Map<string, unknown>): boolean {
  const id = idIn(row['id'])
  const azimuth = numberWithin(row['azimuth'], 0, 360)
  if (id === null || azimuth === null || idIn(row['camera_id']) === null) return false
  if (poses.get(id) === azimuth) return true
  poses.delete(id)
  poses.set(id, azimuth)
  return true
}

/** Null says that nobody has looked yet, not that it is none. Later versions name what it was instead. */
function isLabelledFalse(label: unknown): boolean {
  if (label === false || label === 'false') return true
  return typeof label === 'string' && label !== '' && !/^(true|wildfire)/i.test(label)
}

/** Boxes as Python writes tuples, `[(.1,.1,.7,.8,.9)]`, or as JSON lists: left, top, right, bottom, confidence. */
function boxesIn(value: unknown): { frame: Frame | null; confidence: number }[] {
  const lists: unknown[] = typeof value === 'string' ? tuplesIn(value) : Array.isArray(value) ? value : []
  return lists.slice(0, 64).flatMap((list) => {
    if (!Array.isArray(list)) return []
    const [left, top, right, bottom, confidence] = list.map(numberIn)
    if (left == null || top == null || right == null || bottom == null) return []
    return [{ frame: frameIn({ left, top, right, bottom }, 1), confidence: confidence ?? 0 }]
  })
}

function tuplesIn(text: string): number[][] {
  return [...text.slice(0, 10_000).matchAll(/[([]([\d.eE+\-,\s]{3,200})[)\]]/g)].map(([, inside = '']) =>
    inside.split(',').map((part) => Number(part.trim() === '' ? NaN : part)),
  )
}

function idIn(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null
  return textIn(value, 64)
}
