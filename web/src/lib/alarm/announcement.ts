import type { PersonCard } from '#shared/person.ts'
import type { AreaCard } from '../live/state.ts'
import { m } from '../paraglide/messages.js'
import { gradeWord, incidentWord } from '../words/incident.ts'
import { missingWords } from './card-words.ts'
import { placeWords } from './place-words.ts'
import { isPersonAlarm, isUnattended, type Queued } from './queue.ts'
import type { Sound } from './sounding.ts'

/** What is to be said aloud: the same `key` is the same alarm. */
export type Announcement = { key: string; words: string } | null

/**
 * What is said aloud of the alarm that sounds: who does not answer, or what is where. Only of what is urgent or important
 * and loops; said anew when it becomes something else. The names of households are never in it.
 */
export function announcementOf(
  queue: readonly Queued[],
  sound: Sound,
  { areas, people }: { areas: ReadonlyMap<string, AreaCard>; people: ReadonlyMap<string, PersonCard> },
): Announcement {
  if (sound === null || sound.tone === 'reminder' || sound.tone === 'ordinary') return null
  const { tone } = sound
  const queued = queue.find((one) => (tone === 'person' ? isPersonAlarm(one) : one.grade === tone && isUnattended(one)))
  if (queued === undefined) return null
  const { incident, grade } = queued
  const { ground, near } = placeWords(incident, areas)
  const place = near === null ? ground : `${ground}${m.common_list_join()}${near}`
  const said =
    tone === 'person'
      ? m.speech_person({ words: missingWords(queued, people) })
      : m.speech_alarm({ grade: gradeWord(grade), kind: incidentWord({ ...incident, exercise: false }), place })
  return {
    key: [incident.id, tone, incident.kind].join(' '),
    words: incident.exercise ? m.speech_drill({ said }) : said,
  }
}
