import type { AbsenceWarning } from '#shared/absence.ts'
import { m } from '#lib/paraglide/messages.js'
import { dutyWord } from '../words/people.ts'

type Names = {
  readonly people: ReadonlyMap<string, { name: string }>
  readonly areas: ReadonlyMap<string, { name: string }>
}

/** What somebody should know before they leave, in a sentence. */
export function warningWords(warning: AbsenceWarning, { people, areas }: Names): string {
  switch (warning.type) {
    case 'nobody-left':
      return m.away_warn_nobody_left({
        area: areas.get(warning.areaId)?.name ?? warning.areaId,
        duty: dutyWord(warning.duty),
      })
    case 'deputy-away':
      return m.away_warn_deputy_away({ name: people.get(warning.personId)?.name ?? warning.personId })
    case 'deputy-without-phone':
      return m.away_warn_deputy_phone({ name: people.get(warning.personId)?.name ?? warning.personId })
  }
}
