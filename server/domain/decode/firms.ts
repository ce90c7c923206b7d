import { excerpt, numberIn, numberWithin, textIn } from './fields.ts'
import { firmsRows, type FirmsRow } from './firms-rows.ts'
import { type Decoded, type Decoding, type Format, type Refused, refused, signOfLife } from './format.ts'
import { readText } from './payload.ts'

/** A hotspot is usually told within three hours; one older than this is history that was asked for again. */
const HISTORY_MS = 24 * 3600_000

/** One satellite has several names in the files of the years; the letters and numbers are those of the FIRMS FAQ. */
const SATELLITES: ReadonlyMap<string, string> = new Map([
  ...['N', 'NPP', 'SNPP', 'SUOMI NPP'].map((name) => [name, 'Suomi NPP'] as const),
  ...['1', 'N20', 'J1', 'NOAA20', 'NOAA-20'].map((name) => [name, 'NOAA-20'] as const),
  ...['2', 'N21', 'J2', 'NOAA21', 'NOAA-21'].map((name) => [name, 'NOAA-21'] as const),
  ...['T', 'TERRA'].map((name) => [name, 'Terra'] as const),
  ...['A', 'AQUA'].map((name) => [name, 'Aqua'] as const),
  ...['L8', 'LANDSAT-8'].map((name) => [name, 'Landsat 8'] as const),
  ...['L9', 'LANDSAT-9'].map((name) => [name, 'Landsat 9'] as const),
])

type Level = { name: string; confidence: number }

/** VIIRS says one of three classes; each stands for the middle of the percents that MODIS gives to the same class. */
const CLASSES: ReadonlyMap<string, Level> = new Map([
  ...level({ name: 'low', confidence: 0.15 }, 'l', 'low'),
  ...level({ name: 'nominal', confidence: 0.55 }, 'n', 'nominal', 'm', 'medium'),
  ...level({ name: 'high', confidence: 0.9 }, 'h', 'high'),
])

/** Nothing burns that somebody could put out: a volcano, a kiln or a chimney that is always warm, a flare at sea. */
const OTHER_HEAT: ReadonlyMap<string, string> = new Map([
  ['1', 'volcano'],
  ['2', 'static'],
  ['3', 'offshore'],
])

/**
 * NASA FIRMS: hotspots as a CSV table, posted by whoever fetches it. Each row is the centre of a picture element that
 * was too hot; where in it something burns is not known. Columns after the FIRMS attribute tables for MODIS and VIIRS.
 */
export const firms: Format = {
  name: 'firms',
  defaultPrefix: 'firms',
  subscriptions: () => [],
  claims: () => false,

  decode(message) {
    const text = readText(message.payload)
    if (text.outcome === 'refused') return text
    const rows = firmsRows(text.value)
    if (rows === null) return refused('wrong-shape', whatInstead(text.value))
    return hotspots(rows, message.receivedAt)
  },
}

function level(one: Level, ...words: string[]): [string, Level][] {
  return words.map((word) => [word, one])
}

function hotspots(rows: readonly FirmsRow[], receivedAt: Date): Decoding {
  const byEvent = new Map<string, Decoded>()
  let unread: Refused | null = null
  for (const row of rows) {
    const lng = numberWithin(row.named['longitude'], -180, 180)
    const lat = numberWithin(row.named['latitude'], -90, 90)
    if (lng === null || lat === null) {
      unread ??= refused('bad-place', `Line ${row.line} has no latitude and longitude in degrees.`)
      continue
    }
    const at = timeOf(row)
    if (at === null) unread ??= refused('bad-time', `Line ${row.line} has no acq_date and acq_time.`)
    const observation = hotspot(row, [lng, lat], at, receivedAt)
    byEvent.set(observation.eventId ?? '', observation)
  }
  const observations = [...byEvent.values()]
  if (observations.length === 0) return unread ?? { outcome: 'ignored' }
  return unread === null ? { outcome: 'decoded', observations } : { outcome: 'decoded', observations, unread }
}

