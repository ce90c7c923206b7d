import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Device, deviceBodySchema } from '#shared/device.ts'
import { personBodySchema } from '#shared/person.ts'
import { responsibilityBodySchema } from '#shared/responsibility.ts'
import { IMPORTS } from '#shared/setup.ts'
import { TEMPLATES } from '../../web/src/lib/desk/import.ts'
import { columnOf, deviceCsv, readImport } from '../../server/imports.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const people = (text: string) => readImport('people', utf8(text))
const HEADER = 'id,name,phone,username,roles'

describe('a list of people', () => {
  it('is read line by line, with the header as line 1', () => {
    expect(people(`${HEADER}\np1,甲,13900000001,jia,member；cadre\np2,乙,,,duty\n`)).toEqual({
      rows: [
        { line: 2, id: 'p1', body: { name: '甲', phone: '13900000001', username: 'jia', roles: ['member', 'cadre'] } },
        { line: 3, id: 'p2', body: { name: '乙', phone: null, roles: ['duty'] } },
      ],
      problems: [],
    })
  })

  it.each([
    ['a byte order mark', `\uFEFF${HEADER}\np1,甲,,,member`],
    ['Chinese headers and words', '编号,姓名,电话,用户名,角色\np1,甲,,,党员'],
    ['full-width commas', '编号，姓名，电话，用户名，角色\np1，甲，，，党员'],
    ['tabs', `${HEADER.replaceAll(',', '\t')}\np1\t甲\t\t\tmember`],
    ['Windows line ends and spaces around', ` ${HEADER.replaceAll(',', ' , ')}\r\n p1 , 甲 ,,, member \r\n`],
    ['columns in another order, and more of them', 'roles,备注,phone,id,name\nmember,无,,p1,甲'],
  ])('may have %s', (_, text) => {
    expect(people(text)).toEqual({
      rows: [{ line: 2, id: 'p1', body: { name: '甲', phone: null, roles: ['member'] } }],
      problems: [],
    })
  })

  it('keeps the line numbers of an editor over blank lines and line breaks in cells', () => {
    const { rows } = people(`${HEADER}\n\np1,"甲\n和乙",,,member\n,,,,\np2,丙,,,member`)
    expect(rows.map(({ line, id }) => [line, id])).toEqual([
      [3, 'p1'],
      [6, 'p2'],
    ])
  })

  it('names the columns that are missing, so that nothing is wiped out by silence', () => {
    expect(people('id,name\np1,甲').problems).toEqual([
      { line: 1, field: 'phone', message: 'there is no column phone' },
      { line: 1, field: 'roles', message: 'there is no column roles' },
    ])
  })

  it('names the line without an id, and one with more cells than the header', () => {
    const { rows, problems } = people(`${HEADER}\n,甲,,,member\np2,乙,,,member,extra`)
    expect(problems.map(({ line, field }) => [line, field])).toEqual([
      [2, 'id'],
      [3, ''],
    ])
    expect(rows).toHaveLength(1)
  })

  it('is said to be empty when it is', () => {
    for (const text of ['', '\n\n', HEADER]) expect(people(text).problems).toHaveLength(1)
  })

  it('is read from GB 18030 and from UTF-16 as well', () => {
    const gb = Buffer.from('b1e0bac52cd0d5c3fb2cb5e7bbb02cbdc7c9ab0d0a70312ccdf5cee52c2cb5b3d4b1', 'hex')
    const body = { name: '王五', phone: null, roles: ['member'] }
    expect(readImport('people', gb).rows).toEqual([{ line: 2, id: 'p1', body }])
    const utf16 = Buffer.from('\uFEFF编号\t姓名\t电话\t角色\r\np1\t王五\t\t党员', 'utf16le')
    expect(readImport('people', utf16).rows).toEqual([{ line: 2, id: 'p1', body }])
  })
})

