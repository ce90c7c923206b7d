import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CME_CODES, CMS_CODES, refusalIn } from '../../server/notify/modem/codes.ts'
import { advance, type Dialogue, type ModemEvent, newDialogue, type Told } from '../../server/notify/modem/dialogue.ts'
import { saidIn } from '../../server/notify/modem/lines.ts'
import { messageFor, MOMENT, opened } from '../support/a-notice.ts'
import type { ModemJob } from '../../server/notify/modem/job.ts'

/** Leads a dialogue through events, and keeps all that was written and told. */
function led(dialogue: Dialogue, events: readonly (ModemEvent | string)[]) {
  const write: string[] = []
  const told: Told[] = []
  let withinMs: number | null = null
  for (const event of events) {
    const step = advance(dialogue, typeof event === 'string' ? { kind: 'line', line: event } : event)
    dialogue = step.dialogue
    write.push(...step.write)
    told.push(...step.told)
    withinMs = step.withinMs
  }
  return { dialogue, write, told, withinMs }
}

const start = { kind: 'start' } as const
const prompt = { kind: 'prompt' } as const
const timeout = { kind: 'timeout' } as const
const job = (job: ModemJob) => ({ kind: 'job', job }) as const
/** A modem that has been set up, with nothing in its store. */
const ready = led(newDialogue(), [
  start,
  'AT',
  'OK',
  'OK',
  '+CPIN: READY',
  'OK',
  'OK',
  'OK',
  'OK',
  'ERROR',
  'OK',
]).dialogue
const text: ModemJob = { kind: 'text', id: 'a-1', pdus: [{ hex: 'AA', octets: 17 }] }
const long: ModemJob = { ...text, id: 'a-2', pdus: [...text.pdus, { hex: 'BB', octets: 18 }, { hex: 'CC', octets: 9 }] }
const dial: ModemJob = { kind: 'dial', id: 'a-3', number: '13800138000', ringMs: 6_000, talkMs: 4_000 }

describe('a modem at its start', () => {
  it('is set up to PDU mode, and reads first what came while nobody listened', () => {
    const { write, told, dialogue } = led(newDialogue(['AT+DDET=1']), [
      start,
      ...Array.from({ length: 3 }, () => 'OK'),
      'OK',
      'OK',
      'OK',
      'ERROR',
      'OK',
    ])
    expect(write).toEqual([
      '\u001b',
      'AT\r',
      'ATE0\r',
      'AT+CPIN?\r',
      'AT+CMGF=0\r',
      'AT+CMEE=1\r',
      'AT+CNMI=2,1,0,0,0\r',
      'AT+CNMI=2,1,0,1,0\r',
      'AT+DDET=1\r',
      'AT+CMGL=4\r',
    ])
    expect(told).toEqual([{ kind: 'ready' }])
    expect(dialogue.isReady).toBe(true)
  })

  it('that has no SIM, or wants its PIN, says so and is asked again after a minute', () => {
    const none = led(newDialogue(), [start, 'OK', 'OK', '+CME ERROR: 10'])
    expect(none.told).toMatchObject([{ kind: 'ill', outcome: { retry: false, why: 'gone' } }])
    const locked = led(newDialogue(), [start, 'OK', 'OK', '+CPIN: SIM PIN', 'OK'])
    expect(locked.told).toMatchObject([{ kind: 'ill', outcome: { retry: false, why: 'credentials', code: 'SIM PIN' } }])
    expect(led(none.dialogue, [timeout]).write).toEqual(['\u001b', 'AT\r'])
  })

  it('that says nothing is ill, and asked again', () => {
    const { told, write } = led(newDialogue(), [start, timeout])
    expect(told).toMatchObject([{ kind: 'ill', outcome: { why: 'no-answer' } }])
    expect(write.at(-1)).toBe('AT\r')
  })
})

