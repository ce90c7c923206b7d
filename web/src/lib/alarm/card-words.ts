import { m } from '#lib/paraglide/messages.js'
import type { Incident } from '#shared/incident.ts'
import type { PersonCard } from '#shared/person.ts'
import { clockTime } from '../time.ts'
import { calledNames, mostPressing, nextLines } from './next-words.ts'
import type { Queued } from './queue.ts'
import { goersOf, goersWords, isUnderway } from './who-goes.ts'

type People = ReadonlyMap<string, PersonCard>

/** What a card says, each person once: who is missing (null: nobody), who goes or was called, and what happens next. */
export type CardWords = { missing: string | null; who: string; next: string[] }

/** The words of a card about people and about what happens next. */
export function cardWords(queued: Queued, people: People, nowMs: number): CardWords {
  const { incident } = queued
  const lines = nextLines(queued, people, nowMs)
  const missing = lines.filter(({ of }) => of === 'person').map(({ words }) => words)
  const others = lines.filter(({ of }) => of !== 'person')
  // Whoever goes stands beside the counts, unless there is nothing else to say below.
  const beside = others.filter(({ of }) => of !== 'goers')
  const shown = goersOf(incident).filter((goer) => goer.how !== 'silent' && (beside.length > 0 || !isUnderway(goer)))
  return {
    missing: missing.length === 0 ? null : missing.join(' · '),
    who: shown.length > 0 ? goersWords(shown, people) : calledNames(incident.alerts, people),
    next: mostPressing(beside.length > 0 ? beside : others),
  }
}

/** Who is missing at an incident, in words for whoever hears the screen; the time is left out, for it says nothing new. */
export function missingWords({ incident }: Queued, people: People): string {
  return goersWords(
    goersOf(incident).filter(({ how }) => how === 'silent'),
    people,
  )
}

/**
 * Whom of the duty room was rung because nobody there took notice, one line each; empty where nobody was, or somebody has
 * taken notice since.
 */
export function rungWords(
  { ringing, answered, alerts }: Pick<Incident, 'answered' | 'alerts'> & Partial<Pick<Incident, 'ringing'>>,
  people: People,
): string[] {
  if (ringing == null || answered !== null) return []
  // Whoever had been called before is reminded, and stands under an earlier moment.
  const namesAt = (at: string) =>
    alerts
      .filter(({ duty, sentAt }) => duty === 'duty-room' && sentAt === at)
      .map(({ personId }) => people.get(personId)?.name ?? personId)
      .join(m.common_list_join())
  const { officerAt, leaderAt } = ringing
  // One with nobody between them rings both at once, and who is who is not known.
  const isTogether = officerAt === leaderAt
  const said = (at: string, word: (of: { names: string; time: string }) => string) =>
    word({ names: isTogether ? '' : namesAt(at), time: clockTime(at) }).replace('  ', ' ')
  return [
    ...(officerAt === null ? [] : [said(officerAt, m.next_rung_officer)]),
    ...(leaderAt === null ? [] : [said(leaderAt, m.next_rung_leader)]),
  ]
}
