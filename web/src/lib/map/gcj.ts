import library from 'gcoord'
import type { LngLat } from '#shared/geo.ts'
import type { Shift } from './shift.ts'

// Loaded where a base map is drawn in GCJ-02, and nowhere else. Its types say something else to Node than to the bundler.
const { transform, WGS84, GCJ02 } = library as unknown as {
  WGS84: unknown
  GCJ02: unknown
  transform(position: LngLat, from: unknown, into: unknown): LngLat
}

/** China's maps lie 300 to 700 m off; both ways are right to some centimetres. */
export const gcj: Shift = {
  toMap: ([lng, lat]) => transform([lng, lat], WGS84, GCJ02),
  fromMap: ([lng, lat]) => transform([lng, lat], GCJ02, WGS84),
}