describe('a short message by a modem', () => {
  it('is written when the modem asks for it, and told when the network has it', () => {
    const { write, told, dialogue } = led(ready, [job(text), prompt, '+CMGS: 41', 'OK'])
    expect(write).toEqual(['AT+CMGS=17\r', 'AA\u001a'])
    expect(told).toEqual([
      { kind: 'sent', id: 'a-1', references: [41] },
      { kind: 'outcome', id: 'a-1', outcome: { ok: true, receipt: null } },
    ])
    expect(dialogue.task).toBeNull()
  })

  it('of three parts is there when the last one is', () => {
    const begun = led(ready, [job(long), prompt, '+CMGS: 1', 'OK', prompt, '+CMGS: 2', 'OK', prompt])
    expect(begun.told).toEqual([])
    const done = led(begun.dialogue, ['+CMGS: 3', 'OK'])
    expect(begun.write).toEqual(['AT+CMGS=17\r', 'AA\u001a', 'AT+CMGS=18\r', 'BB\u001a', 'AT+CMGS=9\r', 'CC\u001a'])
    expect(done.told).toMatchObject([{ references: [1, 2, 3] }, { outcome: { ok: true } }])
  })

  it('is not taken for sent by an OK that was meant for something before', () => {
    expect(led(ready, [job(text), 'OK', prompt, 'OK']).told).toEqual([])
    expect(led(ready, [job(long), prompt, '+CMGS: 1', 'OK', 'OK', prompt, 'OK']).told).toEqual([])
  })

  it('waits its turn, and none is forgotten when one is refused', () => {
    const { told, write } = led(ready, [job(text), job(long), prompt, '+CMS ERROR: 38', prompt, '+CMS ERROR: 21'])
    expect(told).toMatchObject([
      { id: 'a-1', outcome: { retry: true, why: 'no-network', code: '38' } },
      { id: 'a-2', outcome: { retry: false, why: 'content', code: '21' } },
    ])
    expect(write).toEqual(['AT+CMGS=17\r', 'AA\u001a', 'AT+CMGS=17\r', 'AA\u001a'])
  })

  it('that nobody confirms is given back, and the modem is set up anew', () => {
    const { told, write, dialogue } = led(ready, [job(text), prompt, timeout])
    expect(told).toMatchObject([{ kind: 'ill' }, { id: 'a-1', outcome: { ok: false, retry: true, why: 'no-answer' } }])
    expect(write.slice(-2)).toEqual(['\u001b', 'AT\r'])
    expect(dialogue.isReady).toBe(false)
  })

  it('is given back when the modem starts by itself, and so is what waits behind it', () => {
    const { told, dialogue } = led(ready, [job(text), job(dial), prompt, 'RDY'])
    expect(told).toMatchObject([
      { id: 'a-1', outcome: { retry: true } },
      { id: 'a-3', outcome: { retry: true } },
    ])
    expect(dialogue.jobs).toEqual([])
  })

  it('is given back with what waits behind it when the modem says nothing any more', () => {
    const { told, dialogue } = led(ready, [job(text), job(dial), timeout])
    expect(told.flatMap((one) => (one.kind === 'outcome' ? one.id : []))).toEqual(['a-1', 'a-3'])
    expect(dialogue.jobs).toEqual([])
  })
})

describe('what comes by a modem', () => {
  const pdu = '0004' + '0B81' + '3109109300F0' + '0000' + '82118222415023' + '01' + '31'

  it('is read when it is announced, and deleted only when it is kept', () => {
    const heard = led(ready, ['+CMTI: "SM",3', '+CMGR: 0,,24', pdu, 'OK'])
    expect(heard.write).toEqual(['AT+CMGR=3\r'])
    expect(heard.told).toMatchObject([
      { kind: 'received', index: 3, pdu: { kind: 'part', from: '13900139000', text: '1' } },
    ])
    expect(led(heard.dialogue, [{ kind: 'kept', index: 3 }, 'OK']).write).toEqual(['AT+CMGD=3\r'])
  })

  it('is read once, however often it is announced', () => {
    const { write } = led(ready, [job(text), '+CMTI: "SM",3', '+CMTI: "SM",3', prompt, '+CMGS: 1', 'OK', 'OK'])
    expect(write.filter((one) => one.startsWith('AT+CMGR'))).toEqual(['AT+CMGR=3\r'])
  })

  it('is read in the midst of sending, before the next is sent', () => {
    const { write } = led(ready, [
      job(text),
      job(text),
      '+CMTI: "SM",7',
      prompt,
      '+CMGS: 1',
      'OK',
      '+CMGR: 0,,24',
      pdu,
      'OK',
    ])
    expect(write).toEqual(['AT+CMGS=17\r', 'AA\u001a', 'AT+CMGR=7\r', 'AT+CMGS=17\r'])
  })

  it('and was stored before is listed, all of it', () => {
    const listing = led(newDialogue(), [
      start,
      'OK',
      'OK',
      '+CPIN: READY',
      'OK',
      'OK',
      'OK',
      'OK',
      'OK',
      '+CMGL: 1,1,,24',
      pdu,
      '+CMGL: 4,0,,24',
      pdu,
      'OK',
    ])
    expect(listing.told.filter(({ kind }) => kind === 'received')).toMatchObject([{ index: 1 }, { index: 4 }])
  })

  it('may be a report, or a message that was never stored', () => {
    const { told } = led(ready, [
      '+CDS: 25',
      `00062A0B813108108300F0${'82118222415023'.repeat(2)}00`,
      '+CMT: ,24',
      pdu,
      '+CMT: ,24',
      'rubbish',
    ])
    expect(told).toMatchObject([
      { index: null, pdu: { kind: 'report', reference: 42, isDelivered: true } },
      { index: null, pdu: { kind: 'part', text: '1' } },
      { index: null, hex: 'rubbish', pdu: { kind: 'unread' } },
    ])
  })
})

