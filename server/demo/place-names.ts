import type { PlaceName } from '#shared/household.ts'
import { type Point, toLngLat } from './plane.ts'

/** Where the demo's hill fire burns: on the hillside above 南沟, in nobody's zone. */
export const NANGOU_FIRE: Point = [-60, -1370]

/** Gullies, ridges, trees and springs by the names people use, in metres from the middle of 土岭底村. */
const NAMED: readonly (readonly [id: string, name: string, east: number, north: number])[] = [
  ['nangou', '南沟', -120, -1330],
  ['beiliang', '北梁', -150, 1950],
  ['dahuaishu', '大槐树', -60, 760],
  ['shuimowan', '水磨湾', 560, -60],
  ['laoyaogou', '老窑沟', 640, 1260],
  ['dongshanding', '东山顶', 2050, 940],
  ['xiliang', '西梁', -2150, 260],
  ['shangzhuang', '上庄', 850, -380],
  ['xiahe', '下河', 1250, -850],
  ['miaowan', '庙湾', -1020, -480],
  ['yangquangou', '羊圈沟', -1650, -1150],
  ['shiqiaotou', '石桥头', 260, 180],
  ['nianpan', '碾盘', -420, 1080],
  ['hongtuya', '红土崖', 1500, 250],
  ['jiulongquan', '九眼泉', -650, 150],
  ['fentoupo', '坟头坡', -1550, 80],
  ['sandaowan', '三道弯', 330, -1750],
  ['liuwanhekou', '柳湾河口', -200, 2750],
  ['doushupo', '椴树坡', 900, 3650],
  ['heilongtan', '黑龙潭', 650, 4300],
  ['shibanhe', '石板河', 3000, 2500],
  ['yingzuiya', '鹰嘴崖', 5150, 3560],
  ['songshuding', '松树顶', 4300, 1750],
  ['daohuigou', '倒回沟', 3700, 250],
  ['lanniwan', '烂泥湾', 4750, -700],
  ['quanyan', '泉眼', 2850, -2300],
  ['shenshuigou', '深水沟', 3500, -2750],
  ['yanziya', '燕子崖', 1350, -3600],
  ['huiyanling', '回雁岭', -700, -4050],
  ['duntai', '墩台', -1650, -2450],
  ['baicaogou', '白草沟', -3300, -1800],
  ['muchangliang', '牧场梁', -4550, -2060],
  ['huaihuawan', '槐花湾', -2700, 1500],
  ['langwogou', '狼窝沟', -3600, 2400],
  ['xitiangou', '西天沟', -4700, 700],
]

/** The place names (小地名) of the demo township. */
export function townshipPlaceNames(): PlaceName[] {
  return NAMED.map(([id, name, east, north]) => ({ id: `name-${id}`, name, location: toLngLat([east, north]) }))
}
