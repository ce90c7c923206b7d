import { describe, expect, it } from 'vitest'
import type { IncidentRecord } from '../../server/domain/facts.ts'
import type { Gathered } from '../../server/notifying/gathering.ts'
import { plansOf } from '../../server/notifying/planning.ts'
import type { ChannelRow } from '../../server/store/channels.ts'
import type { NoticeRow } from '../../server/store/notices.ts'
import { aResponse, NOON } from '../support/a-response.ts'

const GATEWAY: ChannelRow = {
  id: 'sim',
  channel: 'sim-http',
  name: 'sim',
  settings: {
    form: { url: 'http://10.0.0.9/send', method: 'POST', encoding: 'json' },
    fields: { to: 'to', text: 'text' },
  },
  areaIds: [],
  kinds: null,
  severities: null,
  rank: 1,
  enabled: true,
  updatedAt: NOON,
  okAt: NOON,
  failedAt: null,
  failure: null,
  code: null,
  illSince: null,
  testedAt: null,
  selfTestAt: null,
  selfTestedAt: null,
}

/** What is handed over of a notice to the officer that nobody took notice of something. */
function handedOver(incident: IncidentRecord): number {
  const row: NoticeRow = {
    id: 'n',
    incidentId: incident.id,
    personId: 'o',
    channelId: null,
    alertId: null,
    occasion: 'unanswered',
    urgency: 0,
    revision: 1,
    detail: {},
    createdAt: NOON,
    updatedAt: NOON,
    dueAt: NOON,
    holder: null,
    heldUntil: null,
    answerCall: null,
  }
  const gathered: Gathered = {
    incidents: new Map([[incident.id, incident]]),
    channels: [GATEWAY],
    tries: [],
    given: [],
    reach: new Map([['o', { id: 'o', phone: '13800000001', wecomUser: null, email: null }]]),
    pushed: new Set(),
    answerCalls: [],
    areas: new Map(),
    dutyRoomPhones: new Map(),
    elsewhere: new Set(),
  }
  const now = new Date(NOON.getTime() + 1000)
  return plansOf([row], gathered, { underWay: new Map(), now, zone: 'Asia/Shanghai' }).flatMap(({ going }) => going)
    .length
}

describe('that nobody has taken notice', () => {
  const story = aResponse()
  const [call] = story.incident.alerts
  const calledTo = (change: Partial<IncidentRecord>): IncidentRecord => {
    const officer = {
      ...story.incident.alerts[0],
      id: 'of-o',
      personId: 'o',
      state: 'sent',
    } as IncidentRecord['alerts'][number]
    return { ...story.incident, answered: null, ...change, alerts: [...(change.alerts ?? []), officer] }
  }
  const goes = { ...call, state: 'accepted', arrivedAt: NOON.toISOString() } as IncidentRecord['alerts'][number]
  const silent = { ...goes, silentAt: NOON.toISOString(), stalledAt: NOON.toISOString() }

  it('is told while it goes on, and not when it is put down as handled', () => {
    expect(handedOver(calledTo({ alerts: [goes] }))).toBe(1)
    expect(handedOver(calledTo({ alerts: [goes], handling: 'handled', handledBy: 'a' }))).toBe(0)
  })

  it('is told of somebody who is missing though it was put down as handled, until it is closed', () => {
    const missing = calledTo({ alerts: [silent], handling: 'handled', handledBy: 'a' })
    expect(handedOver(missing)).toBe(1)
    expect(handedOver({ ...missing, closedAt: NOON.toISOString() })).toBe(0)
  })
})
