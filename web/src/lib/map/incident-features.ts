import type { Feature, FeatureCollection } from 'geojson'
import type { AlarmState } from '#shared/alarm-state.ts'
import type { Incident } from '#shared/incident.ts'
import { gradeOf } from '#shared/grade.ts'
import { incidentWord } from '../words/incident.ts'
import { anchorOf, outlineOf } from './shapes.ts'

/** One incident to draw, with the words and the state a screen gives it. */
export type DrawnIncident = { incident: Incident; state: AlarmState; word: string }

/** With more on the map than this only the chosen one has its word beside it: the others' would cover each other. */
const MOST_WORDS = 10

/** What a queue draws, each with its word while there is room for words. */
export function drawnFrom(
  queue: readonly Omit<DrawnIncident, 'word'>[],
  chosenId: string | null,
): readonly DrawnIncident[] {
  return queue.map(({ incident, state }) => {
    const isNamed = queue.length <= MOST_WORDS || incident.id === chosenId
    return { incident, state, word: isNamed ? incidentWord(incident) : '' }
  })
}

/** The ground each incident covers, with properties id, grade and state. */
export function incidentOutlines(drawn: Iterable<DrawnIncident>): FeatureCollection {
  return collect(drawn, ({ incident }) => outlineOf(incident.place))
}

/** Where the symbol of each incident stands. */
export function incidentAnchors(drawn: Iterable<DrawnIncident>): FeatureCollection {
  return collect(drawn, ({ incident }) => {
    const anchor = anchorOf(incident.place)
    return anchor === null ? null : { type: 'Point', coordinates: anchor }
  })
}

function collect(
  drawn: Iterable<DrawnIncident>,
  geometryOf: (one: DrawnIncident) => Feature['geometry'] | null,
): FeatureCollection {
  const features: Feature[] = []
  for (const one of drawn) {
    const geometry = geometryOf(one)
    if (geometry === null) continue
    const { incident, state, word } = one
    features.push({
      type: 'Feature',
      properties: { id: incident.id, grade: gradeOf(incident.severity), state, word, place: incident.place.type },
      geometry,
    })
  }
  return { type: 'FeatureCollection', features }
}
