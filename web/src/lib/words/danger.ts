// Fire danger.
import { m } from '#lib/paraglide/messages.js'
import type { DangerGrade, EstimateGap, OfficialDanger } from '#shared/fire-danger.ts'
import type { Words } from './words.ts'

const dangerGrades: Readonly<Record<DangerGrade, () => string>> = {
  1: m.danger_grade_1,
  2: m.danger_grade_2,
  3: m.danger_grade_3,
  4: m.danger_grade_4,
  5: m.danger_grade_5,
}

const dangerLevels: Readonly<Record<DangerGrade, () => string>> = {
  1: m.danger_level_1,
  2: m.danger_level_2,
  3: m.danger_level_3,
  4: m.danger_level_4,
  5: m.danger_level_5,
}

/** A grade of fire danger with its name: 三级 较高火险. */
export const dangerGradeWord = (grade: DangerGrade): string => dangerGrades[grade]()

/** A grade of fire danger in short: 三级, 3 of 5. */
export const dangerLevelWord = (grade: DangerGrade): string => dangerLevels[grade]()

const dangerSources: Words<OfficialDanger['source']> = {
  entered: m.danger_source_entered,
  received: m.danger_source_received,
}

/** Where an official grade came from. */
export const dangerSourceWord = (source: OfficialDanger['source']): string => dangerSources[source]()

const estimateGaps: Words<EstimateGap> = {
  'no-wind': m.danger_gap_no_wind,
  'no-rain-gauge': m.danger_gap_no_rain_gauge,
  'rain-in-part': m.danger_gap_rain_in_part,
  'stations-silent': m.danger_gap_stations_silent,
  'start-values': m.danger_gap_start_values,
  'carried-over': m.danger_gap_carried_over,
}

/** What an estimate could not know. */
export const estimateGapWord = (gap: EstimateGap): string => estimateGaps[gap]()
