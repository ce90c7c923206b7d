import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident } from '#shared/incident.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { aChannel, calledTo } from '../support/call-notices.ts'
import { planted } from '../support/planted-rows.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'

// A modem as it speaks: it answers commands, tells what came, and keeps that until it is told to delete it.

const phoneOf = (id: string) => demoTownship().people.find((person) => person.id === id)?.phone ?? ''
const hex = (value: number) => value.toString(16).toUpperCase().padStart(2, '0')
const swapped = (digits: string) =>
  digits.padEnd(digits.length + (digits.length % 2), 'F').replaceAll(/(.)(.)/g, '$2$1')

/** A stamp of the service centre, by the clock of Beijing (32 quarters of an hour ahead). */
function stamp(at = new Date()): string {
  const local = new Date(at.getTime() + 8 * 3600_000).toISOString()
  return swapped(local.slice(2, 19).replaceAll(/\D/g, '')) + swapped('32')
}

/** SMS-DELIVER in UCS-2 (3GPP TS 23.040, 9.2.2.1); `part` where it is one of several. */
function deliver(from: string, text: string, part?: { reference: number; count: number; at: number }): string {
  const header = part === undefined ? '' : `050003${hex(part.reference)}${hex(part.count)}${hex(part.at)}`
  const words = Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()
  const address = hex(from.length + 2) + '91' + swapped(`86${from}`)
  return `00${part === undefined ? '04' : '44'}${address}0008${stamp()}${hex((header + words).length / 2)}${header}${words}`
}

/** SMS-STATUS-REPORT of a message that arrived (9.2.2.3). */
function arrived(reference: number, to: string): string {
  return `0006${hex(reference)}${hex(to.length)}81${swapped(to)}${stamp()}${stamp()}00`
}

let app: RunningApp
let admin = ''
let server: Server
let modem: Socket | null = null
const stored = new Map<number, string>()
const deleted: number[] = []
let references = 40
const sent: number[] = []
const waiting: (() => void)[] = []

const say = (line: string) => modem?.write(`\r\n${line}\r\n`)
const changed = () => new Promise<void>((resolve) => waiting.push(resolve))
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await Promise.race([changed(), new Promise((resolve) => setTimeout(resolve, 200))])
}
function comes(index: number, pdu: string): void {
  stored.set(index, pdu)
  say(`+CMTI: "SM",${index}`)
}

function answer(command: string): void {
  const [, read] = /^AT\+CMGR=(\d+)/.exec(command) ?? []
  const [, gone] = /^AT\+CMGD=(\d+)/.exec(command) ?? []
  if (command.startsWith('AT+CMGS=')) return void modem?.write('\r\n> ')
  if (command.startsWith('AT+CMGL')) for (const [index, pdu] of stored) say(`+CMGL: ${index},0,,20\r\n${pdu}`)
  if (read !== undefined) say(`+CMGR: 0,,20\r\n${stored.get(Number(read)) ?? ''}`)
  if (gone !== undefined) {
    deleted.push(Number(gone))
    stored.delete(Number(gone))
  }
  if (command.startsWith('AT+CPIN')) say('+CPIN: READY')
  say('OK')
}

/** Where the first line ends: by a return, or as words that are sent do. */
const endOf = (text: string) => [...text].findIndex((letter) => letter === '\r' || letter === '\u001a')

beforeAll(async () => {
  server = createServer((socket) => {
    modem = socket
    let rest = ''
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString('latin1').replaceAll('\u001b', '')
      for (let end = endOf(rest); end >= 0; end = endOf(rest)) {
        const [words, mark] = [rest.slice(0, end), rest[end]]
        rest = rest.slice(end + 1)
        if (mark === '\u001a') {
          sent.push(++references)
          say(`+CMGS: ${references}`)
          say('OK')
        } else answer(words.trim())
        for (const wake of waiting.splice(0)) wake()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  app = await startApp({ env: { DATABASE_URL: '' } })
  admin = await app.signIn('admin')
  const { port } = server.address() as AddressInfo
  await planted(app, async (database) => {
    const { sql, parameters } = aChannel('modem', 'sim-modem-text', { port: `tcp://127.0.0.1:${port}` })
    await database.run(sql.replace('false, now()', 'true, now()'), parameters)
  })
})
afterAll(async () => {
  await app?.stop()
  modem?.destroy()
  await new Promise((resolve) => server.close(resolve))
})

const callOf = async (id: string) =>
  ((await app.get(`/api/incidents/${id}`, admin)).body as Incident).alerts.findLast(
    ({ personId }) => personId === 'member',
  )

describe('a modem with a SIM', () => {
  it('tells that a text arrived, and what came back; that is deleted once it is kept', async () => {
    const id = await calledTo(app, admin, 'member', 'fire')
    await until(() => sent.length > 0)
    // Of several people who are called by text one at a time, each has a report.
    await until(async () => {
      say(`+CDS: 20\r\n${arrived(references, phoneOf('member'))}`)
      return (await callOf(id))?.deliveredAt != null
    })
    comes(3, deliver(phoneOf('member'), '1'))
    await until(() => deleted.includes(3))
    expect((await callOf(id))?.state).toBe('accepted')
  })

  it('keeps the parts of a long text until the whole is kept, told twice or not', async () => {
    const reportsOf = async () =>
      ((await app.get('/api/incidents?limit=200', admin)).body as { items: Incident[] }).items.filter(
        ({ reporterIds }) => reporterIds.includes('member'),
      ).length
    const before = await reportsOf()
    const part = (at: number, text: string) => deliver(phoneOf('member'), text, { reference: 7, count: 2, at })
    comes(5, part(2, '快来人'))
    comes(6, deliver(phoneOf('member'), '3天不在'))
    await until(() => deleted.includes(6))
    expect(deleted).not.toContain(5)
    // After a restart of the modem it is told again.
    say('RDY')
    comes(7, part(1, '沟里着火了，'))
    await until(() => deleted.includes(5) && deleted.includes(7))
    expect(await reportsOf()).toBe(before + 1)
    expect(deleted.filter((index) => index === 5)).toHaveLength(1)
  })
})