describe('a list of duties', () => {
  const duties = (line: string) =>
    readImport('responsibilities', utf8(`id,person,duty,area,kinds,rank\n${line}`)).rows[0]?.body

  it('takes the words of the interface and those of the offices', () => {
    expect(duties('r1,p1,包户,z1,火情；烟雾,B角')).toEqual({
      personId: 'p1',
      duty: 'household',
      areaId: 'z1',
      kinds: ['fire', 'smoke'],
      rank: 'deputy',
    })
    expect(duties('r1,p1,护林员,z1,,')).toMatchObject({ duty: 'ranger', kinds: null, rank: 'primary' })
  })

  it('does not take a cell of separators alone for a duty of no kind', () => {
    expect(responsibilityBodySchema.safeParse(duties('r1,p1,护林员,z1,；,')).error?.issues).toMatchObject([
      { path: ['kinds'] },
    ])
    expect(responsibilityBodySchema.safeParse(duties('r1,p1,护林员,z1,,')).success).toBe(true)
  })

  it('leaves a word nobody knows for the schema to refuse', () => {
    expect(duties('r1,p1,国王,z1,,')).toMatchObject({ duty: '国王' })
  })
})

describe('a list of devices', () => {
  const device = (line: string) => {
    const header = 'id,name,kind,source,externalId,lng,lat,expectedIntervalSeconds,mastHeightMetres,bearingDegrees'
    return readImport('devices', utf8(`${header}\n${line}`)).rows[0]?.body
  }

  it('gives bodies that the schema takes', () => {
    expect(deviceBodySchema.parse(device('d1,烟感,烟感,zigbee,0x01,112.3,36.6,3600,,'))).toEqual({
      name: '烟感',
      kind: 'smoke',
      addresses: [{ source: 'zigbee', externalId: '0x01' }],
      location: [112.3, 36.6],
      elevation: null,
      expectedIntervalSeconds: 3600,
      camera: null,
    })
    expect(device('d1,瞭望,摄像头,,,,,,18,90')).toMatchObject({ camera: { mastHeightMetres: 18, bearingDegrees: 90 } })
  })

  it('does not take half a place, nor half an address, for none', () => {
    for (const line of ['d1,甲,smoke,,,112.3,,,,', 'd1,甲,smoke,,,112.3,north,,,', 'd1,甲,smoke,zigbee,,,,,,']) {
      const { error } = deviceBodySchema.safeParse(device(line))
      expect(error?.issues.map(({ path }) => columnOf('devices', path.join('.')))).toEqual([
        line.includes('zigbee') ? 'externalId' : 'lat',
      ])
    }
  })
})

describe('a collection of areas', () => {
  const areas = (value: unknown) => readImport('areas', utf8(JSON.stringify(value)))

  it('finds the id of a feature, of its properties, or its code', () => {
    const collection = (features: object[]) => ({ type: 'FeatureCollection', features })
    const { rows, problems } = areas(
      collection([
        { id: 'a' },
        { id: 7 },
        { properties: { id: 'b' } },
        { properties: { code: 'c' } },
        { properties: {} },
      ]),
    )
    expect(rows.map(({ line, id }) => [line, id])).toEqual([
      [1, 'a'],
      [2, '7'],
      [3, 'b'],
      [4, 'c'],
    ])
    expect(problems).toEqual([{ line: 5, field: 'id', message: expect.any(String) }])
  })

  it('is refused where it is none', () => {
    for (const value of [null, [], {}, { type: 'Feature' }, 'x']) expect(areas(value).problems).toHaveLength(1)
    expect(readImport('areas', utf8('{"type":')).problems).toHaveLength(1)
  })
})

describe('any file', () => {
  it('is read without an exception, and says either what it holds or what is wrong', () => {
    fc.assert(
      fc.property(fc.constantFrom(...IMPORTS), fc.uint8Array({ maxLength: 300 }), (name, bytes) => {
        const { rows, problems } = readImport(name, bytes)
        expect(rows.length + problems.length).toBeGreaterThan(0)
      }),
    )
  })

  it('of people gives back every name that was written into it, whatever it holds', () => {
    const cell = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .map((text) => text.replaceAll('\0', '').trim())
    fc.assert(
      fc.property(
        fc.array(
          cell.filter((text) => text !== ''),
          { minLength: 1, maxLength: 8 },
        ),
        (names) => {
          const lines = names.map((name, n) => `p${n},"${name.replaceAll('"', '""')}",,,member`)
          const { rows } = people([HEADER, ...lines].join('\n'))
          expect(rows.map(({ body }) => personBodySchema.parse(body).name)).toEqual(names)
        },
      ),
    )
  })
})

