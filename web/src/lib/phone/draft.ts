import type { LngLat } from '#shared/geo.ts'
import type { Kind } from '#shared/kinds.ts'

/** A report as far as it is filled in. `id` becomes the id of the report, so that sending a draft twice is one report. */
export type Draft = {
  id: string
  kind: Kind | null
  description: string
  /** Where the phone says it is; null before it was asked. */
  fix: { location: LngLat; accuracyMetres: number; at: string } | null
  /** How far the person moved the place, in metres to the north and to the east. */
  nudge: { northMetres: number; eastMetres: number }
  placeUnknown: boolean
  photoIds: string[]
}

/** The name under which the draft is kept on the phone. */
export const DRAFT = 'report-draft'

/** A draft with nothing in it. */
export function emptyDraft(id: string): Draft {
  return {
    id,
    kind: null,
    description: '',
    fix: null,
    nudge: { northMetres: 0, eastMetres: 0 },
    placeUnknown: false,
    photoIds: [],
  }
}

/** The place of a draft with the person's correction, to 1e-7 degrees; null where it is not known. */
export function placeOf(
  draft: Pick<Draft, 'fix' | 'nudge' | 'placeUnknown'>,
): { location: LngLat; accuracyMetres: number } | null {
  if (draft.fix === null || draft.placeUnknown) return null
  const { location, accuracyMetres } = draft.fix
  return { location: moved(location, draft.nudge), accuracyMetres }
}

/** A position moved by some metres; for tens of metres, anywhere people live. */
export function moved([lng, lat]: LngLat, { northMetres, eastMetres }: Draft['nudge']): LngLat {
  const metresPerDegree = 111_320
  const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7
  return [
    round(lng + eastMetres / (metresPerDegree * Math.cos((lat * Math.PI) / 180))),
    round(lat + northMetres / metresPerDegree),
  ]
}
