import Papa from 'papaparse'
import { z } from 'zod'
import { DEVICE_KINDS, type Device } from '#shared/device.ts'
import { KINDS } from '#shared/kinds.ts'
import zh from '#shared/messages/zh.json' with { type: 'json' }
import { ROLES } from '#shared/person.ts'
import { DUTIES, RANKS } from '#shared/responsibility.ts'
import type { ImportName, ImportResult } from '#shared/setup.ts'
import { cellsOf, DEVICE_COLUMNS, deviceBodyIn } from './device-cells.ts'
import { markedCell } from './spreadsheet-cells.ts'
import { soundJson } from './http/json-body.ts'

/** One thing read from a file: its line (header 1), its id, and the body that a PUT of it would have. */
export type ImportRow = { line: number; id: string; body: unknown }
export type ReadImport = { rows: ImportRow[]; problems: ImportResult['problems'] }

type CsvName = Exclude<ImportName, 'areas'>
type Fields = Record<string, string | undefined>

const DEEPEST_JSON = 32

/** Headers as office files have them, by the column they mean. */
const CHINESE_HEADERS: Record<string, string> = {
  编号: 'id',
  姓名: 'name',
  名称: 'name',
  电话: 'phone',
  手机: 'phone',
  手机号: 'phone',
  联系电话: 'phone',
  邮箱: 'email',
  电子邮箱: 'email',
  企业微信: 'wecomUser',
  企业微信账号: 'wecomUser',
  用户名: 'username',
  角色: 'roles',
  人员: 'person',
  职责: 'duty',
  区域: 'area',
  事件类型: 'kinds',
  顺位: 'rank',
  类型: 'kind',
  来源: 'source',
  外部编号: 'externalId',
  经度: 'lng',
  纬度: 'lat',
  坐标系: 'datum',
  上报间隔秒: 'expectedIntervalSeconds',
  杆高米: 'mastHeightMetres',
  方位角: 'bearingDegrees',
  视场角: 'fieldOfViewDegrees',
  可视距离米: 'rangeMetres',
  垂直视场角: 'verticalFieldOfViewDegrees',
  俯仰角: 'tiltDegrees',
  方位误差: 'bearingSigmaDegrees',
  零位偏差: 'headingOffsetDegrees',
  云台: 'isPtz',
  其他地址: 'moreAddresses',
  海拔米: 'elevation',
  布防: 'armed',
  布防时段: 'armedSchedule',
  限值: 'limits',
}

/** What a file must have a column for: where it is missing, what is known would be wiped out line by line. */
const NEEDED: Record<CsvName, readonly string[]> = {
  people: ['id', 'name', 'phone', 'roles'],
  responsibilities: ['id', 'person', 'duty', 'area'],
  devices: ['id', 'name', 'kind', 'source', 'externalId', 'lng', 'lat'],
}

/** The columns in which a field of a body stands. */
const COLUMNS: Record<string, string> = {
  personId: 'person',
  areaId: 'area',
  'location.0': 'lng',
  'location.1': 'lat',
  'addresses.0': 'externalId',
  'addresses.0.source': 'source',
  'addresses.0.externalId': 'externalId',
}

type KnownDevices = ReadonlyMap<string, Device>
const NONE: KnownDevices = new Map()

/**
 * Reads a file of one kind; what cannot be read is named by line and field, and the rest is still read. Of a device that
 * is known stays what the file has no column for.
 */
export function readImport(name: ImportName, bytes: Uint8Array, known: KnownDevices = NONE): ReadImport {
  const text = textOf(bytes)
  return name === 'areas' ? readAreas(text) : readCsv(name, text, known)
}

/** The list of devices as a file that can be imported again: CSV with the headers of the offices. */
export function deviceCsv(devices: readonly Device[]): string {
  const headers = new Map(Object.entries(CHINESE_HEADERS).map(([header, column]) => [column, header]))
  headers.set('name', '名称')
  const rows = devices.map((device) => {
    const cells: Record<string, string | number | null> = cellsOf(device)
    return DEVICE_COLUMNS.map((column) => {
      const cell = cells[column] ?? ''
      return typeof cell === 'string' ? markedCell(column, cell) : cell
    })
  })
  const fields = DEVICE_COLUMNS.map((column) => headers.get(column) ?? column)
  // Spreadsheets take UTF-8 for what it is only with its mark.
  return `\uFEFF${Papa.unparse({ fields, data: rows })}\r\n`
}

/** The name by which whoever made the file knows a field that is wrong: its column. */
export function columnOf(name: ImportName, field: string): string {
  if (name === 'areas') return field
  const [first = ''] = field.replace(/^camera\./, '').split('.')
  return COLUMNS[field] ?? (field.startsWith('addresses.') ? 'moreAddresses' : first)
}

/** UTF-8 where it is valid, else the GB 18030 (or, marked as such, the UTF-16) that spreadsheets write in China. */
function textOf(bytes: Uint8Array): string {
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? new TextDecoder('utf-16le').decode(bytes) : utf8OrGb(bytes)
  // The database cannot keep NUL.
  return text.replaceAll('\0', '\uFFFD')
}

function utf8OrGb(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

const collectionSchema = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) })
const idSchema = z.union([z.string(), z.number()]).nullish()
const namedSchema = z.object({
  id: idSchema,
  properties: z.object({ id: idSchema, code: idSchema }).nullish(),
})

