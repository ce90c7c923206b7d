import type { Cover, CoverEnd, ListedPermit, PermitUse } from '#shared/permit.ts'
import { m } from '#lib/paraglide/messages.js'
import { dayTime, shortTime } from '#lib/time.ts'

const uses: Readonly<Record<PermitUse, () => string>> = {
  'grave-offering': m.permit_use_grave_offering,
  'field-burning': m.permit_use_field_burning,
  works: m.permit_use_works,
  other: m.permit_use_other,
}
/** What is approved: 祭扫用火, Burning at graves. */
export const permitUseWord = (use: PermitUse): string => uses[use]()

const ends: Readonly<Record<CoverEnd, () => string>> = {
  'fire-ban': m.cover_end_fire_ban,
  danger: m.cover_end_danger,
  wind: m.cover_end_wind,
  ended: m.cover_end_ended,
  withdrawn: m.cover_end_withdrawn,
  graver: m.cover_end_graver,
  outside: m.cover_end_outside,
  'another-witness': m.cover_end_another_witness,
  'found-real': m.cover_end_found_real,
  'not-looked': m.cover_end_not_looked,
  'nobody-near': m.cover_end_nobody_near,
  'called-already': m.cover_end_called_already,
  'duty-room': m.cover_end_duty_room,
  joined: m.cover_end_joined,
}
/** Why a permit covers something no longer. */
const coverEndWord = (why: CoverEnd): string => ends[why]()

/** How a permit stands, in words: 有效, 今天因四级以上火险失效, 风大失效, 已到时. */
export function standingWords({ standing, validFrom }: Pick<ListedPermit, 'standing' | 'validFrom'>): string {
  switch (standing.state) {
    case 'valid':
      return standing.until === null ? m.permit_all_day() : m.permit_valid({ time: dayTime(standing.until) })
    case 'void':
      if (standing.why === 'fire-ban') return m.permit_void_fire_ban()
      return standing.why === 'danger'
        ? m.permit_void_danger()
        : m.permit_void_wind({ wind: standing.windBeaufort ?? '–' })
    case 'outside-hours':
      return m.permit_outside_hours()
    case 'coming':
      return m.permit_state_coming({ time: validFrom === null ? '–' : dayTime(validFrom) })
    case 'over':
      return m.permit_state_over()
  }
}

/** In which section of the list a permit stands: what is over, what has a day left, and what begins later. */
export function sectionOf({ standing }: Pick<ListedPermit, 'standing'>): 'today' | 'coming' | 'past' {
  if (standing.state === 'over') return 'past'
  return standing.state === 'coming' ? 'coming' : 'today'
}

/** The hours, the days and the wind of a permit in one line. */
export function termsOf(permit: ListedPermit): string {
  const { hours, validFrom, validUntil, windLimitBeaufort: limit, standing } = permit
  const days = [validFrom, validUntil].flatMap((at) => (at === null ? [] : [dayTime(at)])).join(' – ')
  const clock = hours === null ? m.permit_all_day() : m.permit_hours({ from: hours.from, to: hours.to })
  const wind = limit === null ? m.permit_no_wind_limit() : m.permit_wind_limit({ limit })
  const now = standing.windBeaufort === null ? m.permit_wind_unknown() : m.permit_wind({ wind: standing.windBeaufort })
  return [days, clock, wind, ...(standing.state === 'valid' || standing.state === 'void' ? [now] : [])].join(' · ')
}

/** When a cover ends, in short; empty where it does not. */
export const untilWord = (until: string | null): string =>
  until === null ? '' : m.cover_until({ time: shortTime(until) })

/** A permit that an incident was matched to, in one chip. */
export function coverWord({ approvalNumber: number, brokenAt, why }: Cover): string {
  if (brokenAt === null) return m.cover_chip({ number })
  return m.cover_broken_chip({ number, why: why === null ? '' : coverEndWord(why) })
}
