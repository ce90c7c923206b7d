import type { ImportName, ImportResult } from '#shared/setup.ts'
import type { Answer, Trouble } from '../http.ts'
import { type TroubleCode, isTroubleCode } from '../words/trouble.ts'

/** What an import of each name is sent as. */
const TYPES: Readonly<Record<ImportName, string>> = {
  areas: 'application/geo+json',
  people: 'text/csv; charset=utf-8',
  responsibilities: 'text/csv; charset=utf-8',
  devices: 'text/csv; charset=utf-8',
}

/** A file to begin with: the header line and one made-up row, or one made-up area. */
export const TEMPLATES: Readonly<Record<ImportName, string>> = {
  areas: `{
  "type": "FeatureCollection",
  "features": [
    {
      "type": "Feature",
      "id": "town",
      "properties": { "code": "140431000", "level": "township", "name": "某某乡", "parentId": null },
      "geometry": { "type": "Polygon", "coordinates": [[[112.3, 36.6], [112.5, 36.6], [112.5, 36.8], [112.3, 36.8], [112.3, 36.6]]] }
    },
    {
      "type": "Feature",
      "id": "village-1",
      "properties": { "code": "140431001", "level": "village", "name": "某某村", "parentId": "town" },
      "geometry": { "type": "Polygon", "coordinates": [[[112.3, 36.6], [112.4, 36.6], [112.4, 36.7], [112.3, 36.7], [112.3, 36.6]]] }
    }
  ]
}
`,
  people: 'id,name,phone,username,roles\np1,张某某,13800000000,zhangmoumou,member\n',
  responsibilities: 'id,person,duty,area,kinds,rank\nr1,p1,village,village-1,,primary\n',
  devices:
    'id,name,kind,source,externalId,moreAddresses,lng,lat,datum,elevation,expectedIntervalSeconds,armed,armedSchedule,limits,' +
    'mastHeightMetres,bearingDegrees,fieldOfViewDegrees,verticalFieldOfViewDegrees,tiltDegrees,rangeMetres,' +
    'bearingSigmaDegrees,headingOffsetDegrees,isPtz\n' +
    'smoke-1,某家厨房烟感,smoke,zigbee2mqtt,0x00158d0001,,112.35,36.65,,,3600,,,,,,,,,,,,\n' +
    'heat-1,某处锅炉房温感,heat,zigbee2mqtt,0x00158d0002,,112.351,36.651,GCJ-02,,600,,,temperatureCelsius>60 heat ±5 120s,,,,,,,,,\n' +
    'door-1,某处仓库门磁,contact,zigbee2mqtt,0x00158d0003,,112.352,36.652,,,3600,0,1-7 22:00-06:00,,,,,,,,,,\n' +
    'camera-1,某处瞭望摄像头,camera,frigate,tower,,112.353,36.653,,1300,600,,,,18,90,60,34,-2,8000,,,0\n',
}

/** Sends a file; `dryRun` only says what it would do. Problems in the file are part of a good answer. */
export async function importFile(name: ImportName, text: string, dryRun: boolean): Promise<Answer<ImportResult>> {
  let response: Response
  let body: unknown
  try {
    response = await fetch(`/api/import/${name}${dryRun ? '?dryRun=1' : ''}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { accept: 'application/json', 'content-type': TYPES[name] },
      body: text,
    })
  } catch {
    return trouble('unreachable', 0)
  }
  try {
    body = await response.json()
  } catch {
    return trouble(response.ok ? 'unreadable' : 'internal', response.status)
  }
  if (typeof body !== 'object' || body === null) return trouble('unreadable', response.status)
  // A file with problems may be refused as a whole; its lines are named all the same.
  if ('created' in body && 'problems' in body) return { ok: true, value: body as ImportResult, status: response.status } // by the contract
  const code = 'code' in body && typeof body.code === 'string' && isTroubleCode(body.code) ? body.code : 'internal'
  const detail = 'detail' in body && typeof body.detail === 'string' ? body.detail : undefined
  const refused = trouble(code, response.status)
  return detail === undefined ? refused : { ok: false, problem: { ...refused.problem, detail } }
}

function trouble(code: TroubleCode, status: number): { ok: false; problem: Trouble } {
  return { ok: false, problem: { type: 'about:blank', title: code, status, code } }
}