function readAreas(text: string): ReadImport {
  const collection = collectionSchema.safeParse(jsonOf(text))
  if (!collection.success)
    return { rows: [], problems: [{ line: 1, field: '', message: 'not a GeoJSON FeatureCollection' }] }
  const rows: ImportRow[] = []
  const problems: ReadImport['problems'] = []
  for (const [index, body] of collection.data.features.entries()) {
    const { data } = namedSchema.safeParse(body)
    const id = String(data?.id ?? data?.properties?.id ?? data?.properties?.code ?? '')
    if (id !== '') rows.push({ line: index + 1, id, body })
    else
      problems.push({ line: index + 1, field: 'id', message: 'neither id, properties.id nor properties.code is there' })
  }
  if (collection.data.features.length === 0) problems.push({ line: 1, field: '', message: 'the file has no features' })
  return { rows, problems }
}

function jsonOf(text: string): unknown {
  try {
    const sound = soundJson(JSON.parse(text), DEEPEST_JSON)
    return sound.ok ? sound.value : null
  } catch {
    return null
  }
}

function readCsv(name: CsvName, text: string, known: KnownDevices): ReadImport {
  const lines = linesOf(text)
  const [header, ...rest] = lines
  if (header === undefined || rest.length === 0)
    return { rows: [], problems: [{ line: 1, field: '', message: 'the file has no rows' }] }
  const columns = header.cells.map((cell) => CHINESE_HEADERS[cell] ?? cell)
  const missing = NEEDED[name].filter((column) => !columns.includes(column))
  if (missing.length > 0)
    return {
      rows: [],
      problems: missing.map((field) => ({ line: header.line, field, message: `there is no column ${field}` })),
    }
  const rows: ImportRow[] = []
  const problems: ReadImport['problems'] = []
  for (const { line, cells } of rest) {
    const fields: Fields = Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']))
    if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell !== ''))
      problems.push({ line, field: '', message: `has ${cells.length} cells, the header has ${columns.length}` })
    if (fields.id && name === 'devices') {
      const { body, faults } = deviceBodyIn(fields, known.get(fields.id) ?? null, KINDS_BY_WORD)
      rows.push({ line, id: fields.id, body })
      problems.push(...faults.map((fault) => ({ line, ...fault })))
    } else if (fields.id && name !== 'devices') rows.push({ line, id: fields.id, body: BODIES[name](fields) })
    else problems.push({ line, field: 'id', message: 'is missing' })
  }
  return { rows, problems }
}

/** The lines that are not blank, with the number a text editor would show. A cell may hold line breaks. */
function linesOf(text: string): { line: number; cells: string[] }[] {
  const [head = ''] = text.trimStart().split(/\r?\n|\r/, 1)
  const delimiter = head.includes(',') ? ',' : head.includes('，') ? '，' : '\t'
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { delimiter })
  let next = 1
  return data.flatMap((raw) => {
    const line = next
    next += 1 + raw.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0)
    const cells = raw.map((cell) => cell.trim())
    return cells.some((cell) => cell !== '') ? [{ line, cells }] : []
  })
}

/** The body that a line stands for, as the PUT of it takes it; what is wrong in it is found by the PUT's own schema. */
const BODIES: Record<Exclude<CsvName, 'devices'>, (fields: Fields) => unknown> = {
  people: ({ name, phone, username, email, wecomUser, roles }) => ({
    name,
    phone: phone || null,
    // An empty cell does not take somebody's account away, nor where else they are reached.
    ...(username ? { username } : {}),
    ...(email ? { email } : {}),
    ...(wecomUser ? { wecomUser } : {}),
    roles: listOf(roles).map((word) => ROLE_WORDS.get(word) ?? word),
  }),
  responsibilities: ({ person, duty = '', area, kinds, rank }) => ({
    personId: person,
    duty: DUTY_WORDS.get(duty) ?? duty,
    areaId: area,
    kinds: kinds ? listOf(kinds).map((word) => KIND_WORDS.get(word) ?? word) : null,
    rank: rank ? (RANK_WORDS.get(rank) ?? rank) : 'primary',
  }),
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[;；|、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The words of the interface, and what offices write instead, by the value they mean. */
function words(prefix: string, values: readonly string[], others: Record<string, string> = {}): Map<string, string> {
  const messages: Record<string, string> = zh
  const shown = values.flatMap((value): [string, string][] => {
    const word = messages[`${prefix}_${value.replaceAll('-', '_')}`]
    return word === undefined ? [] : [[word, value]]
  })
  return new Map([...Object.entries(others), ...shown])
}

const ROLE_WORDS = words('role', ROLES, { 值班员: 'duty', 村干部: 'cadre', 大屏: 'wall' })
const DUTY_WORDS = words('duty', DUTIES, { 包户: 'household', 包片: 'zone', 包村: 'village', 扑火队员: 'fire-crew' })
const RANK_WORDS = words('rank', RANKS, { A: 'primary', B: 'deputy', 主: 'primary', 副: 'deputy' })
const KIND_WORDS = words('kind', KINDS)
const DEVICE_KIND_WORDS = words('device_kind', DEVICE_KINDS)
const KINDS_BY_WORD = {
  device: (word: string) => DEVICE_KIND_WORDS.get(word) ?? word,
  alarm: (word: string) => KIND_WORDS.get(word) ?? word,
}