describe('a call by a modem', () => {
  const active = '+CLCC: 1,0,0,0,0,"13800138000",129'
  const alerting = '+CLCC: 1,0,3,0,0,"13800138000",129'

  it('rings, hears who takes it and what is pressed, and hangs up after its time', () => {
    const rung = led(ready, [job(dial), timeout, 'OK', timeout, alerting, 'OK', timeout, active, 'OK'])
    expect(rung.write).toEqual(['ATD13800138000;\r', 'AT+CLCC\r', 'AT+CLCC\r'])
    expect(rung.told).toEqual([{ kind: 'taken', id: 'a-3' }])
    const talked = led(rung.dialogue, ['+DTMF: 1', '+QTONEDET: 50', timeout, active, 'OK', timeout, active, 'OK', 'OK'])
    expect(talked.told).toEqual([
      { kind: 'pressed', id: 'a-3', key: '1' },
      { kind: 'pressed', id: 'a-3', key: '2' },
      { kind: 'outcome', id: 'a-3', outcome: { ok: true, receipt: 'taken' } },
    ])
    expect(talked.write.at(-1)).toBe('AT+CHUP\r')
  })

  it('waits until every text has gone, also one that comes a moment later', () => {
    const { dialogue, write } = led(ready, [
      job(dial),
      job(text),
      job(dial),
      job({ ...text, id: 'a-9' }),
      prompt,
      '+CMGS: 1',
      'OK',
    ])
    expect(write).toEqual(['AT+CMGS=17\r', 'AA\u001a', 'AT+CMGS=17\r'])
    const sent = led(dialogue, [prompt, '+CMGS: 2', 'OK'])
    expect(sent.withinMs).toBeLessThan(5_000)
    const another = led(sent.dialogue, [job({ ...text, id: 'a-10' }), prompt, '+CMGS: 3', 'OK', timeout])
    expect(another.write).toEqual(['AT+CMGS=17\r', 'AA\u001a', 'ATD13800138000;\r'])
  })

  it('that goes on is the only one a text waits for', () => {
    const { write } = led(ready, [job(dial), timeout, 'OK', job(dial), job(text), 'BUSY'])
    expect(write).toEqual(['ATD13800138000;\r', 'AT+CMGS=17\r'])
  })

  it('leaves its moment to what is received too, and no more than that', () => {
    const { write } = led(ready, [job(dial), '+CMTI: "SM",3', 'OK', job(dial), timeout])
    expect(write).toEqual(['AT+CMGR=3\r', 'ATD13800138000;\r'])
  })

  it('that nobody takes ends, and says so', () => {
    const polls = Array.from({ length: 3 }, () => [timeout, alerting, 'OK']).flat()
    const { told, write } = led(ready, [job(dial), timeout, 'OK', ...polls, 'OK'])
    expect(told).toMatchObject([{ outcome: { ok: false, retry: true, why: 'not-taken', code: 'NO ANSWER' } }])
    expect(write.at(-1)).toBe('AT+CHUP\r')
  })

  it('that cannot be hung up has still ended, once', () => {
    const short = { ...dial, ringMs: 2_000 }
    const { told } = led(ready, [job(short), timeout, 'OK', timeout, alerting, 'OK', timeout, timeout])
    expect(told.filter(({ kind }) => kind === 'outcome')).toMatchObject([{ id: 'a-3', outcome: { code: 'NO ANSWER' } }])
  })

  it.each([
    ['BUSY', 'not-taken'],
    ['NO CARRIER', 'not-taken'],
    ['NO DIALTONE', 'no-network'],
    ['+CME ERROR: 30', 'no-network'],
    ['ERROR', 'unknown'],
  ])('that does not come about ends at once: %s', (line, why) => {
    expect(led(ready, [job(dial), timeout, line]).told).toMatchObject([{ outcome: { ok: false, why } }])
  })

  it('that is gone when it is asked for is over', () => {
    expect(led(ready, [job(dial), timeout, 'OK', timeout, 'OK']).told).toMatchObject([{ outcome: { ok: false } }])
    expect(led(ready, [job(dial), timeout, 'OK', timeout, active, 'OK', timeout, 'OK']).told.at(-1)).toMatchObject({
      outcome: { ok: true },
    })
  })
})

