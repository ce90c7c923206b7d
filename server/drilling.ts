import type { DrillBody, DrillScore } from '#shared/drill.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../db/connect.ts'
import { type Choice, type Decisions } from './decisions.ts'
import { holdsAt } from './domain/arrangement.ts'
import type { Calling } from './domain/call.ts'
import { dueStepsOf, endedWithDrill, incidentsOfDrill, isDrillOver, madeLoud, playDue } from './domain/drill.ts'
import { drillScore } from './domain/drill-score.ts'
import { stepsOf } from './domain/drill-script.ts'
import { type Facts, type Making, noDecision } from './domain/facts.ts'
import type { Log } from './mqtt/door.ts'
import { stepOf } from './store/decisions.ts'
import { drillById, type DrillRow, runningDrills } from './store/drills.ts'
import { actionsOf, deliveriesOf, incidentIdsOfDrill, standingIncident } from './store/incidents.ts'

type Fault = { field: string; message: string }
/** What became of what somebody wanted of a drill. */
export type DrillOutcome =
  | { ok: true; drill: DrillRow; repeated: boolean }
  | { ok: false; reason: 'not-found' }
  | { ok: false; reason: 'conflict'; detail: string }
  | { ok: false; reason: 'invalid'; fields: Fault[] }

/** Exercises (演练): begun, made loud and ended by people, played and ended in time by the clock. */
export type Drilling = {
  begin(viewer: Viewer, body: DrillBody): Promise<DrillOutcome>
  /** Lets it sound sirens and be told to the county: by a second person, not by whoever began it. */
  makeLoud(viewer: Viewer, id: string): Promise<DrillOutcome>
  end(id: string): Promise<DrillOutcome>
  /** The score as far as it has come. */
  scoreOf(drill: DrillRow): Promise<DrillScore>
  start(): void
  stop(): Promise<void>
}

const LOOK_EVERY_MS = 1000
const NOTHING = { ok: false, reason: 'not-found' } as const

