import type { Problem } from '#shared/problem.ts'
import { m } from '#lib/paraglide/messages.js'

type Faults = NonNullable<Problem['fields']>
type Fault = Faults[number]

/** What the server says of a field, which it says in English, as people say it; the first that fits. */
const WORDS: readonly (readonly [pattern: RegExp, words: () => string])[] = [
  [/^must lie after its beginning/, m.fault_end],
  [/^only looks/, m.fault_only_looks],
  [/^there is no /, m.fault_gone],
  [/^must be a time/, m.fault_time],
  [/^must differ from the beginning/, m.fault_same_time],
  [/must not wait for the morning/, m.fault_urgent],
  [/^a day stands here twice/, m.fault_day_twice],
  [/^lies before the first date/, m.fault_dates],
  [/^(Too small: expected (array|string)|must name a kind)/, m.fault_empty],
  [/^Too small/, m.fault_small],
  [/^Too big: expected string/, m.fault_long],
  [/^Too big: expected array/, m.fault_many],
  [/^Too big/, m.fault_big],
  [/^Invalid input: expected .* received undefined/, m.fault_empty],
  [/^Invalid input: expected int/, m.fault_whole_number],
  [/^Invalid input: expected number/, m.fault_number],
  [/must lie ahead$/, m.fault_ahead],
  [/^(it is signed already|what is signed or told)/, m.fault_signed],
  [/^Invalid URL/, m.fault_url],
  [/^Invalid option/, m.fault_option],
  [/^Invalid key in record/, m.fault_pairs],
  [/^must be an address such as/, m.fault_mail],
  [/^must be the topic of one device/, m.fault_topic],
  [/^must open as every drill does/, m.fault_drill_words],
  [/^must be whsec_/, m.fault_signing_key],
  [/^must be given/, m.fault_empty],
  [/^either a place or an area/, m.permit_place_missing],
]

const FIELDS: Readonly<Record<string, () => string>> = {
  name: m.plan_name,
  kinds: m.plan_kinds,
  severities: m.plan_severities,
  tiers: m.plan_tiers,
  outsideZones: m.plan_outside,
  waitSeconds: m.plan_wait,
  informed: m.plan_informed,
  respondersNeeded: m.plan_responders,
  tiersAtOnce: m.plan_at_once,
  remindSeconds: m.plan_remind,
  nightRest: m.plan_night_rest,
  clocks: m.plan_clocks,
  checklist: m.plan_checklist,
  sound: m.plan_sound,
  verifyBelow: m.plan_verify_below,
  verifyWaitSeconds: m.plan_verify_wait,
  arriveWithinSeconds: m.plan_arrive_within,
  checkInSeconds: m.plan_check_in,
  validFrom: m.plan_first_day,
  validUntil: m.plan_last_day,
  personId: m.duties_person,
  toPersonId: m.succession_to,
  from: m.succession_day,
  duty: m.duties_duty,
  duties: m.duties_duty,
  rank: m.duties_rank,
  hours: m.duties_hours,
  code: m.area_code,
  geometry: m.fault_boundary,
  until: m.desk_form_until,
  revisitAt: m.settle_day,
  place: m.permit_where,
  briefId: m.brief_title,
}

/** What is wrong with a field, or with anything in it; null where nothing is. Names are as in the body: `tiers.0.duties`. */
export function faultOf(faults: Faults, field: string): string | null {
  const found = faults.find((fault) => fault.field === field || fault.field.startsWith(`${field}.`))
  return found === undefined ? null : faultWords(found)
}

/** One fault in the words of the screen; null where there are none for it. */
export function knownWords({ message }: Pick<Fault, 'message'>): string | null {
  return WORDS.find(([pattern]) => pattern.test(message))?.[1]() ?? null
}

/** The same; where there are no words for it, which field it is. */
export function faultWords(fault: Fault): string {
  return knownWords(fault) ?? m.form_fault({ field: fieldWord(fault.field) })
}

/** The same with the name of the field, for faults that stand apart from it. */
export function faultLine(fault: Fault): string {
  const words = knownWords(fault)
  return words === null ? faultWords(fault) : m.form_fault_line({ field: fieldWord(fault.field), words })
}

/** The faults of fields that a form shows nowhere. */
export function otherFaults(faults: Faults, shown: readonly string[]): Faults {
  return faults.filter(({ field }) => !shown.some((name) => field === name || field.startsWith(`${name}.`)))
}

/** The name of the innermost field that has one: of `tiers.0.waitSeconds` the wait. */
function fieldWord(field: string): string {
  const named = field.split('.').findLast((part) => Object.hasOwn(FIELDS, part))
  return (named === undefined ? undefined : FIELDS[named]?.()) ?? field
}
