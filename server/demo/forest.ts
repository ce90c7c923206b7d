import { type Point, distanceMetres, pointAt } from './plane.ts'
import { between, seededRandom } from './random.ts'
import { type Shape, TOWNSHIP_ID, type ZoneShape } from './village-shapes.ts'

/** Ground beside the tree: a forest block or a hazard zone, and the villages whose people watch it. */
export type BesideShape = Shape & { villageId: string; helperVillageId: string }

type Outline = {
  id: string
  name: string
  middle: Point
  radiusMetres: number
  villageId: string
  helperVillageId: string
}

// prettier-ignore
const FOREST: readonly Outline[] = [
  { id: 'forest-nangou', name: '南沟林班', middle: [-80, -1480], radiusMetres: 820, villageId: 'tulingdi', helperVillageId: 'yanhuigou' },
  { id: 'forest-beiliang', name: '北梁林班', middle: [-150, 1900], radiusMetres: 800, villageId: 'tulingdi', helperVillageId: 'liuwan' },
  { id: 'forest-dongshan', name: '东山林班', middle: [2000, 950], radiusMetres: 900, villageId: 'songshuliang', helperVillageId: 'tulingdi' },
  { id: 'forest-xiliang', name: '西梁林班', middle: [-2150, 150], radiusMetres: 800, villageId: 'huaihualing', helperVillageId: 'tulingdi' },
  { id: 'forest-songshu', name: '松树梁林班', middle: [4100, 1850], radiusMetres: 850, villageId: 'songshuliang', helperVillageId: 'shibanping' },
  { id: 'forest-yanhui', name: '雁回山林班', middle: [1250, -3650], radiusMetres: 850, villageId: 'yanhuigou', helperVillageId: 'qingshuiquan' },
  { id: 'forest-baicao', name: '白草坡林班', middle: [-2850, -2650], radiusMetres: 850, villageId: 'baicaopo', helperVillageId: 'yanhuigou' },
  { id: 'forest-huaihua', name: '槐花岭林班', middle: [-3500, 2350], radiusMetres: 800, villageId: 'huaihualing', helperVillageId: 'liuwan' },
]

// prettier-ignore
const HAZARDS: readonly Outline[] = [
  { id: 'hazard-nangou', name: '南沟泥石流隐患点', middle: [-420, -1120], radiusMetres: 190, villageId: 'tulingdi', helperVillageId: 'tulingdi' },
  { id: 'hazard-laoyaogou', name: '老窑沟滑坡隐患点', middle: [620, 1250], radiusMetres: 150, villageId: 'tulingdi', helperVillageId: 'tulingdi' },
  { id: 'hazard-qingshuiquan', name: '清水泉山洪危险区', middle: [3350, -2650], radiusMetres: 230, villageId: 'qingshuiquan', helperVillageId: 'qingshuiquan' },
]

/** The forest blocks (林班) and hazard zones (隐患点). Forest keeps clear of every zone: it lies in grids, in nobody's zone. */
export function besideTheTree(zones: readonly ZoneShape[]): BesideShape[] {
  const random = seededRandom(77)
  const settled = zones.flatMap((zone) => zone.ring)
  const shapesOf = (outlines: readonly Outline[], level: 'forest-block' | 'hazard-zone'): BesideShape[] =>
    outlines.map(({ id, name, middle, radiusMetres, villageId, helperVillageId }, at) => {
      const phase = between(random, 0, 6)
      const near = settled.filter((house) => distanceMetres(house, middle) < radiusMetres * 1.4 + 130)
      const ring = Array.from({ length: 40 }, (_, step): Point => {
        const lobes =
          0.16 * Math.sin(phase + (step * Math.PI) / 10) + 0.1 * Math.sin(2 * phase + (step * 3 * Math.PI) / 20)
        const wanted = radiusMetres * (1 + lobes + between(random, -0.05, 0.05))
        let corner = pointAt(middle, -step * 9, 40)
        for (let radius = 55; radius <= wanted; radius += 15) {
          const further = pointAt(middle, -step * 9, radius)
          if (near.some((house) => distanceMetres(house, further) < 130)) break
          corner = further
        }
        return corner
      })
      const code = `${level === 'forest-block' ? 'LB' : 'YH'}140431299${String(at + 1).padStart(3, '0')}`
      return { id, code, level, name, parentId: TOWNSHIP_ID, ring, villageId, helperVillageId }
    })
  return [...shapesOf(FOREST, 'forest-block'), ...shapesOf(HAZARDS, 'hazard-zone')]
}
