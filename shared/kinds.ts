import { z } from 'zod'
import { SEVERITIES } from './severities.ts'

export { CONFIDENTIAL_KINDS } from './confidential.ts'
export { SEVERITIES } from './severities.ts'

/** What may be happening. The order is the order in which pages offer them. */
export const KINDS = [
  'fire',
  'smoke',
  'heat',
  'gas',
  'flood',
  'geohazard',
  'intrusion',
  'sos',
  'medical',
  'missing-person',
  'accident',
  'public-order',
  'hazard',
  'dispute',
  'request',
  'infrastructure',
  'epidemic',
  'warning',
  'device-fault',
  'other',
] as const
export const kindSchema = z.enum(KINDS)
export type Kind = z.infer<typeof kindSchema>

export const severitySchema = z.enum(SEVERITIES)
export type Severity = z.infer<typeof severitySchema>

/** The severity an alarm of a kind opens with until its evidence says otherwise. */
export const DEFAULT_SEVERITY: Record<Kind, Severity> = {
  fire: 'extreme',
  smoke: 'severe',
  heat: 'severe',
  gas: 'extreme',
  flood: 'severe',
  geohazard: 'extreme',
  intrusion: 'moderate',
  sos: 'extreme',
  medical: 'extreme',
  'missing-person': 'severe',
  accident: 'severe',
  'public-order': 'moderate',
  hazard: 'moderate',
  dispute: 'minor',
  request: 'minor',
  infrastructure: 'moderate',
  epidemic: 'severe',
  warning: 'moderate',
  'device-fault': 'minor',
  other: 'unknown',
}
