import type { Kind } from '#shared/kinds.ts'

/** Which evidence is of one happening. Lengths in metres beyond what the places are uncertain by themselves. */
export type Rule = {
  /** Kinds that one cause may show as. */
  kinds: readonly Kind[]
  /** How long after its last evidence an incident still takes more. */
  withinMinutes: number
  /** How far apart two witnesses' places may be: a fire moves and its smoke drifts, a gas leak stays in its house. */
  apartMetres: number
  /** The same from or to a person's report: people stand where it is safe, and tell where they stand. */
  reportApartMetres: number
  /**
   * How far apart two devices may stand that each tell of their own spot; null lets their places decide. Two buttons are
   * two people, and gas in two kitchens is two leaks.
   */
  devicesApartMetres: number | null
  /** Evidence placed this exactly fixes where an incident is, and makes one of two that it lies between. */
  exactMetres: number
  /**
   * How wide, to either side, a direction may be where something is and still speak for it: a good lookout's at ten
   * kilometres, a whole field of view's at one and a half.
   */
  speaksMetres: number
}

/** The rules of correlation. What stands in no row follows `LONERS`, but for `NEVER`. */
export const RULES: readonly Rule[] = [
  rule({ kinds: ['fire', 'smoke', 'heat'], withinMinutes: 60, apart: 200, reportApart: 500, exact: 600, speaks: 1000 }),
  rule({ kinds: ['gas'], withinMinutes: 30, apart: 5, reportApart: 50, devicesApart: 15, exact: 100 }),
  rule({ kinds: ['flood', 'geohazard'], withinMinutes: 120, apart: 300, reportApart: 500, exact: 600 }),
  rule({ kinds: ['intrusion', 'public-order'], withinMinutes: 15, apart: 50, reportApart: 100, exact: 200 }),
  rule({ kinds: ['sos', 'medical'], withinMinutes: 30, apart: 30, reportApart: 100, devicesApart: 0, exact: 200 }),
]

/** Any other kind joins only what the same device or person began, and that not long ago. */
export const LONERS = { withinMinutes: 30 } as const

/** An official warning is one incident, however many its office issues. */
export const NEVER: readonly Kind[] = ['warning']

/** A signal that is still on makes its evidence last until now, but not for ever: some never say that it is over. */
export const LASTS_MINUTES = 12 * 60

/** What is over when it is said, unless its device repeats it: a press calls for help once. */
export const SAID_ONCE: readonly Kind[] = ['sos', 'medical']

/** Graver first: evidence of a graver kind makes the incident of that kind. */
export const GRAVER_FIRST: readonly Kind[] = [
  'fire',
  'gas',
  'geohazard',
  'smoke',
  'heat',
  'flood',
  'sos',
  'medical',
  'intrusion',
  'public-order',
]

function rule(row: {
  kinds: readonly Kind[]
  withinMinutes: number
  apart: number
  reportApart: number
  devicesApart?: number
  exact: number
  speaks?: number
}): Rule {
  const { kinds, withinMinutes, apart, reportApart, devicesApart = null, exact, speaks = exact } = row
  return {
    kinds,
    withinMinutes,
    apartMetres: apart,
    reportApartMetres: reportApart,
    devicesApartMetres: devicesApart,
    exactMetres: exact,
    speaksMetres: speaks,
  }
}
