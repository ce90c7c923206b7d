import { m } from '#lib/paraglide/messages.js'
import { isPutDown } from '#shared/handlings.ts'
import type { DueStep, Incident, NextStep } from '#shared/incident.ts'
import type { PersonCard } from '#shared/person.ts'
import { clockTime } from '../time.ts'
import { dutyWord } from '../words/people.ts'
import { callCounts } from './calls.ts'
import { dueWords, leftWords } from './due-words.ts'
import type { Queued } from './queue.ts'
import { rollCallNext, rollCallOf } from './roll-call-words.ts'
import { goersOf, goersWords, isUnderway } from './who-goes.ts'

type People = ReadonlyMap<string, PersonCard>

/**
 * One thing that happens next, or is so now. `person` is an alarm about somebody who does not answer: it stands first and
 * loud. `due` the server will do by itself. `goers` and `state` are what is true while it calls nobody: who goes, or why nobody.
 */
export type NextLine = { of: 'person' | 'due' | 'goers' | 'state'; words: string }

/** How much of it is said on a card, or in one sentence. */
const MOST_SAID = 2

/** What happens next about an incident, in one sentence: what is most pressing of it. */
export function nextWords(queued: Queued, people: People, nowMs: number): string {
  return mostPressing(nextLines(queued, people, nowMs)).join(' · ')
}

/** What is most pressing of what happens next. */
export function mostPressing(lines: readonly NextLine[]): string[] {
  return lines.slice(0, MOST_SAID).map(({ words }) => words)
}

/**
 * Everything that happens next about an incident: whoever does not answer first, then what is true where nobody more is
 * called, then what the server will do, soonest first.
 */
export function nextLines(queued: Queued, people: People, nowMs: number): NextLine[] {
  const { incident } = queued
  const due = dueOf(incident)
  const missing = due.filter(({ step }) => step === 'call-person')
  const missingLine = ({ at, personIds }: DueStep): NextLine => {
    return { of: 'person', words: m.next_person_missing({ names: namesOf(personIds, people), time: clockTime(at) }) }
  }
  const others = due.filter(({ step }) => step !== 'call-person')
  const timed = groupedBySecond(others).map((step) => {
    return { at: step.at, words: dueWords(step, namesOf(step.personIds, people), incident, nowMs) }
  })
  const rollCall = rollCallOf(incident)
  if (rollCall !== null && incident.condition === 'active')
    return [...missing.map(missingLine), { of: 'due', words: rollCallNext(incident, rollCall, nowMs) }]
  if (incident.next !== null) timed.push({ at: incident.next.at, words: callWords(incident, incident.next, nowMs) })
  const coming = timed.sort((a, b) => a.at.localeCompare(b.at)).map(({ words }): NextLine => ({ of: 'due', words }))
  const now = incident.next === null ? stateLine(queued, people) : null
  const lines = now === null ? coming : [now, ...coming]
  const said = [...missing.map(missingLine), ...withAsked(incident, people, lines)]
  // What happens at nearly the same time reads the same, and is said once.
  return said.filter(({ words }, at) => said.findIndex((other) => other.words === words) === at)
}

/** One from a server of before says nothing of what is due. */
function dueOf({ due = [] }: Partial<Pick<Incident, 'due'>>): DueStep[] {
  return due
}

/** Who is asked to look first stands before what happens then. */
function withAsked({ verification }: Incident, people: People, lines: NextLine[]): NextLine[] {
  const [first, ...rest] = lines
  if (verification?.state !== 'asked' || first === undefined) return lines
  return [
    { ...first, words: m.next_asked({ name: namesOf([verification.personId], people), next: first.words }) },
    ...rest,
  ]
}

/** Those who are waited for until the same second are named in one sentence. */
function groupedBySecond(due: readonly DueStep[]): DueStep[] {
  const groups = new Map<string, DueStep>()
  for (const one of due) {
    const key = `${one.step} ${one.at.slice(0, 19)}`
    const group = groups.get(key)
    groups.set(key, group === undefined ? one : { ...group, personIds: [...group.personIds, ...one.personIds] })
  }
  return [...groups.values()]
}

function callWords(incident: Incident, { step, duties, at }: NextStep, nowMs: number): string {
  const who = step === 'call-duty-room' ? m.next_duty_room_phone() : duties.map(dutyWord).join(m.common_list_join())
  const leftMs = Date.parse(at) - nowMs
  const isReminder = step === 'remind'
  if (leftMs <= 0) return isReminder ? m.next_reminding({ who }) : m.next_calling({ who })
  if (incident.restsUntil != null) return m.next_rests({ who, time: clockTime(at) })
  const span = leftWords(leftMs)
  return isReminder ? m.next_remind_in({ span, who }) : m.next_in({ span, who })
}

/** What is true of an incident for which nobody more is called; null where what is due says it already. */
function stateLine({ incident, state }: Queued, people: People): NextLine | null {
  const line = (words: string): NextLine => ({ of: 'state', words })
  const underway = goersOf(incident).filter(isUnderway)
  if (state === 'cleared-unverified') return line(m.next_needs_verifying())
  if (isPutDown(incident)) return line(m.next_handled())
  if (underway.length === 0) {
    if (incident.handling === 'on-scene') return line(m.next_on_scene_nobody())
    return line(incident.alerts.length === 0 ? m.next_nobody_to_call() : m.next_all_called())
  }
  const names = goersWords(underway, people)
  const missing = incident.respondersNeeded - underway.length
  if (missing > 0) return { of: 'goers', words: m.next_going_missing({ names, n: missing }) }
  const areAwaited = dueOf(incident).some(({ step }) => step === 'arrival')
  return areAwaited && underway.length === 1 ? null : { of: 'goers', words: names }
}

/** The names of those who go, first to accept first; empty when nobody does. */
export function goingNames(alerts: Incident['alerts'], people: People): string {
  return namesOf(callCounts({ alerts }).going, people)
}

/** How many can be named beside the counts of a card. */
const MOST_NAMED = 2

/** The names of those who were called, while they are few and none of them goes; empty otherwise. */
export function calledNames(alerts: Incident['alerts'], people: People): string {
  const ids = [...new Set(alerts.map(({ personId }) => personId))]
  if (ids.length > MOST_NAMED || callCounts({ alerts }).going.length > 0) return ''
  return namesOf(ids, people)
}

function namesOf(ids: readonly string[], people: People): string {
  return ids.map((id) => people.get(id)?.name ?? id).join(m.common_list_join())
}
