import { describe, expect, it } from 'vitest'
import { createTurns, type Lane } from '../../server/accounts/turns.ts'

const stranger = (name: string): Lane => ({ group: 'strangers', name })

/** What takes its turn writes its name down, and waits to be told to end. */
function crowd(limits: { most: number; mostOfOne: number }) {
  const turns = createTurns({ atOnce: 1, ...limits })
  const begun: string[] = []
  const refused: string[] = []
  const ends: (() => void)[] = []
  return {
    begun,
    refused,
    come(lane: Lane, name: string) {
      void turns.take(lane).then((end) => {
        if (end === null) refused.push(name)
        else {
          begun.push(name)
          ends.push(end)
        }
      })
    },
    /** Ends every turn, one after the other, until nobody waits. */
    async goOn() {
      await settled()
      for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
        end()
        await settled()
      }
    },
  }
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('turns', () => {
  it('are taken by address, so that nobody waits behind all that another has sent', async () => {
    const { come, begun, goOn } = crowd({ most: 100, mostOfOne: 100 })
    for (let n = 0; n < 6; n++) come(stranger('flood'), `flood ${n}`)
    come(stranger('villager'), 'villager')
    await goOn()
    expect(begun.indexOf('villager')).toBe(2)
    expect(begun).toHaveLength(7)
  })

  it('of a device that is known come at once, from however many addresses others flood', async () => {
    const { come, begun, refused, goOn } = crowd({ most: 50, mostOfOne: 5 })
    for (let n = 0; n < 80; n++) come(stranger(`address ${n}`), `flood ${n}`)
    come({ group: 'known', name: 'the duty room' }, 'duty')
    come({ group: 'program', name: '' }, 'a camera')
    await goOn()
    expect(begun.slice(2, 4)).toEqual(['duty', 'a camera'])
    expect([begun.length, refused.length]).toEqual([53, 29])
  })

  it('are refused to an address that has too many waiting', async () => {
    const { come, begun, refused, goOn } = crowd({ most: 100, mostOfOne: 3 })
    for (let n = 0; n < 10; n++) come(stranger('flood'), `flood ${n}`)
    await goOn()
    expect(begun).toEqual(['flood 0', 'flood 1', 'flood 2', 'flood 3'])
    expect(refused).toHaveLength(6)
  })

  it('where all places are taken are given up by whoever holds most of them', async () => {
    const { come, begun, refused, goOn } = crowd({ most: 6, mostOfOne: 3 })
    for (let n = 0; n < 9; n++) come(stranger(`flood ${n % 2}`), `flood ${n}`)
    come(stranger('villager'), 'villager')
    await goOn()
    expect(begun).toContain('villager')
    expect(refused).not.toContain('villager')
    expect(begun).toHaveLength(7)
  })
})
