import { type Random, between } from '../random.ts'
import { type Outgoing, json, retained } from './outgoing.ts'

type Box = readonly [left: number, top: number, right: number, bottom: number]

/** A tracked object as Frigate describes it before and after each message. Times in epoch seconds, boxes in pixels. */
export type Tracked = {
  id: string
  camera: string
  frame_time: number
  snapshot: { frame_time: number; box: Box; area: number; region: Box; score: number; attributes: [] } | null
  label: string
  sub_label: null
  top_score: number
  false_positive: boolean
  start_time: number
  end_time: number | null
  score: number
  box: Box
  area: number
  ratio: number
  region: Box
  current_zones: string[]
  entered_zones: string[]
  thumbnail: null
  has_snapshot: boolean
  has_clip: boolean
  active: boolean
  stationary: boolean
  motionless_count: number
  position_changes: number
  attributes: Record<string, number>
  current_attributes: []
}

/** What is seen, by which camera, and where in the picture: 0 is its left edge, 1 its right. */
export type Sighting = { camera: string; label: string; across: number; moves: boolean }

const PICTURE = { width: 1280, height: 720 }

/** The first frame of a tracked object, still taken for a false positive. */
export function beginTrack(
  { camera, label, across, moves }: Sighting,
  score: number,
  now: Date,
  random: Random,
): Tracked {
  const start = seconds(now)
  const name = Array.from({ length: 6 }, () => Math.floor(random() * 36).toString(36)).join('')
  const seen = boxed(across, moves ? 0.05 : 0.03, random)
  return {
    id: `${start.toFixed(6)}-${name}`,
    camera,
    frame_time: start,
    snapshot: null,
    label,
    sub_label: null,
    top_score: 0,
    false_positive: true,
    start_time: start,
    end_time: null,
    score,
    ...seen,
    current_zones: [],
    entered_zones: [],
    thumbnail: null,
    has_snapshot: false,
    has_clip: false,
    active: true,
    stationary: false,
    motionless_count: 0,
    position_changes: moves ? 1 : 0,
    attributes: {},
    current_attributes: [],
  }
}

/** The object some frames later, with a new score and a box that has moved or grown. */
export function followTrack(track: Tracked, score: number, across: number, now: Date, random: Random): Tracked {
  const seen = boxed(across, (track.box[2] - track.box[0]) / PICTURE.width / 2, random)
  const frame = seconds(now)
  const top = Math.max(score, track.top_score)
  const isBest = score >= top
  return {
    ...track,
    ...seen,
    frame_time: frame,
    score,
    top_score: top,
    false_positive: false,
    has_snapshot: true,
    // The recorder of the demo keeps pictures, and no film.
    has_clip: false,
    motionless_count: track.motionless_count + Math.round((frame - track.frame_time) * 5),
    position_changes: track.position_changes + (track.position_changes > 0 ? 1 : 0),
    snapshot: isBest ? { frame_time: frame, ...pictured(seen), score, attributes: [] } : track.snapshot,
  }
}

/** The object after it was lost from sight. */
export function endTrack(track: Tracked, now: Date): Tracked {
  return { ...track, end_time: seconds(now), active: false, current_zones: [] }
}

/** The message for one step of a tracked object. */
export function trackEvent(prefix: string, before: Tracked, after: Tracked): Outgoing {
  const type = after.end_time !== null ? 'end' : before.false_positive ? 'new' : 'update'
  return json(`${prefix}/events`, { type, before, after })
}

/** How many objects of a label a camera sees now. */
export function objectCount(prefix: string, camera: string, label: string, count: number): Outgoing {
  return { topic: `${prefix}/${camera}/${label}`, payload: String(count), qos: 0, retain: false }
}

/** Whether anything moves in the picture. */
export function motion(prefix: string, camera: string, state: 'ON' | 'OFF'): Outgoing {
  return { topic: `${prefix}/${camera}/motion`, payload: state, qos: 0, retain: false }
}

/** Whether a camera's detection runs: the sign that the camera lives. */
export function detectStatus(prefix: string, camera: string, state: 'online' | 'offline'): Outgoing {
  return { topic: `${prefix}/${camera}/status/detect`, payload: state, qos: 0, retain: false }
}

/** Whether Frigate itself runs; `stopped` after a clean end, `offline` is its last will. */
export function available(prefix: string, state: 'online' | 'offline' | 'stopped'): Outgoing {
  return retained(`${prefix}/available`, state)
}

function seconds(now: Date): number {
  return now.getTime() / 1000
}

function boxed(across: number, halfWidth: number, random: Random): Pick<Tracked, 'box' | 'area' | 'ratio' | 'region'> {
  const middle = Math.min(0.95, Math.max(0.05, across)) * PICTURE.width
  const half = halfWidth * PICTURE.width * between(random, 0.95, 1.2)
  const top = between(random, 250, 270)
  const box: Box = [pixel(middle - half), Math.round(top), pixel(middle + half), Math.round(top + half * 2.2)]
  const [left, upper, right, lower] = box
  const region: Box = [pixel(middle - 160), 160, pixel(middle + 160), 480]
  const ratio = Math.round(((right - left) / (lower - upper)) * 1e6) / 1e6
  return { box, area: (right - left) * (lower - upper), ratio, region }
}

function pixel(position: number): number {
  return Math.round(Math.min(PICTURE.width, Math.max(0, position)))
}

function pictured({ box, area, region }: Pick<Tracked, 'box' | 'area' | 'region'>) {
  return { box, area, region }
}
