import type { Device } from '#shared/device.ts'
import { type Point, bearingDegrees } from './plane.ts'
import { placed } from './placed.ts'
import { NANGOU_FIRE } from './place-names.ts'
import { summitNear } from './terrain.ts'

/** The two cameras on different ridges that both see the hillside of 南沟: the first to notice, and the second. */
export const NANGOU_CAMERAS = ['cam-dongshan', 'cam-xiliang'] as const

type Mast = {
  /** Also the camera's name in Frigate. */
  id: string
  name: string
  near: Point
  mastHeightMetres: number
  fieldOfViewDegrees: number
  rangeMetres: number
  /** Where it looks; `nangou` with so many degrees beside the middle of the picture. */
  looks: number | { besideNangouDegrees: number }
}

// prettier-ignore
const MASTS: readonly Mast[] = [
  { id: 'dongshan', name: '东山顶 瞭望塔', near: [2080, 930], mastHeightMetres: 24, fieldOfViewDegrees: 32, rangeMetres: 4500, looks: { besideNangouDegrees: 2 } },
  { id: 'xiliang', name: '西梁 瞭望塔', near: [-2120, 290], mastHeightMetres: 21, fieldOfViewDegrees: 36, rangeMetres: 4000, looks: { besideNangouDegrees: -1 } },
  { id: 'beiliang', name: '北梁 瞭望塔', near: [-200, 2010], mastHeightMetres: 18, fieldOfViewDegrees: 45, rangeMetres: 4000, looks: 12 },
  { id: 'doushupo', name: '椴树坡 铁塔', near: [1480, 4080], mastHeightMetres: 30, fieldOfViewDegrees: 40, rangeMetres: 4000, looks: 265 },
  { id: 'songshuding', name: '松树顶 铁塔', near: [4300, 1720], mastHeightMetres: 30, fieldOfViewDegrees: 50, rangeMetres: 5000, looks: 196 },
  { id: 'yingzuiya', name: '鹰嘴崖 瞭望塔', near: [5230, 3640], mastHeightMetres: 18, fieldOfViewDegrees: 45, rangeMetres: 4500, looks: 252 },
  { id: 'qingshui', name: '清水泉 后山铁塔', near: [4080, -2100], mastHeightMetres: 25, fieldOfViewDegrees: 45, rangeMetres: 4000, looks: 205 },
  { id: 'yanziya', name: '燕子崖 瞭望塔', near: [1300, -3680], mastHeightMetres: 15, fieldOfViewDegrees: 40, rangeMetres: 3500, looks: 238 },
  { id: 'duntai', name: '墩台 瞭望塔', near: [-1420, -2230], mastHeightMetres: 15, fieldOfViewDegrees: 42, rangeMetres: 3500, looks: 160 },
  { id: 'muchang', name: '牧场梁 铁塔', near: [-4580, -2140], mastHeightMetres: 25, fieldOfViewDegrees: 45, rangeMetres: 4500, looks: 75 },
  { id: 'xitian', name: '西天沟 瞭望塔', near: [-4280, 420], mastHeightMetres: 18, fieldOfViewDegrees: 48, rangeMetres: 4000, looks: 20 },
  { id: 'langwogou', name: '狼窝沟 瞭望塔', near: [-3420, 2680], mastHeightMetres: 18, fieldOfViewDegrees: 42, rangeMetres: 4000, looks: 160 },
]

/** Checkpoints where people and cars pass all day: they talk much and alarm only when somebody arms them. */
const CHECKPOINTS: readonly (readonly [id: string, name: string, point: Point, looks: number])[] = [
  ['nangou_gate', '南沟 防火卡口', [-430, -980], 150],
  ['township_road', '乡道 入口卡口', [1780, -1560], 300],
]

/** How often a camera is heard when nothing moves in its picture, in seconds. */
const CAMERA_INTERVAL_SECONDS = 60

/** The fire-watch cameras on the ridges and the cameras at the checkpoints, all behind one Frigate. */
export function townshipCameras(): Device[] {
  const masts = MASTS.map((mast) => {
    const { id, name, near, mastHeightMetres, fieldOfViewDegrees, rangeMetres, looks } = mast
    const point = summitNear(near, 400)
    const bearing =
      typeof looks === 'number' ? looks : Math.round(bearingDegrees(point, NANGOU_FIRE)) + looks.besideNangouDegrees
    return placed(point, {
      id: `cam-${id}`,
      name,
      kind: 'camera',
      addresses: [{ source: 'frigate', externalId: id }],
      expectedIntervalSeconds: CAMERA_INTERVAL_SECONDS,
      camera: { mastHeightMetres, bearingDegrees: bearing, fieldOfViewDegrees, rangeMetres, bearingSigmaDegrees: 1 },
    })
  })
  const checkpoints = CHECKPOINTS.map(([id, name, point, looks]) =>
    placed(point, {
      id: `cam-${id.replace('_', '-')}`,
      name,
      kind: 'camera',
      addresses: [{ source: 'frigate', externalId: id }],
      expectedIntervalSeconds: CAMERA_INTERVAL_SECONDS,
      camera: { mastHeightMetres: 5, bearingDegrees: looks, fieldOfViewDegrees: 90, rangeMetres: 60 },
    }),
  )
  return [...masts, ...checkpoints]
}
