// Whole, though long: the states of one dialogue, which are read against each other.
import { handedOver, later, never, type Outcome } from '../outcome.ts'
import { refusalIn } from './codes.ts'
import { type ReadPdu, readPdu } from './deliver.ts'
import type { ModemJob } from './job.ts'
import type { Said } from './lines.ts'

/** What happens to a modem: it said something, time ran out, something is to be done, a received message is safely kept. */
export type ModemEvent =
  Said | { kind: 'start' } | { kind: 'timeout' } | { kind: 'job'; job: ModemJob } | { kind: 'kept'; index: number }

/** What a modem tells the program. A message is deleted from its store only when `kept` has come back. */
export type Told =
  | { kind: 'ready' }
  | { kind: 'outcome'; id: string; outcome: Outcome }
  /** `references` are those that reports of arrival will name. */
  | { kind: 'sent'; id: string; references: number[] }
  | { kind: 'received'; index: number | null; hex: string; pdu: ReadPdu }
  | { kind: 'taken'; id: string }
  | { kind: 'pressed'; id: string; key: string }
  | { kind: 'ill'; outcome: Outcome }

type Task =
  | { kind: 'starting'; left: readonly string[] }
  /** It cannot work as it is: after a while it is asked again. */
  | { kind: 'resting' }
  /** A call is to be made: a moment is left to texts, for a call lasts longer than many of them. */
  | { kind: 'yielding' }
  | { kind: 'send'; job: ModemJob & { kind: 'text' }; at: number; isWritten: boolean; references: number[] }
  | {
      kind: 'dial'
      job: ModemJob & { kind: 'dial' }
      stage: 'placing' | 'waiting' | 'asking'
      passedMs: number
      isTaken: boolean
      isThere: boolean
    }
  | { kind: 'hang-up'; job: ModemJob & { kind: 'dial' }; outcome: Outcome }
  | { kind: 'list' }
  | { kind: 'read'; index: number }
  | { kind: 'delete'; index: number }

/** Where the dialogue stands; `pduOf` says what the next line, a PDU, belongs to. */
export type Dialogue = {
  setUp: readonly string[]
  isReady: boolean
  task: Task | null
  pduOf: { index: number | null } | null
  jobs: readonly ModemJob[]
  toRead: readonly number[]
  toDelete: readonly number[]
}

/**
 * What comes of an event: what to write, what to tell, and how long from now `timeout` is due. Null: whatever was due
 * stays so; where nothing is being done a timeout changes nothing.
 */
export type Step = { dialogue: Dialogue; write: string[]; told: Told[]; withinMs: number | null }

/** Commands a modem must take, and those it may refuse: what it says of arrivals differs. */
const NEEDED = ['ATE0', 'AT+CPIN?', 'AT+CMGF=0']
const WISHED = ['AT+CMEE=1', 'AT+CNMI=2,1,0,0,0', 'AT+CNMI=2,1,0,1,0']
const POLL_MS = 2_000
const ANSWER_MS = 10_000
/** The network may take so long to accept a message. */
const SENT_MS = 60_000
const REST_MS = 60_000
/** The outbox gives texts one by one: the next is there a moment after the one before has gone. */
const YIELD_MS = 1_500
const ESCAPE = '\u001b'
const END = '\u001a'

/**
 * A dialogue with a modem before its start. `alsoAtStart` are commands of its maker, such as `AT+DDET=1` or
 * `AT+QTONEDET=1`, which make it tell the keys that are pressed in a call.
 */
export function newDialogue(alsoAtStart: readonly string[] = []): Dialogue {
  // The first may be spoiled by what came before it.
  const setUp = ['AT', ...NEEDED, ...WISHED, ...alsoAtStart]
  return { setUp, isReady: false, task: null, pduOf: null, jobs: [], toRead: [], toDelete: [] }
}

/**
 * What a modem's dialogue becomes by one event. Commands by 3GPP TS 27.005 (AT+CMGF, +CNMI, +CMGS, +CMGL, +CMGR, +CMGD)
 * and TS 27.007 (ATD…;, +CLCC, +CHUP).
 */
