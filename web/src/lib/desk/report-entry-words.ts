import type { Action } from '#shared/action.ts'
import { BRIEF_STAGES } from '#shared/brief.ts'
import { CLOCKS } from '#shared/incident.ts'
import { clockWord } from '#lib/alarm/clock-words.ts'
import { m } from '#lib/paraglide/messages.js'
import { stageWord } from './brief-words.ts'

/** What a line of the log says of a deadline, of 119, 110 and 120, or of a report to the county; empty for every other. */
export function reportEntryWords({ action, detail }: Pick<Action, 'action' | 'detail'>): string {
  const stage = BRIEF_STAGES.find((known) => known === detail['stage'])
  switch (action) {
    case 'clock-missed':
    case 'extend': {
      const clock = CLOCKS.find((known) => known === detail['clock'])
      return clock === undefined ? '' : clockWord(clock)
    }
    case 'service': {
      const service = String(detail['service'] ?? '')
      return detail['isCalled'] === true ? m.service_called({ service }) : m.service_not_called({ service })
    }
    case 'drafted':
    case 'issue':
      return stage === undefined ? '' : stageWord(stage)
    case 'told':
      return typeof detail['recipient'] === 'string' ? detail['recipient'] : ''
    default:
      return ''
  }
}
