import type { Device, DeviceKind } from '#shared/device.ts'
import { townshipCameras } from './cameras.ts'
import type { Home } from './households.ts'
import { placed } from './placed.ts'
import { type Point, pointAt } from './plane.ts'
import { VILLAGE_PLANS } from './villages.ts'
import type { ZoneShape } from './village-shapes.ts'

/**
 * How long each kind of device may be silent before it counts as late, in seconds. Batteries in the field report every hour
 * or so; the demo's report every minute or two, so that a newcomer sees the township breathe.
 */
const EXPECTED_SECONDS: Record<Exclude<DeviceKind, 'camera' | 'gateway' | 'tracker' | 'feed'>, number> = {
  smoke: 120,
  heat: 90,
  gas: 120,
  'water-leak': 120,
  'water-level': 60,
  contact: 120,
  motion: 120,
  sos: 180,
  weather: 60,
  other: 120,
}

/** The devices of one household, by kind: what stands in the friendly name, and how many in 土岭底村 and in each neighbour. */
const HOUSEHOLD_DEVICES = [
  { kind: 'smoke', word: '烟感', model: 8, neighbour: 2 },
  { kind: 'gas', word: '燃气报警', model: 2, neighbour: 1 },
  { kind: 'sos', word: '呼救按钮', model: 4, neighbour: 1 },
] as const

/** Doors and rooms of the villages' own buildings; a depot by each village office. */
const OFFICE_DEVICES = [
  { kind: 'contact', word: '物资库房 门磁', villages: 6 },
  { kind: 'motion', word: '物资库房 人体感应', villages: 4 },
] as const

const GAUGES: readonly (readonly [id: string, kind: 'water-level' | 'weather', name: string, point: Point])[] = [
  ['water-nangou', 'water-level', '南沟 水位计', [-260, -1180]],
  ['water-shuimowan', 'water-level', '水磨湾 水位计', [540, -80]],
  ['water-liuwan', 'water-level', '柳湾河口 水位计', [-230, 2720]],
  ['water-shibanhe', 'water-level', '石板河 水位计', [2970, 2540]],
  ['water-qingshui', 'water-level', '清水泉 水位计', [3380, -2690]],
  ['water-baicaogou', 'water-level', '白草沟 水位计', [-3330, -1830]],
  ['weather-tulingdi', 'weather', '土岭底 气象站', [-40, 420]],
  ['weather-dongshan', 'weather', '东山 气象站', [2020, 900]],
  ['weather-huiyanling', 'weather', '回雁岭 气象站', [-720, -4020]],
  ['weather-xiliang', 'weather', '西梁 气象站', [-2170, 240]],
]

const NATIVE: readonly (readonly [
  id: string,
  kind: Exclude<DeviceKind, 'camera' | 'gateway' | 'tracker' | 'feed'>,
  name: string,
  point: Point,
])[] = [
  ['heat-transformer', 'heat', '土岭底 变压器温度', [120, 350]],
  ['heat-granary', 'heat', '柳湾 粮仓温度', [-480, 3080]],
  ['leak-pump-house', 'water-leak', '九眼泉 泵房水浸', [-640, 160]],
  ['smoke-culture-station', 'smoke', '土岭底 文化站烟感', [-90, 700]],
  ['sos-post-square', 'sos', '土岭底 广场报警柱', [-30, 680]],
]

/** The recorder and the radio bridge themselves: heard when they come or go, so silence says nothing of them. */
const GATEWAYS: readonly (readonly [id: string, name: string, source: string, externalId: string, point: Point])[] = [
  ['gateway-frigate', '乡政府 视频分析主机', 'frigate', 'frigate/server', [1560, 60]],
  ['gateway-zigbee', '乡政府 Zigbee 网桥', 'zigbee2mqtt', 'bridge', [1565, 55]],
]

/** The eighty devices of the demo township, each at one address of one source. */
export function townshipDevices(homes: readonly Home[], zones: readonly ZoneShape[]): Device[] {
  return [
    ...townshipCameras(),
    ...householdDevices(homes),
    ...officeDevices(zones),
    ...gauges(),
    ...nativeDevices(),
    ...gateways(),
  ]
}

function householdDevices(homes: readonly Home[]): Device[] {
  return VILLAGE_PLANS.flatMap((village, at) => {
    const livedIn = homes.filter(({ zone, household }) => zone.villageId === village.id && household.occupied)
    return HOUSEHOLD_DEVICES.flatMap(({ kind, word, model, neighbour }) => {
      const suited = kind === 'sos' ? livedIn.filter(({ household }) => household.needHelp > 0) : livedIn
      const wanted = village.id === 'tulingdi' ? model : kind === 'sos' && at > 4 ? 0 : neighbour
      return spread(suited, wanted).map(({ household, zone, point }) =>
        placed(point, {
          id: `${kind}-${household.id}`,
          name: `${household.head}家 ${word}`,
          kind,
          addresses: [{ source: 'zigbee2mqtt', externalId: `${within(zone)}/${household.head}家 ${word}` }],
          expectedIntervalSeconds: EXPECTED_SECONDS[kind],
        }),
      )
    })
  })
}

/** Takes one home after another from different zones, passing over the party member's own, which comes first in each. */
function spread(homes: readonly Home[], wanted: number): Home[] {
  const zones = [...Map.groupBy(homes, ({ zone }) => zone.id).values()]
  const rounds = [1, 2, 3].flatMap((at) => zones.flatMap((zone) => zone.slice(at, at + 1)))
  return rounds.slice(0, wanted)
}

/** The first two levels of a friendly name, as whoever mounts the things would write them: village and grid. */
function within(zone: ZoneShape): string {
  const [, village, grid] = /^(.+)村(\d+)网格/.exec(zone.name) ?? []
  return `${village}/${grid}网格`
}

function officeDevices(zones: readonly ZoneShape[]): Device[] {
  return OFFICE_DEVICES.flatMap(({ kind, word, villages }) =>
    VILLAGE_PLANS.slice(0, villages).flatMap((village) => {
      const office = zones.find((zone) => zone.villageId === village.id)
      if (office === undefined) return []
      const shortName = village.name.replace('村', '')
      return placed(pointAt(office.site, 200, 30), {
        id: `${kind}-${village.id}-depot`,
        name: `${shortName} ${word}`,
        kind,
        addresses: [{ source: 'zigbee2mqtt', externalId: `${shortName}/村委会/${word}` }],
        expectedIntervalSeconds: EXPECTED_SECONDS[kind],
      })
    }),
  )
}

function gauges(): Device[] {
  return GAUGES.map(([id, kind, name, point], at) =>
    placed(point, {
      id,
      name,
      kind,
      addresses: [{ source: 'chirpstack', externalId: `24e124de0000${(0x1000 + at).toString(16)}` }],
      expectedIntervalSeconds: EXPECTED_SECONDS[kind],
    }),
  )
}

function nativeDevices(): Device[] {
  return NATIVE.map(([id, kind, name, point]) =>
    placed(point, {
      id,
      name,
      kind,
      addresses: [{ source: 'native', externalId: id }],
      expectedIntervalSeconds: EXPECTED_SECONDS[kind],
    }),
  )
}

function gateways(): Device[] {
  return GATEWAYS.map(([id, name, source, externalId, point]) =>
    placed(point, { id, name, kind: 'gateway', addresses: [{ source, externalId }], expectedIntervalSeconds: null }),
  )
}
