import type { Severity } from './kinds.ts'

/** The three grades a screen shows: 紧急, 重要, 普通. */
export const GRADES = ['urgent', 'important', 'ordinary'] as const
export type Grade = (typeof GRADES)[number]

/** Folds the five CAP severities into the three grades of the screens. */
export function gradeOf(severity: Severity): Grade {
  switch (severity) {
    case 'extreme':
      return 'urgent'
    case 'severe':
    case 'moderate':
      return 'important'
    case 'minor':
    case 'unknown':
      return 'ordinary'
  }
}
