import type { Gap, GapReason } from '#shared/coverage.ts'
import { m } from '#lib/paraglide/messages.js'
import { dayTime } from '#lib/time.ts'
import { dutyWord } from '#lib/words/people.ts'

const reasons: Readonly<Record<GapReason, (names: { names: string }) => string>> = {
  'nobody-holds': () => m.gap_nobody_holds(),
  left: m.gap_left,
  absent: m.gap_absent,
  'off-duty': m.gap_off_duty,
  'cannot-be-rung': m.gap_cannot_be_rung,
  'no-shift': () => m.gap_no_shift(),
}

/** Why nobody would come: 张三请假，无人代. */
export function gapWhy({ why, personIds }: Gap, nameOf: (personId: string) => string): string {
  const names = personIds.map(nameOf).join(m.common_list_join()) || m.gap_the_holder()
  return reasons[why]({ names })
}

/** What is missing there: the duty, or the post in the duty room. */
export function gapWhat({ duty, post }: Gap): string {
  if (post !== null) return post === 'leader' ? m.gap_post_leader() : m.gap_post_officer()
  return duty === null ? m.common_unknown() : dutyWord(duty)
}

/** From when until when a hole stands open; one that is open says only its end. */
export function gapWhen({ from, until }: Pick<Gap, 'from' | 'until'>, atMs: number): string {
  const isOpen = Date.parse(from) <= atMs
  if (until === null) return isOpen ? m.gap_until_mended() : m.gap_from({ from: dayTime(from) })
  return isOpen ? m.gap_until({ until: dayTime(until) }) : m.gap_span({ from: dayTime(from), until: dayTime(until) })
}