describe('the codes of a modem', () => {
  it('mean what the tables say, all of them', () => {
    for (const [name, codes] of [
      ['CMS', CMS_CODES],
      ['CME', CME_CODES],
    ] as const)
      for (const [code, { why, afterMs }] of Object.entries(codes))
        expect(refusalIn(`+${name} ERROR: ${code}`)).toMatchObject({
          ok: false,
          why,
          code,
          retry: afterMs !== undefined,
        })
    expect(refusalIn('+CMS ERROR: 999')).toMatchObject({ retry: true, why: 'unknown' })
    expect(refusalIn('+CMS ERROR: network timeout')).toMatchObject({ retry: true })
    expect(refusalIn('OK')).toBeNull()
  })
})

describe('what comes over the wire', () => {
  it('is cut into lines and prompts, however it arrives', () => {
    const wire = '\r\nOK\r\n\r\n> \r\n+CMGS: 4\r\n\r\nOK\r\n+CMT: ,24\r\n0004AB\r\n'
    const whole = saidIn('', wire)
    expect(whole.said).toEqual([
      { kind: 'line', line: 'OK' },
      { kind: 'prompt' },
      { kind: 'line', line: '+CMGS: 4' },
      { kind: 'line', line: 'OK' },
      { kind: 'line', line: '+CMT: ,24' },
      { kind: 'line', line: '0004AB' },
    ])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: wire.length - 1 })), (cuts) => {
        let rest = ''
        const said = [...new Set([0, ...cuts])]
          .toSorted((a, b) => a - b)
          .flatMap((from, at, all) => {
            const read = saidIn(rest, wire.slice(from, all[at + 1] ?? wire.length))
            rest = read.rest
            return read.said
          })
        expect(said).toEqual(whole.said)
      }),
    )
  })
})

describe('whatever a modem says', () => {
  const line = fc.constantFrom(
    'OK',
    'ERROR',
    '+CMS ERROR: 38',
    '+CMGS: 3',
    '+CMTI: "SM",2',
    '+CMGR: 0,,24',
    '+CMGL: 1,0,,3',
    'RDY',
    'BUSY',
    'NO CARRIER',
    '+CLCC: 1,0,0,0,0',
    '+DTMF: 1',
    '+CPIN: SIM PIN',
    'x',
  )
  const anything = fc.oneof(
    line,
    fc.constant(prompt),
    fc.constant(timeout),
    fc.nat(4).map((index): ModemEvent => ({ kind: 'kept', index })),
  )

  it('every job is answered for once, or still waits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anything, fc.constantFrom(text, long, dial, { ...dial, ringMs: 2_000, talkMs: 2_000 })), {
          maxLength: 80,
        }),
        (events) => {
          let count = 0
          const given: string[] = []
          const all = events.map((event) => {
            if (typeof event === 'string' || !('id' in event)) return event
            const id = `j-${count++}`
            given.push(id)
            return job({ ...event, id })
          })
          const { dialogue, told } = led(ready, all)
          const answered = told.flatMap((one) => (one.kind === 'outcome' ? [one.id] : []))
          const { task } = dialogue
          const doing = task !== null && 'job' in task ? [task.job.id] : []
          expect([...answered, ...doing, ...dialogue.jobs.map(({ id }) => id)].toSorted()).toEqual(given.toSorted())
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('the channels of a modem', () => {
  it('hand over parts, or a number to dial', () => {
    const modem = opened('sim-modem-text', { port: '/dev/ttyUSB2' })
    const handOff = modem.handOff(messageFor('sim-modem-text', '13800138000'), MOMENT)
    expect(handOff).toMatchObject({ via: 'modem', job: { kind: 'text', id: 'a-1' } })
    if (handOff.via !== 'modem' || handOff.job.kind !== 'text') throw new Error('text')
    expect(handOff.job.pdus.length).toBe(2)
    const voice = opened('sim-modem-voice', { port: 'tcp://192.168.1.30:7000' })
    expect(voice.handOff(messageFor('sim-modem-voice', '0355-7830001'), MOMENT)).toEqual({
      via: 'modem',
      port: { port: 'tcp://192.168.1.30:7000', baud: 115_200, alsoAtStart: [] },
      job: { kind: 'dial', id: 'a-1', number: '03557830001', ringMs: 40_000, talkMs: 30_000 },
    })
    expect(voice.handOff(messageFor('sim-modem-voice', '1;ATH'), MOMENT)).toEqual({ via: null, why: 'recipient' })
  })
})
