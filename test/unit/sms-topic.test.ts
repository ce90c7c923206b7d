import { describe, expect, it } from 'vitest'
import type { Viewer } from '#shared/session.ts'
import { arrangementAt } from '../../server/domain/arrangement.ts'
import { maySeeKept, smsTopic } from '../../server/domain/sms-topic.ts'
import { township } from '../support/made-up-township.ts'

const arrangement = arrangementAt(township(), new Date('2026-11-28T04:00:00Z'))
const viewer = (roles: Viewer['roles'], areaIds: string[] | null): Viewer => {
  return { personId: 'x', name: 'x', roles, duties: [], areaIds }
}
const ofA = { reason: 'sms-no-absence', topic: smsTopic('gateway', 'a') }
const ofNobody = { reason: 'sms-unknown-sender', topic: smsTopic('gateway', null) }
const ofDevice = { reason: 'not-json', topic: 'sms/gateway/a' }

describe('a short message that nobody understood', () => {
  const sees = (who: Viewer) => [ofA, ofNobody, ofDevice].map((row) => maySeeKept(who, row, arrangement))

  it('is read by the duty room of whose number it came from, not by that of another township', () => {
    expect(sees(viewer(['duty'], ['t', 'v1', 'g1', 'z1']))).toEqual([true, true, true])
    expect(sees(viewer(['duty'], ['v2']))).toEqual([false, false, true])
  })

  it('is read by who sees all and answers, not by who inspects', () => {
    expect(sees(viewer(['duty'], null))).toEqual([true, true, true])
    expect(sees(viewer(['admin'], null))).toEqual([true, true, true])
    expect(sees(viewer(['reviewer'], null))).toEqual([false, false, true])
  })
})
