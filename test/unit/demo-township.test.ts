import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon'
import { describe, expect, it } from 'vitest'
import { areaSchema, type Area, type Level } from '#shared/area.ts'
import { deviceSchema } from '#shared/device.ts'
import type { LngLat } from '#shared/geo.ts'
import { householdSchema, placeNameSchema } from '#shared/household.ts'
import { idSchema } from '#shared/ids.ts'
import { KINDS } from '#shared/kinds.ts'
import { personSchema } from '#shared/person.ts'
import { planSchema } from '#shared/plan.ts'
import { responsibilitySchema } from '#shared/responsibility.ts'
import { sourceSchema } from '#shared/source.ts'
import { toLngLat } from '../../server/demo/plane.ts'
import { NANGOU_CAMERAS } from '../../server/demo/cameras.ts'
import { NANGOU_FIRE } from '../../server/demo/place-names.ts'
import { groundElevationMetres } from '../../server/demo/terrain.ts'
import { demoTownship } from '../../server/demo/township.ts'
import { bearingDegrees, distanceMetres } from '../../server/domain/geodesy.ts'
import { areaSquareMetres } from '../../server/domain/polygon.ts'
import { polygonFaults } from '../../server/domain/polygon-faults.ts'

const township = demoTownship()
const { areas, people, households, responsibilities, devices, sources, plans } = township
const fire = toLngLat(NANGOU_FIRE)

const atLevel = (level: Level) => areas.filter((area) => area.level === level)
const childrenOf = (id: string) => areas.filter((area) => area.parentId === id)
const contains = (area: Area, location: LngLat) => booleanPointInPolygon(location, area.geometry)
const householdsIn = (areaId: string) => households.filter(({ id }) => id.startsWith(`${areaId}-`))
const holders = (areaId: string, duty: string, rank = 'primary') =>
  responsibilities.filter((held) => held.areaId === areaId && held.duty === duty && held.rank === rank)

/** The outer ring of an area, closed. */
function ringOf({ geometry }: Area): LngLat[] {
  const [ring] = geometry.type === 'Polygon' ? geometry.coordinates : []
  if (ring === undefined) throw new Error('every area of the demo is one polygon')
  return ring
}

/** The sides of an outline, each named by its two ends in the order in which it is walked. */
function sidesOf(area: Area): string[] {
  const ring = ringOf(area)
  return ring.slice(1).map((to, at) => `${ring[at]?.join()}>${to.join()}`)
}
const reversed = (side: string) => side.split('>').toReversed().join('>')

describe('the model village of the demo', () => {
  it('has 85 households, 256 people, and 3 grids with 25 lived-in houses each', () => {
    const homes = householdsIn('tulingdi')
    expect(homes).toHaveLength(85)
    expect(homes.reduce((sum, { people }) => sum + people, 0)).toBe(256)
    const grids = childrenOf('tulingdi')
    expect(grids.map(({ level }) => level)).toEqual(['grid', 'grid', 'grid'])
    for (const grid of grids) expect(householdsIn(grid.id).filter(({ occupied }) => occupied)).toHaveLength(25)
    expect(areas.find(({ id }) => id === 'tulingdi')?.name).toBe('土岭底村')
  })

  it('is led by the demo accounts: leader of the village, cadre of zones, member of the first zone', () => {
    expect(holders('tulingdi', 'village').map(({ personId }) => personId)).toEqual(['leader'])
    expect(holders('tulingdi-g1-z1', 'zone').map(({ personId }) => personId)).toEqual(['cadre'])
    expect(holders('tulingdi-g1-z1', 'household').map(({ personId }) => personId)).toEqual(['member'])
    expect(holders('township', 'duty-room').map(({ personId }) => personId)).toEqual(['duty'])
    expect(holders('township', 'duty-room', 'deputy')).toHaveLength(1)
  })
})

