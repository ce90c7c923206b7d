import type { World } from './world.ts'

/** What a year came to. The lists name what may never happen. */
export type YearReport = {
  incidents: number
  closed: number
  calls: number
  declined: number
  escalated: number
  stalled: number
  silent: number
  rungOfficer: number
  rungLeader: number
  absences: number
  swaps: number
  outages: number
  notices: number
  handOvers: number
  failedHandOvers: number
  /** Begun when the server went down: nobody knows what became of them. */
  lostHandOvers: number
  /** Taken by a provider that said later that they had not arrived. */
  undelivered: number
  /** Notices for which no channel was left. */
  noneLeft: number
  /** Of those that went, by which channel. */
  byChannel: Record<string, number>
  rollCalls: number
  rolled: number
  rounds: number
  knockedFor: number
  withoutPerson: string[]
  offDutyCalls: string[]
  /** Steps taken after their time though the server was there, or before it. */
  untimely: string[]
  leftOpen: string[]
  /** Grave calls that no ringing channel was given within the minute, though one was up and had room. */
  unheard: string[]
  /** What somebody was told twice by the same sort of channel, without the server having gone down in between. */
  twice: string[]
  /** Whoever was told to come and never that it is over. */
  notCalledOff: string[]
  /** Whoever a roll call concerned, and who has neither answered nor was put on the list of those to be woken. */
  rollCallOpen: string[]
}

/** Nothing has happened yet. */
export function newReport({ versions, swaps, outages }: World): YearReport {
  const counts = { incidents: 0, closed: 0, calls: 0, declined: 0, escalated: 0, stalled: 0, silent: 0 }
  const told = { notices: 0, handOvers: 0, failedHandOvers: 0, lostHandOvers: 0, undelivered: 0, noneLeft: 0 }
  return {
    ...counts,
    ...told,
    byChannel: {},
    rungOfficer: 0,
    rungLeader: 0,
    absences: versions.absences.length,
    swaps,
    outages: outages.length,
    rollCalls: 0,
    rolled: 0,
    rounds: 0,
    knockedFor: 0,
    withoutPerson: [],
    offDutyCalls: [],
    untimely: [],
    leftOpen: [],
    unheard: [],
    twice: [],
    notCalledOff: [],
    rollCallOpen: [],
  }
}
