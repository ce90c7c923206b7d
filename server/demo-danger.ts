import { officialAt } from '#shared/fire-danger.ts'
import type { Decisions } from './decisions.ts'
import { allFireDangers } from './domain/fire-danger.ts'
import { viewerIn } from './domain/viewer.ts'
import type { DangerDesk } from './fire-danger.ts'

/** The duty room of the demo enters the grade of the day, as one does each morning; what somebody else entered stays. */
export async function enterDemoDanger(parts: {
  decisions: Decisions
  dangerDesk: DangerDesk
  now: () => Date
}): Promise<void> {
  const { decisions, dangerDesk, now } = parts
  const { arrangement } = await decisions.facts()
  const viewer = viewerIn(arrangement, { personId: 'duty', name: '', roles: ['duty'] })
  for (const danger of allFireDangers(arrangement, now()))
    if (officialAt(danger, now().getTime()) === null)
      await dangerDesk.enter(viewer, danger.areaId, { grade: 3, validUntil: null })
}