describe('the demo township', () => {
  it('is 聪子峪乡 with 8 villages, 600 households and 80 devices', () => {
    expect(atLevel('township').map(({ name }) => name)).toEqual(['聪子峪乡'])
    expect(atLevel('village')).toHaveLength(8)
    expect(households).toHaveLength(600)
    expect(devices).toHaveLength(80)
    expect(devices.filter(({ camera }) => (camera?.rangeMetres ?? 0) >= 3000)).toHaveLength(12)
    expect(township.placeNames.length).toBeGreaterThanOrEqual(25)
  })

  it('is the same at every call', () => {
    expect(demoTownship()).toEqual(township)
  })

  it('speaks in the types of the contract', () => {
    for (const area of areas) areaSchema.parse(area)
    for (const person of people) personSchema.parse(person)
    for (const household of households) householdSchema.parse(household)
    for (const name of township.placeNames) placeNameSchema.parse(name)
    for (const held of responsibilities) responsibilitySchema.parse(held)
    for (const plan of plans) planSchema.parse(plan)
    for (const device of devices) deviceSchema.parse(device)
    for (const source of sources) sourceSchema.parse(source)
  })

  it('gives every thing an id that is its own within its kind and may stand in a URL', () => {
    for (const things of Object.values(township)) {
      const ids = things.map(({ id }) => id)
      for (const id of ids) idSchema.parse(id)
      expect(new Set(ids).size).toBe(ids.length)
    }
    const addresses = devices.flatMap((device) => device.addresses.map((at) => `${at.source} ${at.externalId}`))
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(new Set(areas.map(({ code }) => code)).size).toBe(areas.length)
  })

  it('refers only to what exists, and names parents before their children', () => {
    const personIds = new Set(people.map(({ id }) => id))
    const sourceIds = new Set(sources.map(({ id }) => id))
    const seen = new Set<string>()
    for (const { id, parentId } of areas) {
      if (parentId !== null) expect(seen).toContain(parentId)
      seen.add(id)
    }
    for (const { personId, areaId } of responsibilities) {
      expect(personIds).toContain(personId)
      expect(seen).toContain(areaId)
    }
    for (const { addresses } of devices) for (const { source } of addresses) expect(sourceIds).toContain(source)
  })

  it('has the demo accounts, each belonging to the person of the same id', () => {
    const accounts = people.filter(({ username }) => username !== null)
    expect(accounts.map(({ username }) => username).toSorted()).toEqual(
      ['admin', 'cadre', 'duty', 'leader', 'member', 'reviewer', 'wall'].toSorted(),
    )
    for (const { id, username, roles } of accounts) {
      expect(id).toBe(username)
      expect(roles).toContain(username)
    }
    expect(people.find(({ id }) => id === 'wall')?.name).toBe('值班大屏')
  })

  it('gives nobody a name that somebody else has, and nobody a real telephone number', () => {
    expect(new Set(people.map(({ name }) => name)).size).toBe(people.length)
    expect(new Set(households.map(({ head }) => head)).size).toBe(households.length)
    for (const { name, id } of people) if (id !== 'wall') expect(name).toMatch(/^.[示例样].$/)
    for (const { phone } of [...people, ...households]) if (phone !== null) expect(phone).toMatch(/^13800000\d{3}$/)
  })

  it('has one plan for each kind, which ends at the duty room', () => {
    // Beside those, one for warnings that are grave.
    const usual = plans.filter(({ severities }) => severities === null)
    expect(plans.filter((plan) => !usual.includes(plan)).map(({ kinds }) => kinds)).toEqual([['warning']])
    expect(usual.flatMap(({ kinds }) => kinds).toSorted()).toEqual([...KINDS].toSorted())
    for (const { tiers, outsideZones } of plans) {
      expect(tiers.at(-1)?.duties).toEqual(['duty-room'])
      if (outsideZones !== null) expect(outsideZones.at(-1)?.duties).toEqual(['duty-room'])
    }
    const burning = plans.filter(({ kinds }) =>
      ['fire', 'smoke', 'heat'].some((kind) => kinds.some((own) => own === kind)),
    )
    for (const plan of burning) {
      expect(plan.outsideZones?.[0]?.duties).toContain('ranger')
      expect(plan.respondersNeeded).toBe(2)
    }
  })

  it('calls somebody in the first tier everywhere, also where no member and no cadre answers for the ground', () => {
    const ofZones = ['household', 'zone']
    for (const { tiers, outsideZones, name } of plans) {
      const first = (outsideZones ?? tiers)[0]?.duties ?? []
      expect(
        first.some((duty) => !ofZones.includes(duty)),
        name,
      ).toBe(true)
      for (const { duties } of outsideZones ?? []) expect(duties.filter((duty) => ofZones.includes(duty))).toEqual([])
    }
    for (const village of atLevel('village')) {
      for (const duty of [
        'village',
        'ranger',
        'mediator',
        'village-doctor',
        'hazard-watcher',
        'fire-crew',
        'village-secretary',
      ])
        expect(holders(village.id, duty), `${village.id} ${duty}`).toHaveLength(1)
    }
    for (const grid of atLevel('grid')) {
      for (const duty of ['grid-member', 'grid-head'])
        expect(holders(grid.id, duty), `${grid.id} ${duty}`).toHaveLength(1)
    }
  })
})

describe('the zones of the demo', () => {
  const zones = atLevel('zone')

  it('have 5 to 10 households, each of which lies inside its own zone and no other', () => {
    for (const zone of zones) {
      const homes = householdsIn(zone.id)
      expect(homes.length).toBeGreaterThanOrEqual(5)
      expect(homes.length).toBeLessThanOrEqual(10)
      for (const { location } of homes) {
        expect(zones.filter((other) => contains(other, location)).map(({ id }) => id)).toEqual([zone.id])
      }
    }
  })

  it('have one party member each, whose deputy is the member of another zone of the same grid', () => {
    const members = zones.map((zone) => {
      const [own, ...others] = holders(zone.id, 'household')
      expect(others).toEqual([])
      const [deputy] = holders(zone.id, 'household', 'deputy')
      const deputyZone = zones.find(({ id }) => holders(id, 'household')[0]?.personId === deputy?.personId)
      expect(deputyZone?.id).not.toBe(zone.id)
      expect(deputyZone?.parentId).toBe(zone.parentId)
      return own?.personId
    })
    expect(new Set(members).size).toBe(zones.length)
  })

  it('are contracted to cadres of two or three zones each', () => {
    const perCadre = Map.groupBy(
      responsibilities.filter(({ duty, rank }) => duty === 'zone' && rank === 'primary'),
      ({ personId }) => personId,
    )
    expect([...perCadre.values()].flat()).toHaveLength(zones.length)
    for (const held of perCadre.values()) expect([2, 3]).toContain(held.length)
  })

  it('are settlements of 300 to 600 metres inside their grid, and forest touches none of them', () => {
    for (const zone of zones) {
      const ring = ringOf(zone)
      const across = Math.max(...ring.flatMap((a) => ring.map((b) => distanceMetres(a, b))))
      expect(across).toBeGreaterThan(280)
      expect(across).toBeLessThan(620)
      const grid = areas.find(({ id }) => id === zone.parentId)
      for (const corner of ring) {
        expect(grid !== undefined && contains(grid, corner)).toBe(true)
        for (const forest of atLevel('forest-block')) expect(contains(forest, corner)).toBe(false)
      }
    }
  })
})

