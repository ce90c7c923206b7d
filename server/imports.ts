import Papa from 'papaparse'
import { z } from 'zod'
import { areaFeatureSchema } from '#shared/area.ts'
import { ROLES } from '#shared/person.ts'
import type { ImportName, ImportResult } from '#shared/setup.ts'

/** One thing read from a file: its line (header 1), its id, and the body that a PUT of it would have. */
export type ImportRow = { line: number; id: string; body: unknown }
export type ReadImport = { rows: ImportRow[]; problems: ImportResult['problems'] }

/** Headers as Chinese office files have them, by the field they mean. */
const CHINESE_HEADERS: Record<string, string> = {
  编号: 'id',
  姓名: 'name',
  名称: 'name',
  电话: 'phone',
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
}

/** Reads a file of one kind; what cannot be read is named by line and field, and the rest is still read. */
export function readImport(name: ImportName, bytes: Uint8Array): ReadImport {
  const text = textOf(bytes)
  return name === 'areas' ? readAreas(text) : readCsv(name, text)
}

/** UTF-8 where it is valid, else the GB 18030 that spreadsheets write in China. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

function readAreas(text: string): ReadImport {
  const collectionSchema = z.object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) })
  let collection: z.infer<typeof collectionSchema>
  try {
    collection = collectionSchema.parse(JSON.parse(text))
  } catch {
    return { rows: [], problems: [{ line: 1, field: '', message: 'not a GeoJSON FeatureCollection' }] }
  }
  const rows: ImportRow[] = []
  const problems: ReadImport['problems'] = []
  for (const [index, feature] of collection.features.entries()) {
    const line = index + 1
    const idOf = z.object({ id: z.union([z.string(), z.number()]).optional(), properties: z.object({ id: z.string().optional(), code: z.string().optional() }) }).safeParse(feature)
    const id = idOf.success ? String(idOf.data.id ?? idOf.data.properties.id ?? idOf.data.properties.code ?? '') : ''
    const read = areaFeatureSchema.safeParse(feature)
    if (id === '') problems.push({ line, field: 'id', message: 'the feature has no id, properties.id or properties.code' })
    else if (!read.success) problems.push(...read.error.issues.map(({ path, message }) => ({ line, field: path.join('.'), message })))
    else rows.push({ line, id, body: read.data })
  }
  return { rows, problems }
}

type Fields = Record<string, string>

function readCsv(name: Exclude<ImportName, 'areas'>, text: string): ReadImport {
  const parsed = Papa.parse<Fields>(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: (header) => CHINESE_HEADERS[header.trim()] ?? header.trim(),
    transform: (value) => value.trim(),
  })
  const problems = parsed.errors.filter(({ code }) => code !== 'UndetectableDelimiter').map(({ row, message }) => ({ line: (row ?? 0) + 2, field: '', message }))
  const rows: ImportRow[] = []
  for (const [index, fields] of parsed.data.entries()) {
    const line = index + 2
    if (!fields.id) problems.push({ line, field: 'id', message: 'is missing' })
    else rows.push({ line, id: fields.id, body: BODIES[name](fields) })
  }
  if (parsed.data.length === 0 && problems.length === 0) problems.push({ line: 1, field: '', message: 'the file has no rows' })
  return { rows, problems }
}

/** The body that a line stands for, as the PUT of it takes it; what is wrong in it is found by the PUT's own schema. */
const BODIES: Record<Exclude<ImportName, 'areas'>, (fields: Fields) => unknown> = {
  people: ({ name, phone, username, roles }) => ({ name, phone: orNull(phone), username: orNull(username), roles: listOf(roles).map(roleOf) }),
  responsibilities: ({ person, duty, area, kinds, rank }) => {
    return { personId: person, duty, areaId: area, kinds: listOf(kinds).length === 0 ? null : listOf(kinds), rank: rank || 'primary' }
  },
  devices(fields) {
    const { name, kind, source, externalId } = fields
    const camera = withNumbers({
      mastHeightMetres: fields.mastHeightMetres,
      bearingDegrees: fields.bearingDegrees,
      fieldOfViewDegrees: fields.fieldOfViewDegrees,
      rangeMetres: fields.rangeMetres,
    })
    return {
      name,
      kind,
      addresses: source && externalId ? [{ source, externalId }] : [],
      location: fields.lng && fields.lat ? [Number(fields.lng), Number(fields.lat)] : null,
      expectedIntervalSeconds: fields.expectedIntervalSeconds ? Number(fields.expectedIntervalSeconds) : null,
      camera: kind === 'camera' ? { mastHeightMetres: 0, ...camera } : null,
    }
  },
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[;；|、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

const CHINESE_ROLES: Record<string, (typeof ROLES)[number]> = { 管理员: 'admin', 值班员: 'duty', 领导: 'leader', 干部: 'cadre', 党员: 'member', 复盘: 'reviewer', 大屏: 'wall' }
const roleOf = (word: string): string => CHINESE_ROLES[word] ?? word
const orNull = (text: string | undefined): string | null => (text ? text : null)

function withNumbers(fields: Record<string, string | undefined>): Record<string, number> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value ? [[name, Number(value)]] : [])))
}