describe('a list of devices that is imported again', () => {
  const known: Device = {
    id: 'd1',
    name: '老爷岭瞭望塔',
    kind: 'camera',
    addresses: [
      { source: 'frigate', externalId: 'tower' },
      { source: 'onvif', externalId: 'a/b;c' },
    ],
    location: [112.2, 36.6],
    statedLocation: { location: [112.206, 36.607], datum: 'GCJ-02' },
    elevation: 1300,
    expectedIntervalSeconds: 600,
    camera: {
      mastHeightMetres: 18,
      bearingDegrees: 95.2,
      fieldOfViewDegrees: 60,
      bearingSigmaDegrees: 0.4,
      tiltDegrees: -3,
      isPtz: false,
    },
    armed: true,
    armedSchedule: [
      { days: [1, 2, 3, 4, 5], from: '22:00', to: '06:00' },
      { days: [6, 7], from: '00:00', to: '24:00', firstDate: '2026-03-01', lastDate: '2026-05-31' },
    ],
    limits: [
      { value: 'temperatureCelsius', above: 60, kind: 'heat', hysteresis: 5, forSeconds: 300 },
      { value: 'water level', below: -0.5, kind: 'flood' },
    ],
    maintenance: false,
    maintenanceUntil: null,
    registered: true,
  }
  const devices = new Map([[known.id, known]])
  const NEEDED = 'id,name,kind,source,externalId,lng,lat'
  const again = (text: string) => readImport('devices', utf8(text), devices)
  const bodyOf = (text: string) => deviceBodySchema.parse(again(text).rows[0]?.body)
  const line = 'd1,塔,camera,frigate,tower,112.2,36.6'

  it('says after an export just what was there', () => {
    const { addresses, ...rest } = known
    // A list in a cell is parted by semicolons.
    const storable = {
      ...rest,
      addresses: addresses.map((one) => ({ ...one, externalId: one.externalId.replace(';', '') })),
    }
    const { rows, problems } = readImport('devices', utf8(deviceCsv([storable])))
    expect(problems).toEqual([])
    const {
      id: _id,
      registered: _r,
      maintenance: _m,
      maintenanceUntil: _u,
      statedLocation,
      location: _l,
      ...told
    } = storable
    expect(deviceBodySchema.parse(rows[0]?.body)).toEqual({ ...told, ...statedLocation })
  })

  it('wipes nothing for which it has no column', () => {
    const body = bodyOf(`${NEEDED}\n${line}`)
    expect(body).toMatchObject({ camera: known.camera, elevation: 1300, expectedIntervalSeconds: 600 })
    expect(body.addresses).toEqual(known.addresses)
    expect(body).not.toHaveProperty('armed')
    expect(body).not.toHaveProperty('armedSchedule')
    expect(body).not.toHaveProperty('limits')
  })

  it('changes one measure of a camera and keeps the others', () => {
    const { camera } = bodyOf(`${NEEDED},mastHeightMetres,rangeMetres\n${line},25,8000`)
    expect(camera).toEqual({ ...known.camera, mastHeightMetres: 25, rangeMetres: 8000 })
  })

  it('takes away what stands empty, except a switch', () => {
    const body = bodyOf(
      `${NEEDED},bearingSigmaDegrees,elevation,armed,armedSchedule,limits,moreAddresses\n${line},,,,,,`,
    )
    expect(body.camera).toEqual({ ...known.camera, bearingSigmaDegrees: null })
    expect(body).toMatchObject({ elevation: null, armedSchedule: null, limits: null })
    expect(body.addresses).toEqual([{ source: 'frigate', externalId: 'tower' }])
    expect(body).not.toHaveProperty('armed')
  })

  it('reads the words of the offices', () => {
    const text = `编号,名称,类型,来源,外部编号,经度,纬度,布防,布防时段,限值\nd2,门,门磁,native,door,,,是,每天 22:00-6:00；6-7 0:00-24:00,temperatureCelsius＞60 高温 120秒`
    expect(bodyOf(text)).toMatchObject({
      kind: 'contact',
      armed: true,
      armedSchedule: [
        { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' },
        { days: [6, 7], from: '00:00', to: '24:00' },
      ],
      limits: [{ value: 'temperatureCelsius', above: 60, kind: 'heat', forSeconds: 120 }],
    })
  })

  it('names the line and the column of a cell that cannot be read', () => {
    const text = `${NEEDED},armed,armedSchedule,limits\n${line},vielleicht,nachts,heiss`
    expect(again(text).problems.map(({ line, field }) => [line, field])).toEqual([
      [2, 'armed'],
      [2, 'armedSchedule'],
      [2, 'limits'],
    ])
  })

  it.each([
    ['armedSchedule.0.to', 'armedSchedule'],
    ['limits.1.above', 'limits'],
    ['camera.bearingDegrees', 'bearingDegrees'],
    ['addresses.1.source', 'moreAddresses'],
    ['addresses.0.source', 'source'],
  ])('a fault of %s stands in the column %s', (field, column) => {
    expect(columnOf('devices', field)).toBe(column)
  })

  const addressed = (externalId: string) => deviceCsv([{ ...known, addresses: [{ source: 'gb28181', externalId }] }])

  it.each([
    '34020000001320000001',
    '0012345678',
    '000000000001',
    '12E34',
    '12e34',
    '2.5E+3',
    "'12345",
    '7081234567890123',
  ])('marks the id %s, which a spreadsheet would change, and takes it back as it was', (externalId) => {
    const csv = addressed(externalId)
    expect(csv).toContain(`'${externalId}`)
    const { rows, problems } = readImport('devices', utf8(csv))
    expect(problems).toEqual([])
    expect(rows[0]?.body).toMatchObject({ addresses: [{ source: 'gb28181', externalId }] })
  })

  it.each(['tower', '12345', "'quoted'", '70b3d5'])('leaves the id %s alone', (externalId) => {
    const csv = addressed(externalId)
    expect(csv).not.toContain(`''`)
    expect(readImport('devices', utf8(csv)).rows[0]?.body).toMatchObject({ addresses: [{ externalId }] })
  })

  it('refuses an id that a spreadsheet has rounded, by line and column', () => {
    const text = `${NEEDED},moreAddresses\n${line},\nd2,甲,smoke,gb28181,3.402E+19,,,\nd3,乙,smoke,native,x,,,gb28181/3.4E+19\n`
    expect(again(text).problems).toEqual([
      { line: 3, field: 'externalId', message: expect.stringContaining('3.402E+19') },
      { line: 4, field: 'moreAddresses', message: expect.stringContaining('3.4E+19') },
    ])
  })

  it('hands no formula to a spreadsheet, and takes the name back as it was', () => {
    const csv = deviceCsv([{ ...known, name: '=1+1', addresses: [] }])
    expect(csv).toContain("'=1+1")
    expect(readImport('devices', utf8(csv)).rows[0]?.body).toMatchObject({ name: '=1+1' })
  })
})

describe('the template that the desk offers', () => {
  it('of devices is read whole, and each line says something', () => {
    const { rows, problems } = readImport('devices', utf8(TEMPLATES.devices))
    expect(problems).toEqual([])
    const bodies = rows.map(({ body }) => deviceBodySchema.parse(body))
    expect(bodies.map(({ kind }) => kind)).toEqual(['smoke', 'heat', 'contact', 'camera'])
    expect(bodies[1]?.limits).toMatchObject([{ above: 60, hysteresis: 5, forSeconds: 120 }])
    expect(bodies[2]).toMatchObject({ armed: false, armedSchedule: [{ from: '22:00', to: '06:00' }] })
    expect(bodies[3]?.camera).toMatchObject({ mastHeightMetres: 18, tiltDegrees: -2, rangeMetres: 8000, isPtz: false })
  })
})
