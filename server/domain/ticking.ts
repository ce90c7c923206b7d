import type { ActionBody } from '#shared/action.ts'
import type { Tick } from '#shared/checklist.ts'
import { FIRE_RULE } from '#shared/plan.ts'
import type { Refusal } from './act.ts'
import type { IncidentRecord, Making } from './facts.ts'

// What of a checklist was done. The rule of every fire is no box to be ticked: it holds until the end.

type Ticked = Pick<IncidentRecord, 'checklist' | 'ticks'>

/** An incident with a line ticked, or not any more; ticking what is ticked changes nothing. A line that is gone is in the log alone. */
export function ticked(incident: IncidentRecord, body: ActionBody, personId: string, making: Making): IncidentRecord {
  const line = lineNow(incident, body)
  const isTicked = incident.ticks.some((tick) => tick.line === line)
  if (line === null || isTicked === (body.action === 'tick')) return incident
  if (isTicked) return { ...incident, ticks: incident.ticks.filter((tick) => tick.line !== line) }
  const tick = { line, at: doneAt(incident, body, making), personId }
  return { ...incident, ticks: [...incident.ticks, tick].toSorted((a, b) => a.line - b.line) }
}

/** Why a line cannot be ticked; null where nothing speaks against it, or nothing is to be ticked. */
export function tickFault(incident: IncidentRecord, body: ActionBody): Refusal | null {
  if (body.action !== 'tick' && body.action !== 'untick') return null
  const wrong = (message: string): Refusal => ({ ok: false, reason: 'invalid', field: 'line', message })
  const words = body.lineWords ?? incident.checklist[body.line ?? 0]
  if (words === undefined) return wrong(`the checklist has ${incident.checklist.length} lines`)
  return words === FIRE_RULE ? wrong('the rule of every fire is not ticked: it holds until the end') : null
}

/** What the log says of a tick: the line, in words that last when the list has become another. */
export function lineOf(incident: IncidentRecord, body: ActionBody): Record<string, unknown> {
  if (body.action !== 'tick' && body.action !== 'untick') return {}
  return { line: body.line, lineWords: body.lineWords ?? incident.checklist[body.line ?? 0] }
}

/** The ticks of an incident on other lines: what is said in the same words stays done. */
export function carriedTicks({ checklist, ticks }: Ticked, lines: readonly string[]): Tick[] {
  return ticks
    .flatMap((tick) => {
      const line = lines.indexOf(checklist[tick.line] ?? '')
      return line === -1 ? [] : [{ ...tick, line }]
    })
    .toSorted((a, b) => a.line - b.line)
}

/** An incident with what was done of each of these that became it; of two ticks of one line the earlier stands. */
export function withTicksOf(incident: IncidentRecord, all: readonly Ticked[]): IncidentRecord {
  const ticks = all
    .flatMap((one) => carriedTicks(one, incident.checklist))
    .toSorted((a, b) => a.line - b.line || (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return { ...incident, ticks: ticks.filter(({ line }, nth) => ticks[nth - 1]?.line !== line) }
}

/** Which line is meant as the list stands: by its words where they are told; null where they are gone. */
function lineNow({ checklist }: Ticked, { line, lineWords }: ActionBody): number | null {
  if (lineWords == null) return line ?? null
  if (line != null && checklist[line] === lineWords) return line
  const now = checklist.indexOf(lineWords)
  return now === -1 ? null : now
}

/** When it was done: as its maker says, but not before there was anything to do, nor after now. */
function doneAt({ openedAt }: IncidentRecord, { at }: ActionBody, { now }: Making): string {
  const latest = now.toISOString()
  if (at == null) return latest
  const said = new Date(at).toISOString()
  return said < openedAt || said > latest ? latest : said
}
