import { afterEach, describe, expect, it } from 'vitest'
import { keepDraft, keptDraft, textIn } from '#lib/kept-draft.ts'
import { keptPlan } from '#lib/desk/plan-draft.ts'

/** A browser's storage, or one that is barred. */
function storeIn(kept: Map<string, string> | null) {
  const barred = () => {
    throw new Error('storage is barred')
  }
  const storage =
    kept === null
      ? { getItem: barred, setItem: barred, removeItem: barred }
      : {
          getItem: (key: string) => kept.get(key) ?? null,
          setItem: (key: string, value: string) => void kept.set(key, value),
          removeItem: (key: string) => void kept.delete(key),
        }
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true })
}

describe('what is typed and not yet sent', () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  afterEach(() => {
    if (before !== undefined) Object.defineProperty(globalThis, 'localStorage', before)
  })

  it('comes back under its name, and is forgotten when it is sent', () => {
    const kept = new Map<string, string>()
    storeIn(kept)
    expect(keepDraft('reply:a', '已收到')).toBe(true)
    expect([keptDraft('reply:a', textIn), keptDraft('reply:b', textIn)]).toEqual(['已收到', null])
    keepDraft('reply:a', null)
    expect(kept.size).toBe(0)
  })
  it('is nothing where it cannot be read, or is something else', () => {
    storeIn(
      new Map([
        ['xiangshao-draft:a', '{'],
        ['xiangshao-draft:b', '7'],
      ]),
    )
    expect([keptDraft('a', textIn), keptDraft('b', textIn), keptDraft('b', keptPlan)]).toEqual([null, null, null])
  })
  it('lasts as long as the page where the browser keeps nothing', () => {
    storeIn(null)
    expect([keepDraft('a', 'x'), keptDraft('a', textIn)]).toEqual([false, null])
  })
})