describe('the ground of the demo', () => {
  it('is made of sound polygons', () => {
    for (const area of areas)
      expect({ id: area.id, faults: polygonFaults(area.geometry) }).toEqual({ id: area.id, faults: [] })
  })

  it('is tiled without gaps: grids fill their village, villages fill the township', () => {
    for (const whole of [...atLevel('township'), ...atLevel('village')]) {
      const parts = childrenOf(whole.id).filter(({ level }) => level === 'village' || level === 'grid')
      const sum = parts.reduce((total, part) => total + areaSquareMetres(part.geometry), 0)
      expect(Math.abs(sum / areaSquareMetres(whole.geometry) - 1)).toBeLessThan(1e-6)
    }
  })

  it('has every side of a grid once more, walked the other way, in its neighbour, or else in the outline of the township', () => {
    const sides = atLevel('grid').flatMap(sidesOf)
    const known = new Set(sides)
    expect(known.size).toBe(sides.length)
    const outline = new Set(atLevel('township').flatMap(sidesOf))
    const alone = sides.filter((side) => !known.has(reversed(side)))
    expect(new Set(alone)).toEqual(outline)
  })

  it('has no straight chessboard: no grid has a corner count or a shape of a rectangle', () => {
    for (const grid of atLevel('grid')) {
      const ring = ringOf(grid)
      expect(ring.length).toBeGreaterThan(60)
      const bearings = new Set(ring.slice(1).map((to, at) => Math.round(bearingDegrees(ring[at] ?? to, to) / 10)))
      expect(bearings.size).toBeGreaterThan(20)
    }
  })
})

describe('the hillside of 南沟', () => {
  it('lies in a grid of 土岭底村 and in its forest, outside every zone', () => {
    const around = areas.filter((area) => contains(area, fire)).map(({ id }) => id)
    expect(around).toContain('tulingdi')
    expect(around).toContain('forest-nangou')
    expect(around.some((id) => id.startsWith('tulingdi-g'))).toBe(true)
    expect(atLevel('zone').some((zone) => contains(zone, fire))).toBe(false)
  })

  it('is seen by two cameras on different ridges, over the hills and at a good angle', () => {
    const bearings = NANGOU_CAMERAS.map((id) => {
      const device = devices.find((candidate) => candidate.id === id)
      const { camera, location, elevation } = device ?? {}
      if (!camera || !location || elevation == null) throw new Error(`${id} is not a placed camera`)
      const bearing = bearingDegrees(location, fire)
      const off = Math.abs(((bearing - (camera.bearingDegrees ?? NaN) + 540) % 360) - 180)
      expect(off).toBeLessThan((camera.fieldOfViewDegrees ?? 0) / 2)
      expect(distanceMetres(location, fire)).toBeLessThan(camera.rangeMetres ?? 0)
      expect(clearanceMetres(location, elevation + camera.mastHeightMetres)).toBeGreaterThan(0)
      return bearing
    })
    expect(Math.abs((bearings[0] ?? 0) - (bearings[1] ?? 0))).toBeGreaterThan(40)
  })
})

/** How far the line from a lens to just above the fire stays clear of the made-up ground. */
function clearanceMetres(lens: LngLat, lensElevation: number): number {
  const [east0, north0] = toLngLat([0, 0])
  const [east1, north1] = toLngLat([100_000, 100_000])
  const plane = ([lng, lat]: LngLat) =>
    [((lng - east0) / (east1 - east0)) * 100_000, ((lat - north0) / (north1 - north0)) * 100_000] as const
  const from = plane(lens)
  const target = groundElevationMetres(NANGOU_FIRE) + 5
  const shares = Array.from({ length: 94 }, (_, step) => 0.02 + step / 100)
  return Math.min(
    ...shares.map((share) => {
      const [east, north] = [0, 1].map((axis) => (from[axis] ?? 0) * (1 - share) + (NANGOU_FIRE[axis] ?? 0) * share)
      return lensElevation * (1 - share) + target * share - groundElevationMetres([east ?? 0, north ?? 0])
    }),
  )
}
