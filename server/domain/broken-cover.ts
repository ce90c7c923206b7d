import type { WakeReason } from '#shared/incident.ts'
import { type Cover, type CoverEnd, isCovered } from '#shared/permit.ts'
import type { IncidentRecord, Making } from './facts.ts'
import { unheard } from './hearing-anew.ts'

const ENDS: Readonly<Record<WakeReason, CoverEnd>> = {
  unanswered: 'not-looked',
  'not-looked': 'not-looked',
  declined: 'not-looked',
  unreachable: 'not-looked',
  silent: 'not-looked',
  surer: 'graver',
  raised: 'graver',
  'another-witness': 'another-witness',
  'found-real': 'found-real',
  support: 'duty-room',
  'duty-room': 'duty-room',
  'verification-off': 'duty-room',
  joined: 'joined',
  'cover-broken': 'withdrawn',
}

/** An incident whose chain is called after all: no permit covers it any more, and unless the duty room said so it is heard as new. */
export function uncovered(incident: IncidentRecord, why: WakeReason, making: Pick<Making, 'now'>): IncidentRecord {
  if (!isCovered(incident)) return incident
  const { cover } = incident
  const heard = ENDS[why] === 'duty-room' ? {} : unheard(incident, making)
  return { ...incident, ...heard, cover: cover && brokenCover(cover, ENDS[why], making) }
}

/** A cover that ends now. */
export function brokenCover(cover: Cover, why: CoverEnd, { now }: Pick<Making, 'now'>): Cover {
  return { ...cover, brokenAt: now.toISOString(), why }
}
