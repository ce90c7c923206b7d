import type { Decisions } from '../decisions.ts'
import { bare, holdsAt } from '../domain/arrangement.ts'
import { type Asked, type HandOver, handOver } from '../domain/succession.ts'
import { answererFaults, ARRANGEMENT_CHANGE, type Fault } from '../registry.ts'
import { rowsOfRewrite } from '../store/registry.ts'

/** What came of a hand-over; `fields` names what of the body is wrong. */
export type HandOverOutcome =
  | { ok: true; handedOver: HandOver['handedOver'] }
  | { ok: false; reason: 'unknown-person' }
  | { ok: false; reason: 'invalid'; fields: Fault[] }

/** Handing duties over: one step, whatever their number. */
export function createSucceeding(decisions: Decisions) {
  return {
    handOver: (asked: Asked): Promise<HandOverOutcome> =>
      decisions.decide<HandOverOutcome>(async (_facts, { now, newId }) => {
        const versions = await decisions.versions()
        const isPerson = (id: string) => versions.people.some((row) => row.id === id)
        if (!isPerson(asked.fromPersonId)) return { result: { ok: false, reason: 'unknown-person' }, step: null }
        const theirs = new Set(
          versions.responsibilities.flatMap(({ id, personId }) => (personId === asked.fromPersonId ? [id] : [])),
        )
        const then = new Map(
          versions.people
            .filter((row) => row.id === asked.toPersonId && holdsAt(row, asked.from))
            .map((row) => [row.id, row]),
        )
        const fields: Fault[] = [
          ...(then.size > 0
            ? answererFaults('toPersonId', asked.toPersonId, { people: then })
            : [{ field: 'toPersonId', message: `there is no person ${asked.toPersonId} then` }]),
          ...(asked.toPersonId === asked.fromPersonId
            ? [{ field: 'toPersonId', message: 'nobody hands over to themselves' }]
            : []),
          ...(asked.only ?? []).flatMap((id, at) =>
            theirs.has(id)
              ? []
              : [{ field: `duties.${at}`, message: `${id} is none of this person's responsibilities` }],
          ),
        ]
        if (fields.length > 0) return { result: { ok: false, reason: 'invalid', fields }, step: null }
        const { rewrite, handedOver } = handOver(versions.responsibilities, asked, newId)
        const result: HandOverOutcome = { ok: true, handedOver }
        if (rewrite.supersede.length === 0) return { result, step: null }
        const append = rewrite.append.map(({ row, copyOf }) => {
          const { versionId, validFrom, validUntil } = row
          return { row: { ...bare(row), versionId, validFrom, validUntil }, copyOf }
        })
        const rows = rowsOfRewrite('responsibilities', { ...rewrite, append }, now)
        return { result, step: { ...rows, changes: [ARRANGEMENT_CHANGE], arranges: true } }
      }),
  }
}
