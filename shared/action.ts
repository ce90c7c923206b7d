import { z } from 'zod'
import { toldHowSchema } from './brief.ts'
import { idSchema, momentSchema } from './ids.ts'
import { clockSchema, falseCauseSchema, outcomeSchema } from './incident.ts'
import { descriptionSchema } from './search.ts'
import { serviceSchema } from './service-call.ts'
import { householdStateSchema } from './roll-call.ts'

/** What a person may do to an incident. The words are those of `POST /api/incidents/:id/actions`. */
export const ACTIONS = [
  'answer',
  'seen',
  'acknowledge',
  'decline',
  'depart',
  'arrive',
  'verify',
  'assign',
  'handle',
  'check',
  'close',
  'support',
  'check-in',
  'postpone',
  'resume',
  'extend',
  'reopen',
  'merge',
  'split',
  'undo',
  'wake',
  'note',
  /** The phases of a fire (明火扑灭, 清理, 看守火场, 撤离): it is not closed before the last of them. */
  'fire-out',
  'mop-up',
  'fire-watch',
  'withdraw',
  /** A line of the checklist was done, or turned out not to be. */
  'tick',
  'untick',
  /** Of a missing person: who it is and where they were last seen, and a piece of ground that is searched. */
  'describe',
  'sector',
  /** How a dispute ended: 已化解, or 未化解 and when to come back. */
  'settle',
  /** Somebody keeps out of it (回避), for it concerns them. */
  'recuse',
  /** Whether 119, 110 or 120 was called (已报 / 未报). */
  'service',
  /** Writes or changes a report to the county (首报, 续报, 终报), signs it (签发), and notes that it was told (报送). */
  'draft',
  'issue',
  'told',
  /** What was found at one household in a roll call. */
  'household',
  /** Sounds the sirens of its ground (鸣警笛). */
  'siren',
] as const
export const actionNameSchema = z.enum(ACTIONS)
export type ActionName = z.infer<typeof actionNameSchema>

/** What the system itself records in the same log. */
export const SYSTEM_ACTIONS = [
  'opened',
  'evidence',
  'cleared',
  'escalated',
  'raised',
  'called',
  'called-duty-room',
  /** Told, and expected to do nothing. */
  'informed',
  /** Those who were called and have not answered were called again. */
  'reminded',
  /** It came in the night and may wait until the morning. */
  'rests',
  'expired',
  'chattering',
  'merged',
  'merged-into',
  'parted',
  'asked',
  'woken',
  /** What it was about is over, and nobody had done anything yet. */
  'closed-by-itself',
  /** Nobody took notice in the duty room: the officer on shift was called, then the leader. */
  'rings-officer',
  'rings-leader',
  /** Somebody said that they go, and nothing was heard of them since. */
  'stalled',
  /** Those on the scene or sent to look were asked whether they are well. */
  'asked-check-in',
  /** Somebody asked so has not answered: an alarm about that person. */
  'silent',
  /** A postponement will end soon, and has ended. */
  'postponement-ends',
  'postponement-ended',
  /** The photo of a missing person is gone: the search is over. */
  'photo-removed',
  /** It is the morning of the day on which somebody comes back to a dispute. */
  'revisit-due',
  /** The time of one of its clocks is over. */
  'clock-missed',
  /** A report to the county was drafted from what is known. */
  'drafted',
  /** The silent of a roll call were rung again; who is silent after that, or cannot be rung, is to be woken at the door. */
  'rang-round',
  'knocking',
  /** A permit covers it: whoever stands by it is rung first, and one member looks. */
  'covered',
  /** No permit covers it any more: everybody is called. */
  'cover-broken',
  /** The drill it belongs to is over. */
  'drill-ended',
  /** A second person agreed that the drill sounds sirens and is told to the county. */
  'drill-loud',
] as const

/** How somebody was reached for whom another enters an action; whoever enters it is the witness. */
export const HEARD_BY = ['radio', 'phone', 'in-person'] as const
const heardBySchema = z.enum(HEARD_BY)
export type HeardBy = z.infer<typeof heardBySchema>

/** By what a person answered who did not tap: a text, a key pressed in a call, the button of a card, a one-time link. */
export const ANSWER_CHANNELS = ['sms', 'voice', 'card', 'link'] as const
export type AnswerChannel = (typeof ANSWER_CHANNELS)[number]

/** What is known or entered so long after it happened is marked as entered later (补录). */
export const LATE_AFTER_SECONDS = 900

