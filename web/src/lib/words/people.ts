// Who answers for what, and by what right.
import { m } from '#lib/paraglide/messages.js'
import type { Level } from '#shared/area.ts'
import type { Channel } from '#shared/directive.ts'
import type { AccountState } from '#shared/account.ts'
import type { PersonCard, Role } from '#shared/person.ts'
import type { Duty, Rank, ChainLink } from '#shared/responsibility.ts'
import type { Words } from './words.ts'

const duties: Words<Duty> = {
  household: m.duty_household,
  zone: m.duty_zone,
  village: m.duty_village,
  ranger: m.duty_ranger,
  'grid-head': m.duty_grid_head,
  'grid-member': m.duty_grid_member,
  'village-secretary': m.duty_village_secretary,
  'fire-crew': m.duty_fire_crew,
  'hazard-watcher': m.duty_hazard_watcher,
  mediator: m.duty_mediator,
  'village-doctor': m.duty_village_doctor,
  police: m.duty_police,
  'duty-room': m.duty_duty_room,
}

const ranks: Words<Rank> = { primary: m.rank_primary, deputy: m.rank_deputy }

const linkReasons: Words<ChainLink['reason']> = {
  holder: m.reason_holder,
  deputy: m.reason_deputy,
  'stand-in': m.reason_stand_in,
  neighbour: m.reason_neighbour,
  'on-shift': m.reason_on_shift,
  'off-duty': m.reason_off_duty,
  left: m.reason_left,
  absent: m.reason_absent,
  'next-area': m.reason_next_area,
  'duty-room': m.reason_duty_room,
  'nobody-holds': m.reason_nobody_holds,
  recused: m.reason_recused,
}

const levels: Words<Level> = {
  township: m.level_township,
  village: m.level_village,
  grid: m.level_grid,
  zone: m.level_zone,
  'forest-block': m.level_forest_block,
  'hazard-zone': m.level_hazard_zone,
}

const roles: Words<Role> = {
  admin: m.role_admin,
  duty: m.role_duty,
  leader: m.role_leader,
  cadre: m.role_cadre,
  member: m.role_member,
  reviewer: m.role_reviewer,
  wall: m.role_wall,
}

const accountStates: Words<AccountState> = {
  none: m.account_none,
  unasked: m.account_unasked,
  invited: m.account_invited,
  active: m.account_active,
}

/** The word for a duty: 包户党员, 护林员, … */
export const dutyWord = (duty: Duty): string => duties[duty]()

/** The word for a rank: A角, B角. */
export const rankWord = (rank: Rank): string => ranks[rank]()

/** Why somebody stands in a chain. */
export const linkReasonWord = (reason: ChainLink['reason']): string => linkReasons[reason]()

/** The word for a level of the area tree: 乡镇, 村, 网格, 片区, … */
export const levelWord = (level: Level): string => levels[level]()

/** The word for a role. */
export const roleWord = (role: Role): string => roles[role]()

const channels: Words<Channel> = {
  call: m.directive_channel_call,
  paper: m.directive_channel_paper,
  message: m.directive_channel_message,
}

/** How a word from above came: 来电, Telephone. */
export const channelWord = (channel: Channel): string => channels[channel]()

/** How somebody stands with signing in. */
export const accountStateWord = (state: AccountState): string => accountStates[state]()

/** A person as screens show them: whoever was erased has no name any more, and is called so. */
export const shownPerson = (card: PersonCard): PersonCard =>
  card.name === '' ? { ...card, name: m.person_erased() } : card
