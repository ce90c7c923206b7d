import type { Kind } from '#shared/kinds.ts'
import {
  NO_CLOCKS,
  type Plan,
  PLAN_DEFAULTS,
  type PlanClocks,
  type Tier,
  usualArrival,
  usualCheckIn,
  usualReports,
  VERIFY_WAIT_SECONDS,
} from '#shared/plan.ts'
import type { Duty } from '#shared/responsibility.ts'

function tier(waitSeconds: number, ...duties: Duty[]): Tier {
  return { duties, waitSeconds }
}

/** Two, three and three minutes: the climb of whatever threatens nobody's life at once. */
const USUAL = [tier(120, 'household'), tier(180, 'zone'), tier(180, 'village'), tier(180, 'duty-room')]
/** A minute each where minutes count. */
const URGENT = [tier(60, 'household'), tier(60, 'zone'), tier(60, 'village'), tier(60, 'duty-room')]
/** Outside the zones nobody answers for households; the cadres of the zones are reached as heads of their grid. */
const OUTSIDE = [tier(120, 'grid-member'), tier(180, 'grid-head', 'village'), tier(180, 'duty-room')]
const OUTSIDE_URGENT = [tier(60, 'grid-member', 'village'), tier(60, 'grid-head'), tier(60, 'duty-room')]
/** In the forest the ranger goes, and the leader of the village knows at once. */
const FOREST = [tier(60, 'ranger', 'village'), tier(60, 'grid-head', 'fire-crew'), tier(60, 'duty-room')]
const HAZARD_GROUND = [tier(60, 'hazard-watcher', 'village'), tier(60, 'grid-head'), tier(60, 'duty-room')]

/** What a single camera sees less surely than this, somebody nearby looks at first. */
const DOUBTED = 0.6

/** Where the climb takes minutes, half an hour to be there and six to have it handled; where nobody hurries, days. */
function deadlines([first]: readonly Tier[]): Pick<PlanClocks, 'arriveSeconds' | 'handleSeconds' | 'closeSeconds'> {
  const isUrgent = first !== undefined && first.waitSeconds < 300
  return isUrgent
    ? { arriveSeconds: 1800, handleSeconds: 6 * 3600, closeSeconds: 24 * 3600 }
    : { arriveSeconds: null, handleSeconds: 3 * 86_400, closeSeconds: 7 * 86_400 }
}

type Rest = { outsideZones?: Tier[]; informed?: Duty[]; respondersNeeded?: number; verifyBelow?: number }

function plan(id: string, name: string, kinds: Kind[], tiers: Tier[], rest: Rest = {}): Plan {
  const { outsideZones = null, informed = [], respondersNeeded = 1, verifyBelow = null } = rest
  return {
    ...PLAN_DEFAULTS,
    id: `plan-${id}`,
    name,
    kinds,
    tiers,
    outsideZones,
    informed,
    respondersNeeded,
    verifyBelow,
    verifyWaitSeconds: VERIFY_WAIT_SECONDS,
    arriveWithinSeconds: usualArrival(tiers),
    checkInSeconds: usualCheckIn(kinds),
    clocks: { ...NO_CLOCKS, ...deadlines(tiers), ...usualReports(kinds) },
  }
}

/**
 * The response plans (预案) of the demo, one for each kind. Two people are needed wherever one alone would be in danger: at a
 * fire, at smoke or heat (which may turn out to be one), in gas, in a flood, at a slope, on a search.
 */
export function townshipPlans(): Plan[] {
  return [
    plan('fire', '火情处置', ['fire'], URGENT, {
      outsideZones: FOREST,
      informed: ['village-secretary'],
      respondersNeeded: 2,
      verifyBelow: DOUBTED,
    }),
    plan('smoke', '烟雾与高温核实', ['smoke', 'heat'], URGENT, {
      outsideZones: FOREST,
      respondersNeeded: 2,
      verifyBelow: DOUBTED,
    }),
    plan('gas', '燃气与煤气中毒处置', ['gas'], URGENT, {
      outsideZones: OUTSIDE_URGENT,
      informed: ['village-doctor'],
      respondersNeeded: 2,
    }),
    plan('sos', '求助应答', ['sos'], URGENT, { outsideZones: OUTSIDE_URGENT, informed: ['village-doctor'] }),
    plan('medical', '突发疾病救助', ['medical'], [tier(60, 'household', 'village-doctor'), ...URGENT.slice(1)], {
      outsideZones: [tier(60, 'village-doctor', 'village'), ...OUTSIDE_URGENT.slice(1)],
    }),
    plan(
      'flood',
      '山洪与地质灾害避险',
      ['flood', 'geohazard'],
      [tier(60, 'household', 'hazard-watcher'), ...URGENT.slice(1)],
      {
        outsideZones: HAZARD_GROUND,
        informed: ['village-secretary'],
        respondersNeeded: 2,
      },
    ),
    plan('missing-person', '走失人员查找', ['missing-person'], USUAL, {
      outsideZones: OUTSIDE,
      informed: ['police', 'village-secretary'],
      respondersNeeded: 2,
    }),
    plan('order', '治安处置', ['intrusion', 'public-order'], [tier(120, 'zone', 'grid-member'), ...USUAL.slice(2)], {
      outsideZones: OUTSIDE,
      informed: ['police'],
    }),
    plan('accident', '事故救援', ['accident'], [tier(60, 'household', 'zone'), ...URGENT.slice(2)], {
      outsideZones: OUTSIDE_URGENT,
      informed: ['police', 'village-doctor'],
      respondersNeeded: 2,
    }),
    plan(
      'dispute',
      '矛盾纠纷调解',
      ['dispute'],
      [tier(900, 'mediator'), tier(900, 'zone'), tier(900, 'village'), tier(900, 'duty-room')],
    ),
    plan(
      'request',
      '群众诉求办理',
      ['request'],
      [tier(900, 'grid-member'), tier(900, 'zone'), tier(900, 'village'), tier(900, 'duty-room')],
    ),
    plan(
      'hazard',
      '安全隐患排查',
      ['hazard', 'infrastructure'],
      [tier(600, 'grid-member'), tier(600, 'zone'), tier(600, 'village'), tier(600, 'duty-room')],
    ),
    plan(
      'epidemic',
      '疫情报告',
      ['epidemic'],
      [tier(300, 'village-doctor'), tier(300, 'village'), tier(300, 'duty-room')],
    ),
    plan('warning', '预警叫应', ['warning'], [tier(180, 'village', 'village-secretary'), tier(180, 'duty-room')], {
      informed: ['zone'],
    }),
    // By day and by night: everybody answers, and goes from door to door.
    {
      ...plan(
        'roll-call',
        '重大预警叫应转移',
        ['warning'],
        [
          tier(180, 'household', 'zone', 'hazard-watcher', 'grid-head', 'village', 'village-secretary'),
          tier(180, 'duty-room'),
        ],
      ),
      severities: ['severe', 'extreme'],
    },
    plan('device-fault', '设备故障', ['device-fault'], [tier(900, 'grid-member'), tier(900, 'duty-room')]),
    plan('other', '其他事件', ['other'], USUAL, { outsideZones: OUTSIDE }),
  ]
}
