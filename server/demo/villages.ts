import type { Point } from './plane.ts'

/** One grid: the point around which its people live, in metres, and how many households each of its zones has. */
export type GridPlan = { site: Point; zoneSizes: readonly number[] }

/** One village as the demo is laid out: its id, its name, and its grids around the points where people live. */
export type VillagePlan = { id: string; name: string; grids: readonly GridPlan[] }

/**
 * The villages of the demo township. 土岭底村 has the figures of the model village: 85 households in 3 grids and 11 zones.
 * The seven neighbours are invented and bring the township to 600 households.
 */
export const VILLAGE_PLANS: readonly VillagePlan[] = [
  {
    id: 'tulingdi',
    name: '土岭底村',
    grids: [
      { site: [-250, 850], zoneSizes: [7, 8, 7, 7] },
      { site: [1000, -550], zoneSizes: [7, 7, 7, 7] },
      { site: [-1150, -700], zoneSizes: [9, 10, 9] },
    ],
  },
  {
    id: 'liuwan',
    name: '柳湾村',
    grids: [
      { site: [-600, 2950], zoneSizes: [8, 9, 9] },
      { site: [1350, 2650], zoneSizes: [8, 8, 9] },
      { site: [350, 4650], zoneSizes: [7, 8, 8] },
    ],
  },
  {
    id: 'shibanping',
    name: '石板坪村',
    grids: [
      { site: [3150, 2150], zoneSizes: [6, 6, 6, 6] },
      { site: [3250, 4050], zoneSizes: [9, 8, 9] },
      { site: [5050, 2950], zoneSizes: [7, 8, 8] },
    ],
  },
  {
    id: 'songshuliang',
    name: '松树梁村',
    grids: [
      { site: [2950, 100], zoneSizes: [9, 8, 8] },
      { site: [4850, 850], zoneSizes: [8, 8, 8] },
      { site: [4600, -1150], zoneSizes: [6, 7, 6, 6] },
    ],
  },
  {
    id: 'qingshuiquan',
    name: '清水泉村',
    grids: [
      { site: [2650, -2150], zoneSizes: [7, 7, 6, 6] },
      { site: [4150, -3250], zoneSizes: [8, 8, 8] },
      { site: [2250, -4150], zoneSizes: [8, 7, 8] },
    ],
  },
  {
    id: 'yanhuigou',
    name: '雁回沟村',
    grids: [
      { site: [450, -2900], zoneSizes: [8, 9, 8] },
      { site: [-350, -4750], zoneSizes: [8, 8, 9] },
      { site: [-1750, -3300], zoneSizes: [6, 6, 6, 6] },
    ],
  },
  {
    id: 'baicaopo',
    name: '白草坡村',
    grids: [
      { site: [-3050, -1450], zoneSizes: [9, 9, 8] },
      { site: [-4900, -600], zoneSizes: [8, 8, 7] },
      { site: [-3750, -3300], zoneSizes: [6, 6, 6, 6] },
    ],
  },
  {
    id: 'huaihualing',
    name: '槐花岭村',
    grids: [
      { site: [-2450, 1250], zoneSizes: [8, 8, 8] },
      { site: [-4400, 1450], zoneSizes: [8, 9, 8] },
      { site: [-3000, 3300], zoneSizes: [8, 8, 9] },
    ],
  },
]