export function advance(before: Dialogue, event: ModemEvent): Step {
  let dialogue = before
  const write: string[] = []
  const told: Told[] = []
  let withinMs: number | null = null

  function take(task: Task | null, command: string | null, waitMs: number): void {
    dialogue = { ...dialogue, task }
    if (command !== null) write.push(command)
    withinMs = waitMs
  }
  const ended = (id: string, outcome: Outcome): void => void told.push({ kind: 'outcome', id, outcome })

  /** What waits is not kept for a modem that cannot work: another channel is tried instead. */
  function giveBack(outcome: Outcome): void {
    for (const { id } of dialogue.jobs) ended(id, outcome)
    dialogue = { ...dialogue, jobs: [] }
  }

  /** Whatever was being done is as if it had not been: the modem is asked from the beginning. */
  function restart(outcome: Outcome): void {
    const { task } = dialogue
    if (task !== null && (task.kind === 'send' || task.kind === 'dial')) ended(task.job.id, outcome)
    if (task?.kind === 'hang-up') ended(task.job.id, task.outcome)
    giveBack(outcome)
    const { setUp } = dialogue
    dialogue = { ...dialogue, isReady: false, pduOf: null }
    write.push(ESCAPE)
    take({ kind: 'starting', left: setUp }, `${setUp[0]}\r`, ANSWER_MS)
  }

  const isFree = () => dialogue.isReady && (dialogue.task === null || dialogue.task.kind === 'yielding')

  /**
   * The next thing to do; what was received goes before what is to be sent, for it is short and may be an answer, and a
   * text before a call. `hasYielded`: no text has come in the moment that was left to them.
   */
  function next(hasYielded = false): void {
    const [remove, ...otherRemoves] = dialogue.toDelete
    const [read, ...otherReads] = dialogue.toRead
    const job = dialogue.jobs.find(({ kind }) => kind === 'text') ?? dialogue.jobs[0]
    const otherJobs = dialogue.jobs.filter((one) => one !== job)
    if (remove !== undefined) {
      dialogue = { ...dialogue, toDelete: otherRemoves }
      take({ kind: 'delete', index: remove }, `AT+CMGD=${remove}\r`, ANSWER_MS)
    } else if (read !== undefined) {
      dialogue = { ...dialogue, toRead: otherReads }
      take({ kind: 'read', index: read }, `AT+CMGR=${read}\r`, ANSWER_MS)
    } else if (job?.kind === 'text') {
      dialogue = { ...dialogue, jobs: otherJobs }
      take(
        { kind: 'send', job, at: 0, isWritten: false, references: [] },
        `AT+CMGS=${job.pdus[0]?.octets}\r`,
        ANSWER_MS,
      )
    } else if (job !== undefined && !hasYielded) {
      if (dialogue.task?.kind !== 'yielding') take({ kind: 'yielding' }, null, YIELD_MS)
    } else if (job?.kind === 'dial') {
      dialogue = { ...dialogue, jobs: otherJobs }
      const task = { kind: 'dial', job, stage: 'placing', passedMs: 0, isTaken: false, isThere: false } as const
      take(task, `ATD${job.number};\r`, SENT_MS)
    } else dialogue = { ...dialogue, task: null }
  }

  function started(task: Task & { kind: 'starting' }, refusal: Outcome | null): void {
    const [done = '', ...left] = task.left
    if (refusal !== null && NEEDED.includes(done)) {
      told.push({ kind: 'ill', outcome: refusal })
      giveBack(refusal)
      take({ kind: 'resting' }, null, REST_MS)
    } else if (left[0] !== undefined) take({ kind: 'starting', left }, `${left[0]}\r`, ANSWER_MS)
    else {
      // What came while nobody listened lies in the store.
      dialogue = { ...dialogue, isReady: true }
      told.push({ kind: 'ready' })
      take({ kind: 'list' }, 'AT+CMGL=4\r', SENT_MS)
    }
  }

  function sentPart(task: Task & { kind: 'send' }, refusal: Outcome | null): void {
    const { job, at, references } = task
    if (refusal !== null) {
      ended(job.id, refusal)
      return next()
    }
    const following = job.pdus[at + 1]
    if (following !== undefined)
      return take({ ...task, at: at + 1, isWritten: false }, `AT+CMGS=${following.octets}\r`, ANSWER_MS)
    told.push({ kind: 'sent', id: job.id, references })
    ended(job.id, handedOver())
    next()
  }

  function polled(task: Task & { kind: 'dial' }): void {
    const { job, isTaken, isThere, passedMs } = task
    const isOver = passedMs >= (isTaken ? job.talkMs : job.ringMs)
    if (!isThere) {
      ended(job.id, isTaken ? handedOver('taken') : later('not-taken', 60_000, 'NO CARRIER'))
      next()
    } else if (isOver) {
      const outcome = isTaken ? handedOver('taken') : later('not-taken', 60_000, 'NO ANSWER')
      take({ kind: 'hang-up', job, outcome }, 'AT+CHUP\r', ANSWER_MS)
    } else take({ ...task, stage: 'waiting' }, null, POLL_MS)
  }

  /** A final answer to the command that was given. */
  function answered(refusal: Outcome | null): void {
    const { task } = dialogue
    switch (task?.kind) {
      case undefined:
      case 'resting':
      case 'yielding':
        return
      case 'starting':
        return started(task, refusal)
      case 'send':
        // Without its number the network has not taken it: this OK is that of something before.
        if (refusal === null && task.references.length <= task.at) return
        return sentPart(task, refusal)
      case 'dial':
        if (refusal !== null && task.stage === 'placing') {
          ended(task.job.id, refusal)
          return next()
        }
        return task.stage === 'placing' ? take({ ...task, stage: 'waiting' }, null, POLL_MS) : polled(task)
      case 'hang-up':
        ended(task.job.id, task.outcome)
        return next()
      case 'list':
      case 'read':
      case 'delete':
        return next()
    }
  }

  function heard(line: string): void {
    if (dialogue.pduOf !== null) {
      const { index } = dialogue.pduOf
      dialogue = { ...dialogue, pduOf: null }
      told.push({ kind: 'received', index, hex: line, pdu: readPdu(line) })
      return
    }
    const { task } = dialogue
    const listed = /^\+CMGL:\s*(\d+)/.exec(line)
    const stored = /^\+CMTI:\s*"[^"]*",\s*(\d+)/.exec(line)
    const accepted = /^\+CMGS:\s*(\d+)/.exec(line)
    const call = /^\+CLCC:\s*\d+,0,(\d)/.exec(line)
    const pressed = keyIn(line)
    const locked = task?.kind === 'starting' ? /^\+CPIN:(?!\s*READY)\s*(.+)/.exec(line) : null
    if (locked !== null) {
      const outcome = never('credentials', locked[1] ?? null)
      told.push({ kind: 'ill', outcome })
      giveBack(outcome)
      take({ kind: 'resting' }, null, REST_MS)
    } else if (listed !== null) dialogue = { ...dialogue, pduOf: { index: Number(listed[1]) } }
    else if (line.startsWith('+CMGR:') && task?.kind === 'read')
      dialogue = { ...dialogue, pduOf: { index: task.index } }
    else if (/^\+(?:CMT|CDS):/.test(line)) dialogue = { ...dialogue, pduOf: { index: null } }
    else if (stored !== null) {
      const index = Number(stored[1])
      if (!dialogue.toRead.includes(index)) dialogue = { ...dialogue, toRead: [...dialogue.toRead, index] }
      if (isFree()) next()
    } else if (accepted !== null && task?.kind === 'send')
      dialogue = { ...dialogue, task: { ...task, references: [...task.references, Number(accepted[1])] } }
    else if (call !== null && task?.kind === 'dial') {
      const isTaken = task.isTaken || call[1] === '0'
      if (isTaken && !task.isTaken) told.push({ kind: 'taken', id: task.job.id })
      // Talking has its own time, which begins with it.
      const passedMs = isTaken && !task.isTaken ? 0 : task.passedMs
      dialogue = { ...dialogue, task: { ...task, isThere: true, isTaken, passedMs } }
    } else if (pressed !== null && task?.kind === 'dial') told.push({ kind: 'pressed', id: task.job.id, key: pressed })
    else if (/^(?:NO CARRIER|BUSY|NO ANSWER|NO DIALTONE)$/.test(line) && task?.kind === 'dial') {
      const failed = later(line === 'NO DIALTONE' ? 'no-network' : 'not-taken', 60_000, line)
      ended(task.job.id, task.isTaken ? handedOver('taken') : failed)
      next()
    } else if (/^(?:RDY|SYSSTART|\^SYSSTART|\+CFUN: 1)$/.test(line)) restart(later('no-answer', 5_000, line))
    else if (line === 'OK') answered(null)
    else {
      const refusal = refusalIn(line)
      if (refusal !== null) answered(refusal)
    }
  }

  switch (event.kind) {
    case 'start':
      restart(later('no-answer', 5_000))
      break
    case 'job':
      dialogue = { ...dialogue, jobs: [...dialogue.jobs, event.job] }
      if (isFree()) next()
      break
    case 'kept':
      dialogue = { ...dialogue, toDelete: [...dialogue.toDelete, event.index] }
      if (isFree()) next()
      break
    case 'prompt': {
      const { task } = dialogue
      const pdu = task?.kind === 'send' && !task.isWritten ? task.job.pdus[task.at] : undefined
      if (task?.kind === 'send' && pdu !== undefined) take({ ...task, isWritten: true }, `${pdu.hex}${END}`, SENT_MS)
      break
    }
    case 'line':
      heard(event.line)
      break
    case 'timeout': {
      const { task } = dialogue
      if (task?.kind === 'dial' && task.stage === 'waiting')
        take({ ...task, stage: 'asking', passedMs: task.passedMs + POLL_MS, isThere: false }, 'AT+CLCC\r', ANSWER_MS)
      else if (task?.kind === 'yielding') next(true)
      else if (task?.kind === 'resting') restart(later('no-answer', 5_000))
      else if (task !== null) {
        told.push({ kind: 'ill', outcome: later('no-answer', ANSWER_MS) })
        restart(later('no-answer', 5_000))
      }
    }
  }
  return { dialogue, write, told, withinMs }
}

/** A key pressed in a call: `+DTMF: 1`, `+RXDTMF: 1` (SIMCom), or its ASCII code, `+QTONEDET: 49` (Quectel). */
function keyIn(line: string): string | null {
  const plain = /^\+(?:RX)?DTMF:\s*([0-9*#A-D])/.exec(line)?.[1]
  if (plain !== undefined) return plain
  const code = /^\+QTONEDET:\s*(\d+)/.exec(line)?.[1]
  return code === undefined ? null : String.fromCharCode(Number(code))
}
