import type { LngLat } from '#shared/geo.ts'
import type { PersonCard } from '#shared/person.ts'
import { planTrialBodySchema, type Trial } from '#shared/plan-trial.ts'
import type { Plan } from '#shared/plan.ts'
import type { Database } from '../../db/connect.ts'
import type { Decisions } from '../decisions.ts'
import { type Arrangement, arrangementAt, holdsAt, type Version } from '../domain/arrangement.ts'
import { type PlaceTrial, tryAt, withPlan } from '../domain/plan-trial.ts'
import type { Checking } from '../registry.ts'
import { NOUNS } from '../registry.ts'
import { personCards } from '../store/people.ts'
import { knownCard } from './known-card.ts'
import { json, parsed, Refusal, type Route } from './route.ts'

/** What a plan is called that has no id yet. */
const UNSAVED = 'unsaved'

/** A plan tried at a place before it is saved; nothing is written. */
export function planTrialRoutes(parts: { database: Database; decisions: Decisions; now: () => Date }): Route[] {
  const { database, decisions, now } = parts
  return [
    {
      method: 'post',
      path: '/api/plans/try',
      who: 'signed-in',
      roles: ['admin', 'duty', 'leader'],
      scope: 'viewer',
      says: 'Whom a plan would call for a place at a moment, beside whom the saved plans would; writes nothing.',
      takes: planTrialBodySchema,
      async handle({ body, viewer }) {
        const { id, plan, kind, severity, lng, lat, at } = parsed(planTrialBodySchema, body)
        const moment = at == null ? now() : new Date(at)
        const saved = arrangementAt(await decisions.versions(), moment)
        const tried = planOf(id ?? UNSAVED, plan, {
          arrangement: saved,
          versions: await decisions.versions(),
          now: now(),
        })
        const { timeZone } = await decisions.facts()
        const place = { kind, severity, location: [lng, lat] satisfies LngLat as LngLat, at: moment, timeZone }
        const holds = holdsAt(tried, moment)
        const trials = [
          tryAt(holds ? withPlan(saved, tried) : withoutPlan(saved, tried.id), place),
          tryAt(saved, place),
        ]
        const cards = await personCards(database, idsOf(trials))
        const people = new Map(cards.map((card) => [card.id, card]))
        const cardOf = (personId: string | null) => knownCard(viewer, personId, people, saved)
        const [withIt, without] = trials.map((trial) => wire(trial, moment, tried.id, cardOf))
        return json({ tried: withIt, saved: without })
      },
    },
  ]
}

/** The plan as a PUT of the same body would keep it, or a refusal that names what is wrong. */
function planOf(
  id: string,
  body: Body,
  { arrangement, versions, now }: Pick<Checking, 'arrangement' | 'versions' | 'now'>,
): Version<Plan> {
  const known = arrangement.plans.find((plan) => plan.id === id) ?? null
  const alongside = new Map<string, never>()
  const checking: Checking = { arrangement, versions, id, alongside, known, tokenHash: null, now }
  // The schema of the noun has checked the body.
  const faults = NOUNS.plans.faults(body as never, checking)
  if (faults.length > 0)
    throw new Refusal('invalid', {
      fields: faults.map(({ field, message }) => ({ field: `plan.${field}`, message })),
    })
  const { validFrom, validUntil } = body
  // The fields of a plan's versions have the types of its wire form.
  const fields = NOUNS.plans.fields(body as never, checking) as Omit<Plan, 'id'>
  return {
    ...fields,
    id,
    versionId: id,
    validFrom: validFrom == null ? null : new Date(validFrom),
    validUntil: validUntil == null ? null : new Date(validUntil),
  }
}
type Body = ReturnType<typeof planTrialBodySchema.parse>['plan']

function withoutPlan(arrangement: Arrangement, id: string): Arrangement {
  return { ...arrangement, plans: arrangement.plans.filter((plan) => plan.id !== id) }
}

function idsOf(trials: readonly PlaceTrial[]): string[] {
  return [
    ...new Set(
      trials.flatMap(({ chain, informed }) => [...chain, ...informed].flatMap(({ personId }) => personId ?? [])),
    ),
  ]
}

function wire(
  { plan, areas, chain, respondersNeeded, tiers, informed, restsUntil }: PlaceTrial,
  at: Date,
  triedId: string,
  cardOf: (personId: string | null) => PersonCard | null,
): Trial {
  return {
    at: at.toISOString(),
    planId: plan?.id === UNSAVED ? null : (plan?.id ?? null),
    isTried: plan?.id === triedId,
    areas: areas.map(({ id, code, level, name, parentId }) => ({ id, code, level, name, parentId })),
    chain: chain.map((link) => ({ ...link, person: cardOf(link.personId) })),
    respondersNeeded,
    restsUntil,
    tiers,
    informed: informed.map(({ personId, duty, areaId }) => ({ personId, duty, areaId, person: cardOf(personId) })),
  }
}
