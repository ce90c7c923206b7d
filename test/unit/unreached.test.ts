import { describe, expect, it } from 'vitest'
import { SEVERITIES } from '#shared/kinds.ts'
import type { Duty } from '#shared/responsibility.ts'
import type { ArrangedVersions } from '../../server/domain/arrangement.ts'
import { at, NOW, version, TOWNSHIP, coverage, found, WORKER } from '../support/planted-holes.ts'

describe('a plan that would reach nobody before the duty room is a hole', () => {
  const villages = TOWNSHIP.areas.filter(({ level }) => level === 'village').map(({ id }) => id)
  const bare = (...levels: string[]) => ({
    areas: TOWNSHIP.areas.filter(({ level }) => !levels.includes(level)),
    households: [],
  })
  const plan = (id: string, change: object, from: Date | null = null) =>
    TOWNSHIP.plans.filter((one) => one.id === 'plan-fire').map((one) => version({ ...one, ...change, id }, from))
  const watched = (from: Date | null = null) =>
    plan(
      'watched',
      { kinds: ['geohazard'], tiers: [{ duties: ['hazard-watcher'], waitSeconds: 60 }], outsideZones: null },
      from,
    )
  const others = TOWNSHIP.plans.flatMap((one) =>
    one.kinds.includes('geohazard')
      ? one.kinds.length === 1
        ? []
        : [{ ...one, kinds: one.kinds.filter((kind) => kind !== 'geohazard') }]
      : [one],
  )
  const unwatched = TOWNSHIP.responsibilities.filter(({ duty }) => duty !== 'hazard-watcher')
  const undrawn = { ...bare('hazard-zone'), responsibilities: unwatched }
  const holder = (areaId: string, duty: Duty, personId = WORKER) =>
    version({
      id: 'x',
      personId,
      duty,
      areaId,
      kinds: null,
      rank: 'primary',
      hours: null,
      onStatutoryDays: true,
    } as const)

  it('in every village, where it calls the watchers of hazard zones and none is drawn', () => {
    const change = { ...undrawn, plans: [...others, ...watched()] }
    expect(found(change)).toEqual(villages.toSorted().map((id) => `${id} hazard-watcher nobody-holds - now open`))
    expect(coverage(change).areasWithoutHolder).toHaveLength(villages.length)
    expect(coverage(change).gaps[0]?.planId).toBe('watched')
  })

  it('from the day on from which it holds', () => {
    const old = TOWNSHIP.plans.map((one) => ({ ...one, severities: null }))
    const later = watched(at('2026-12-20T00:00')).map((one) => ({ ...one, severities: ['extreme' as const] }))
    expect(found({ ...undrawn, plans: [...old, ...later] })).toEqual(
      villages.toSorted().map((id) => `${id} hazard-watcher nobody-holds - 2026-12-20T00:00 open`),
    )
  })

  it('but not where somebody holds the duty for the village, who can be rung', () => {
    const [first = '', ...rest] = villages.toSorted()
    const change = { ...undrawn, plans: [...others, ...watched()] }
    const held = { ...change, responsibilities: [...unwatched, holder(first, 'hazard-watcher')] }
    expect(found(held)).toEqual(rest.map((id) => `${id} hazard-watcher nobody-holds - now open`))
    const people = TOWNSHIP.people.map((one) => (one.id === WORKER ? { ...one, rings: [] } : one))
    const onlyHere = { ...held, people }
    expect(found(onlyHere)).toContain(`${first} hazard-watcher cannot-be-rung ${WORKER} now open`)
  })

  it('nor where another of its duties is held there, or a hazard zone is drawn', () => {
    const tiers = [
      { duties: ['hazard-watcher' as const], waitSeconds: 60 },
      { duties: ['village' as const], waitSeconds: 60 },
    ]
    const both = watched().map((one) => ({ ...one, tiers }))
    expect(found({ ...undrawn, plans: [...others, ...both] })).toEqual([])
    expect(found({ plans: [...others, ...watched()] })).toEqual([])
  })

  it('in a village without zones and grids, by a plan of those alone', () => {
    const tiers = [{ duties: ['household' as const, 'zone' as const], waitSeconds: 60 }]
    const plans = TOWNSHIP.plans.map((one) => ({ ...one, tiers, outsideZones: null }))
    const gaps = found({ ...bare('zone', 'grid'), plans })
    expect(gaps).toEqual(villages.toSorted().map((id) => `${id} household nobody-holds - now open`))
    // With the duty of the village in it the plan reaches somebody.
    const last = [...tiers, { duties: ['village' as const], waitSeconds: 60 }]
    expect(found({ ...bare('zone', 'grid'), plans: plans.map((one) => ({ ...one, tiers: last })) })).toEqual([])
  })

  it('in a township without villages', () => {
    const change = { ...bare('village', 'grid', 'zone', 'forest-block', 'hazard-zone'), plans: [] }
    expect(found(change)).toEqual(['township village nobody-holds - now open'])
    const responsibilities = [...TOWNSHIP.responsibilities, holder('township', 'zone')]
    expect(found({ ...change, responsibilities })).toEqual([])
  })
})

describe('a kind without a plan', () => {
  const without = (...kinds: string[]) =>
    TOWNSHIP.plans.filter((one) => !one.kinds.some((kind) => kinds.includes(kind)))
  const fire = TOWNSHIP.plans
    .filter(({ id }) => id === 'plan-fire')
    .map((one) => ({ ...one, kinds: ['fire' as const] }))
  const of = (plans: ArrangedVersions['plans']) => coverage({ plans }).withoutPlan.filter(({ kind }) => kind === 'fire')

  it('is one of which some severity has none', () => {
    const plans = [...without('fire'), ...fire.map((one) => ({ ...one, severities: ['extreme' as const] }))]
    const severities = ['severe', 'moderate', 'minor', 'unknown']
    expect(of(plans)).toEqual([{ kind: 'fire', severities, from: NOW.toISOString(), until: null }])
    expect(of([...without('fire'), ...fire])).toEqual([])
  })

  it('is one whose plan ends, until the next begins', () => {
    const [ends, begins] = [at('2026-12-20T00:00'), at('2026-12-22T00:00')]
    const plans = [
      ...without('fire'),
      ...fire.map((one) => ({ ...one, validUntil: ends })),
      ...fire.map((one) => ({ ...one, versionId: 'next', validFrom: begins })),
    ]
    expect(of(plans)).toEqual([
      { kind: 'fire', severities: [...SEVERITIES], from: ends.toISOString(), until: begins.toISOString() },
    ])
  })
})