export function createDrilling(parts: {
  database: Database
  decisions: Decisions
  now: () => Date
  log: Log
}): Drilling {
  const { database, decisions, now, log } = parts
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | null = null

  async function scored(drill: DrillRow, at: Date): Promise<DrillScore> {
    const standing = new Map<string, Awaited<ReturnType<typeof standingIncident>>>()
    // What was split off one of them was played by nobody, and is of the drill all the same.
    for (const id of new Set([...drill.incidentIds, ...(await incidentIdsOfDrill(database, drill.id))])) {
      const incident = await standingIncident(database, id)
      if (incident !== null) standing.set(incident.id, incident)
    }
    const played = await Promise.all(
      [...standing.values()].flatMap((incident) => {
        if (incident === null) return []
        const known = Promise.all([actionsOf(database, incident), deliveriesOf(database, incident.id)])
        return [known.then(([actions, deliveries]) => ({ incident, actions, deliveries }))]
      }),
    )
    return drillScore(drill.played, played, at)
  }

  /** A step that writes a drill with what becomes of its incidents. */
  function written(
    drill: DrillRow,
    callings: readonly Calling[],
    making: Making,
    repeated = false,
  ): Choice<DrillOutcome> {
    const step = stepOf(
      {
        ...noDecision(),
        incidents: callings.map(({ incident }) => incident),
        actions: callings.flatMap(({ actions }) => actions),
      },
      making.now,
      making.newId,
    )
    return { result: { ok: true, drill, repeated }, step: { ...step, put: { ...step.put, drills: [drill] } } }
  }

  async function end(id: string): Promise<DrillOutcome> {
    return decisions.decide<DrillOutcome>(async (facts, making) => {
      const drill = await drillById(database, id)
      if (drill === null) return { result: NOTHING, step: null }
      if (drill.endedAt !== null) return { result: { ok: true, drill, repeated: true }, step: null }
      const score = await scored(drill, making.now)
      const callings = incidentsOfDrill(drill, facts).map((incident) => endedWithDrill(incident, drill.id, making))
      return written({ ...drill, endedAt: making.now, score }, callings, making)
    })
  }

  /** Plays what is due; the drill is read anew in the decision, for another process may have been first. */
  async function play(id: string): Promise<void> {
    await decisions.decide<null>(async (facts, making) => {
      const drill = await drillById(database, id)
      const played = drill && playDue(drill, facts, making)
      if (played === null) return { result: null, step: null }
      const step = stepOf(played.decision, making.now, making.newId)
      return { result: null, step: { ...step, put: { ...step.put, drills: [played.drill] } } }
    })
  }

  async function look(): Promise<void> {
    for (const drill of await runningDrills(database)) {
      try {
        // After a long stop nobody is called by steps of what is over.
        if (isDrillOver(drill, now())) await end(drill.id)
        else if (dueStepsOf(drill, now()).length > 0) await play(drill.id)
      } catch (error) {
        // The other drills go on.
        log.error({ error, drillId: drill.id }, 'the steps of a drill could not be played; trying again')
      }
    }
  }

  function lookSafely(): void {
    looking ??= look()
      .catch((error: unknown) => log.error({ error }, 'the drills that go on could not be read; trying again'))
      .finally(() => {
        looking = null
      })
  }

  return {
    async begin(viewer, body) {
      const { placeNames } = await decisions.versions()
      const begun = await decisions.decide<DrillOutcome>(async (facts, making) => {
        const known = await drillById(database, body.id)
        if (known !== null) return { result: again(known, viewer), step: null }
        const names = placeNames.filter((version) => holdsAt(version, making.now))
        const { steps, faults } = stepsOf(body, { areas: facts.arrangement.areas, placeNames: names })
        if (faults.length > 0) return { result: { ok: false, reason: 'invalid', fields: faults }, step: null }
        const other = (await runningDrills(database)).find(({ areaId }) => overlap(areaId, body.areaId, facts))
        if (other !== undefined)
          return { result: { ok: false, reason: 'conflict', detail: `drill ${other.id} goes on there` }, step: null }
        return written(newDrill(viewer, body, steps, making.now), [], making)
      })
      // What is due at once does not wait for the next look.
      if (begun.ok && !begun.repeated) lookSafely()
      return begun
    },
    makeLoud: (viewer, id) =>
      decisions.decide<DrillOutcome>(async (facts, making) => {
        const drill = await drillById(database, id)
        if (drill === null) return { result: NOTHING, step: null }
        if (drill.endedAt !== null)
          return { result: { ok: false, reason: 'conflict', detail: 'it is over' }, step: null }
        if (drill.startedBy === viewer.personId)
          return { result: { ok: false, reason: 'conflict', detail: 'a second person must agree' }, step: null }
        if (drill.loudConfirmedBy !== null) return { result: { ok: true, drill, repeated: true }, step: null }
        const callings = incidentsOfDrill(drill, facts).map((one) => madeLoud(one, drill, viewer.personId, making))
        return written({ ...drill, loudConfirmedBy: viewer.personId }, callings, making)
      }),
    end,
    scoreOf: async (drill) => drill.score ?? (await scored(drill, now())),
    start() {
      timer = setInterval(lookSafely, LOOK_EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}

function again(known: DrillRow, viewer: Viewer): DrillOutcome {
  if (known.startedBy === viewer.personId) return { ok: true, drill: known, repeated: true }
  return { ok: false, reason: 'conflict', detail: 'the id is another person’s' }
}

function newDrill(
  viewer: Viewer,
  { id, areaId, name }: DrillBody,
  script: DrillRow['script'],
  startedAt: Date,
): DrillRow {
  const startedBy = viewer.personId
  const fresh = { played: [], loudConfirmedBy: null, endedAt: null, incidentIds: [], score: null }
  return { id, areaId, name, script, startedBy, startedAt, ...fresh }
}

/** Whether one of two areas lies in the other: two drills there would meet. */
function overlap(a: string, b: string, { arrangement: { lineage } }: Facts): boolean {
  return lineage(a).some(({ id }) => id === b) || lineage(b).some(({ id }) => id === a)
}