function hotspot({ named }: FirmsRow, location: [number, number], at: Date | null, receivedAt: Date): Decoded {
  const code = textIn(named['satellite'], 64) ?? textIn(named['instrument'], 64) ?? 'FIRMS'
  const externalId = SATELLITES.get(code.toUpperCase()) ?? code
  const heat = OTHER_HEAT.get(named['type'] ?? '')
  const isHistory = at !== null && receivedAt.getTime() - at.getTime() > HISTORY_MS
  const values: Decoded['values'] = {}
  if (/^[dn]$/i.test(named['daynight'] ?? ''))
    values['daynight'] = named['daynight']?.toUpperCase() === 'N' ? 'night' : 'day'
  const power = numberIn(named['frp'])
  if (power !== null) values['fireRadiativePowerMegawatts'] = power
  const brightness = numberIn(named['bright_ti4'] ?? named['brightness'])
  if (brightness !== null) values['brightnessKelvin'] = brightness
  if (heat !== undefined) values['heatSource'] = heat
  const stated = CLASSES.get((named['confidence'] ?? '').toLowerCase())
  if (stated !== undefined) values['confidenceClass'] = stated.name
  const percent = numberWithin(named['confidence'], 0, 100)
  // Later downloads write the same figures with fewer or more zeros.
  const [lng, lat] = location.map((degrees) => degrees.toFixed(4))
  const when = at?.toISOString() ?? excerpt(`${named['acq_date']} ${named['acq_time']}`)
  return {
    ...signOfLife(externalId, 'feed'),
    kind: 'fire',
    state: heat === undefined && !isHistory ? 'active' : 'reading',
    eventId: `${when}:${lat},${lng}`,
    deviceAt: at,
    confidence: stated?.confidence ?? (percent === null ? null : percent / 100),
    place: { type: 'point', location, radiusMetres: radiusOf(named, externalId) },
    values,
  }
}

/** UTC; the time is hours and minutes as a number, `45` for a quarter to one, in older files with a colon. */
function timeOf({ named }: FirmsRow): Date | null {
  const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(named['acq_date'] ?? '') ?? []
  const [, hour, minute] = /^(\d\d)(\d\d)$/.exec((named['acq_time'] ?? '').replace(':', '').padStart(4, '0')) ?? []
  if (day === undefined || hour === undefined || Number(hour) > 23 || Number(minute) > 59) return null
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return null
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)))
  return at.getTime() >= 0 ? at : null
}

/** Half the diagonal of the picture element, which grows towards the edge of the swath (`scan` by `track`, kilometres). */
function radiusOf(named: FirmsRow['named'], satellite: string): number {
  const usual = satellite.startsWith('Landsat') ? 0.03 : /^(Terra|Aqua)$/.test(satellite) ? 1 : 0.375
  // Landsat's scan and track are numbers of rows and columns.
  const scan = (usual === 0.03 ? null : numberWithin(named['scan'], 0.01, 20)) ?? usual
  const track = (usual === 0.03 ? null : numberWithin(named['track'], 0.01, 20)) ?? usual
  return Math.round(Math.hypot(scan, track) * 500)
}

/** What came in place of a table; FIRMS tells its errors as plain text or as a page, with the status of success. */
function whatInstead(text: string): string {
  if (/^\s*</.test(text)) return 'The payload is a web page, not a table of hotspots.'
  if (/^\s*[{[]/.test(text)) return 'The payload is JSON, not a table of hotspots; ask for CSV.'
  if (/invalid (map_?key|api key)/i.test(text.slice(0, 200))) return 'FIRMS says that the MAP_KEY is not valid.'
  if (/exceed|limit/i.test(text.slice(0, 200))) return 'FIRMS says that the MAP_KEY has asked too often.'
  return 'The payload is not a table of hotspots with latitude and longitude.'
}
