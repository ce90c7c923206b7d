import { describe, expect, it } from 'vitest'
import { type WeekHours, weekHoursSchema } from '../../shared/week-hours.ts'
import { isArmed } from '../../server/domain/arming.ts'

const NIGHT: WeekHours = { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }
const by = (...armedSchedule: WeekHours[]) => ({ armed: false, armedSchedule })
/** A moment by the clock of Shanxi, eight hours before that of Greenwich; 2026-11-23 is a Monday. */
const at = (local: string) => new Date(`${local}:00.000+08:00`)
const armedAt = (local: string, ...hours: WeekHours[]) => isArmed(by(...hours), at(local), 'Asia/Shanghai')

describe('a device', () => {
  it('is armed by its switch whatever the hours, and never without either', () => {
    expect(isArmed({ armed: true, armedSchedule: [] }, at('2026-11-23T12:00'), 'Asia/Shanghai')).toBe(true)
    expect(isArmed({ armed: false, armedSchedule: null }, at('2026-11-23T23:00'), 'Asia/Shanghai')).toBe(false)
    expect(isArmed({ armed: false }, at('2026-11-23T23:00'), 'Asia/Shanghai')).toBe(false)
  })

  it.each([
    ['2026-11-23T21:59', false],
    ['2026-11-23T22:00', true],
    ['2026-11-23T23:59', true],
    ['2026-11-24T00:00', true],
    ['2026-11-24T05:59', true],
    ['2026-11-24T06:00', false],
  ])('armed over midnight is so at %s: %s', (local, armed) => {
    expect(armedAt(local, NIGHT)).toBe(armed)
  })

  it('armed from Saturday evening is so until Sunday morning, and not on Saturday morning', () => {
    const saturdays: WeekHours = { ...NIGHT, days: [6] }
    expect(armedAt('2026-11-28T05:00', saturdays)).toBe(false)
    expect(armedAt('2026-11-28T22:30', saturdays)).toBe(true)
    expect(armedAt('2026-11-29T05:00', saturdays)).toBe(true)
    expect(armedAt('2026-11-29T22:30', saturdays)).toBe(false)
  })

  it('armed a whole day is so to its last minute and no longer', () => {
    const sunday: WeekHours = { days: [7], from: '00:00', to: '24:00' }
    expect(armedAt('2026-11-29T00:00', sunday)).toBe(true)
    expect(armedAt('2026-11-29T23:59', sunday)).toBe(true)
    expect(armedAt('2026-11-30T00:00', sunday)).toBe(false)
  })

  it('armed for a fire ban is so from the evening of its first date to the morning after its last', () => {
    const ban: WeekHours = { ...NIGHT, firstDate: '2026-11-24', lastDate: '2026-11-25' }
    expect(armedAt('2026-11-24T05:00', ban)).toBe(false)
    expect(armedAt('2026-11-24T22:00', ban)).toBe(true)
    expect(armedAt('2026-11-26T05:59', ban)).toBe(true)
    expect(armedAt('2026-11-26T22:00', ban)).toBe(false)
  })

  it('goes by the clock of the township and not by that of the machine or of Greenwich', () => {
    const moment = new Date('2026-11-23T14:30:00.000Z')
    expect(isArmed(by(NIGHT), moment, 'Asia/Shanghai')).toBe(true)
    expect(isArmed(by(NIGHT), moment, 'Asia/Urumqi')).toBe(false)
    expect(isArmed(by(NIGHT), moment, 'UTC')).toBe(false)
  })

  it('keeps to the clock on the wall where clocks are turned', () => {
    const berlin = (utc: string) => isArmed(by(NIGHT), new Date(utc), 'Europe/Berlin')
    expect(berlin('2026-03-29T03:59:00.000Z')).toBe(true)
    expect(berlin('2026-03-29T04:00:00.000Z')).toBe(false)
    expect(berlin('2026-10-25T04:59:00.000Z')).toBe(true)
    expect(berlin('2026-10-25T05:00:00.000Z')).toBe(false)
  })
})

describe('armed hours', () => {
  it.each([
    [{ days: [], from: '22:00', to: '06:00' }, 'days'],
    [{ days: [8], from: '22:00', to: '06:00' }, 'days.0'],
    [{ days: [1, 1], from: '22:00', to: '06:00' }, 'days'],
    [{ days: [1], from: '24:00', to: '06:00' }, 'from'],
    [{ days: [1], from: '9:00', to: '25:00' }, 'from'],
    [{ days: [1], from: '06:00', to: '06:00' }, 'to'],
    [{ days: [1], from: '06:00', to: '07:00', firstDate: '2026-02-30' }, 'firstDate'],
    [{ days: [1], from: '06:00', to: '07:00', firstDate: '2026-03-02', lastDate: '2026-03-01' }, 'lastDate'],
  ])('that say nothing sensible are refused: %j', (hours, field) => {
    const read = weekHoursSchema.safeParse(hours)
    expect(read.error?.issues[0]?.path.join('.')).toBe(field)
  })
})
