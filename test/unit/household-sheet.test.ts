import { describe, expect, it } from 'vitest'
import type { HouseholdToVisit } from '../../shared/household.ts'
import { inVisitingOrder, keptSheet, sheetRows } from '../../web/src/lib/phone/household-sheet.ts'
import type { Entry, EntryState } from '../../web/src/lib/phone/outbox.ts'

const AT = '2026-11-29T02:00:00.000Z'
const house = (id: string, change: Partial<HouseholdToVisit> = {}): HouseholdToVisit => ({
  id,
  head: id,
  phone: null,
  people: 3,
  occupied: true,
  needHelp: 0,
  masked: false,
  distanceMetres: 100,
  zoneId: 'z',
  villageId: 'v',
  answer: null,
  ...change,
})
const said = (state: 'told' | 'moved', at = AT) => ({ state, people: null, note: null, personId: 'other', at })
const entry = (order: number, householdState: 'told' | 'moved', state: EntryState, at = AT): Entry => ({
  id: `e${order}`,
  personId: 'me',
  stream: 'i',
  order,
  quiet: false,
  state,
  job: {
    type: 'action',
    incidentId: 'i',
    body: { id: `e${order}`, action: 'household', at, householdId: 'a', householdState },
  },
})
const stateOf = (entries: Entry[], household = house('a')) => {
  const [row] = sheetRows([household], entries, { personId: 'me', incidentId: 'i' })
  return [row?.state, row?.waits]
}

describe('the household sheet of a phone', () => {
  it('shows what was tapped without signal as said, and the last of several taps', () => {
    expect(stateOf([])).toEqual([null, false])
    expect(stateOf([entry(1, 'told', { name: 'waiting' }), entry(2, 'moved', { name: 'waiting' })])).toEqual([
      'moved',
      true,
    ])
  })

  it('lets a later word of somebody else stand, once its own was sent', () => {
    const later = house('a', { answer: said('moved', '2026-11-29T02:05:00.000Z') })
    expect(stateOf([entry(1, 'told', { name: 'received', at: AT, incidentId: null })], later)).toEqual(['moved', false])
    expect(stateOf([entry(1, 'told', { name: 'waiting' })], later)).toEqual(['told', true])
  })

  it('forgets what was refused, and what another did on this phone', () => {
    const refused = { name: 'refused', problem: { status: 422, code: 'invalid' } } as unknown as EntryState
    expect(stateOf([entry(1, 'told', refused)])).toEqual([null, false])
    expect(stateOf([{ ...entry(1, 'told', { name: 'waiting' }), personId: 'another' }])).toEqual([null, false])
  })

  it('begins where nobody has been, with those who need help', () => {
    const list = [
      house('done', { answer: said('told') }),
      house('far', { distanceMetres: 900 }),
      house('near'),
      house('old', { needHelp: 1, distanceMetres: 2000 }),
      house('helped', { needHelp: 2, answer: said('moved') }),
    ]
    expect(inVisitingOrder(list).map(({ id }) => id)).toEqual(['old', 'near', 'far', 'helped', 'done'])
  })

  it('is read back for the same roll call only', () => {
    const kept = { incidentId: 'i', items: [house('a')] }
    expect(keptSheet(kept, 'i')).toEqual(kept.items)
    for (const other of [null, 'x', {}, { incidentId: 'i', items: 1 }, { ...kept, incidentId: 'j' }])
      expect(keptSheet(other, 'i')).toBeNull()
  })
})
