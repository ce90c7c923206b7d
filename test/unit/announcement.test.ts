import { describe, expect, it } from 'vitest'
import type { Incident } from '#shared/incident.ts'
import { announcementOf } from '#lib/alarm/announcement.ts'
import { attentionQueue } from '#lib/alarm/queue.ts'
import { soundOf } from '#lib/alarm/sounding.ts'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { anIncident } from '../support/an-incident.ts'

overwriteGetLocale(() => 'zh')
const at = '2026-11-29T13:00:00.000Z'
const nowMs = Date.parse(at) + 5_000
const known = { areas: new Map(), people: new Map() }

function said(...changes: Partial<Incident>[]): string | null {
  const queue = attentionQueue(
    changes.map((change, n) => ({
      ...anIncident(`i-${n}`, at),
      kind: 'fire' as const,
      severity: 'extreme' as const,
      ...change,
    })),
    nowMs,
  )
  return announcementOf(queue, soundOf(queue, nowMs), known)?.words ?? null
}

describe('what a wall says aloud', () => {
  it('is the gravest alarm that nobody has taken notice of, with its place', () => {
    const near = { name: '大槐树', distanceMetres: 170, bearingDegrees: 180 }
    expect(said({ kind: 'flood', severity: 'severe' }, { near })).toMatch(/^紧急，疑似火情。.*大槐树以南170米。$/)
  })

  it('is nothing for what is ordinary, silenced, attended or only recalled', () => {
    expect(said()).toBeNull()
    expect(said({ kind: 'infrastructure', severity: 'minor' })).toBeNull()
    expect(said({ answered: { at, personId: 'duty' } })).toBeNull()
    expect(said({ condition: 'cleared', clearedAt: at, kind: 'infrastructure', severity: 'severe' })).toBeNull()
  })

  it('says of a drill that it is one, and gives way to what is real', () => {
    expect(said({ exercise: true })).toMatch(/^这是演练。紧急，疑似火情。/)
    expect(said({ exercise: true }, { kind: 'flood', severity: 'severe' })).toMatch(/^重要，/)
  })
})