/** The body of `POST /api/incidents/:id/actions`. `id` is made by the client; the same id twice is one action. */
export const actionBodySchema = z.object({
  id: idSchema,
  action: actionNameSchema,
  /** When it happened by the client's clock; the server keeps the time of receipt beside it. */
  at: momentSchema.nullish(),
  note: z.string().max(2000).nullish(),
  /** The person for whom somebody else enters this (heard by radio or telephone). */
  onBehalfOf: idSchema.nullish(),
  /** How that person was reached. */
  heardBy: heardBySchema.nullish(),
  /** It was written on paper first and is entered later (补录). So is what happened a quarter of an hour before its receipt. */
  late: z.boolean().nullish(),
  outcome: outcomeSchema.nullish(),
  /** For `verify` with the outcome `false-alarm`: what set it off. */
  cause: falseCauseSchema.nullish(),
  /** For `check`: it was done by calling back whoever it concerned (回访核查). */
  byCallBack: z.boolean().nullish(),
  /** For `extend`: which clock stops; the next one running when absent. */
  clock: clockSchema.nullish(),
  /** For `assign`: whom. For `recuse`: who keeps out of it, where that is not whoever says so. */
  personId: idSchema.nullish(),
  /** For `postpone` and `extend`: until when. */
  until: momentSchema.nullish(),
  mediaIds: z.array(idSchema).max(10).nullish(),
  /** For `merge`: the other incident, which turned out to be this one. */
  incidentId: idSchema.nullish(),
  /** For `split`: the evidence that belongs to another happening. */
  observationIds: z.array(idSchema).min(1).max(200).nullish(),
  /** For `undo`: which merging or splitting; the last one when absent. */
  undoes: idSchema.nullish(),
  /** For `tick` and `untick`: which line of the checklist, counted from 0. */
  line: z.int().min(0).max(100).nullish(),
  /** The words of that line as they stood where it was ticked: the list may have become another since. */
  lineWords: z.string().max(200).nullish(),
  /** For `describe`: what is said of the missing person; what is left out stays as it is. */
  search: descriptionSchema.nullish(),
  /** For `sector`: which one; without it a new one, by `areaId` or `name`. */
  sectorId: idSchema.nullish(),
  areaId: idSchema.nullish(),
  name: z.string().trim().min(1).max(100).nullish(),
  /** For `sector`: whether it was searched (true unless told). */
  isSearched: z.boolean().nullish(),
  /** For `settle`: whether the dispute is settled, and where it is not, when somebody comes back to it. */
  isSettled: z.boolean().nullish(),
  revisitAt: momentSchema.nullish(),
  /** For `service`: which one, and whether it was called. */
  service: serviceSchema.nullish(),
  isCalled: z.boolean().nullish(),
  /** For `draft`, `issue` and `told`: which report; for `draft` a new one when absent. */
  briefId: idSchema.nullish(),
  /** For `draft`: what is said on the telephone, and the written form; without either the server writes both. */
  text: z.string().trim().max(2000).nullish(),
  written: z.string().trim().max(8000).nullish(),
  /** For `told`: to whom, and how. */
  recipient: z.string().trim().max(100).nullish(),
  how: toldHowSchema.nullish(),
  /** For `household`: which, what was found there, and how many people were moved or told. */
  householdId: idSchema.nullish(),
  householdState: householdStateSchema.nullish(),
  people: z.int().nonnegative().max(100).nullish(),
})
export type ActionBody = z.infer<typeof actionBodySchema>

/** One entry of the append-only log of an incident. */
export const actionSchema = z.object({
  id: idSchema,
  incidentId: idSchema,
  action: z.enum([...ACTIONS, ...SYSTEM_ACTIONS]),
  /** Who did it; null for the system. */
  actorId: idSchema.nullable(),
  onBehalfOf: idSchema.nullable(),
  /** When it happened by whoever's clock said so; null when nobody did. */
  at: momentSchema.nullable(),
  /** When the server learned of it: the order of the log. */
  recordedAt: momentSchema,
  note: z.string().nullable(),
  /**
   * What belongs to this action: outcome, cause, duty, heardBy, late, alert and person ids, tier, observation id; `channel`
   * by which it was answered, and of a note `tooLate`: which answer it was, to a call that was over.
   */
  detail: z.record(z.string(), z.unknown()),
  mediaIds: z.array(idSchema),
})
export type Action = z.infer<typeof actionSchema>
