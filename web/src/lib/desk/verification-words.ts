import { m } from '#lib/paraglide/messages.js'
import type { Verification } from '#shared/incident.ts'
import { shortTime } from '../time.ts'
import { dangerLevelWord } from '../words/danger.ts'
import { wakeReasonWord } from '../words/wake.ts'

/** Who was asked to look first, what came of it, and by which threshold. */
export function verificationWords(verification: Verification, nameOf: (personId: string) => string): string {
  const { threshold, confidence, grade, gradeSource } = verification
  const percent = (share: number) => Math.round(share * 100)
  const by = m.desk_verification_threshold({ confidence: percent(confidence), threshold: percent(threshold) })
  const parts = [outcomeOf(verification, nameOf(verification.personId)), by]
  if (grade !== null) {
    const level = dangerLevelWord(grade)
    parts.push(
      gradeSource === 'official' ? m.desk_verification_official({ level }) : m.desk_verification_estimate({ level }),
    )
  }
  return parts.join(m.common_list_join())
}

function outcomeOf({ state, until, why, at }: Verification, name: string): string {
  switch (state) {
    case 'asked':
      return m.desk_verification_asked({ name, time: shortTime(until) })
    case 'woken':
      return m.desk_verification_woken({ name, why: why === null ? '' : wakeReasonWord(why), time: shortTime(at) })
    case 'settled':
      return m.desk_verification_settled({ name, time: shortTime(at) })
  }
}
