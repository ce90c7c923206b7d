import { describe, expect, it } from 'vitest'
import type { Incident } from '#shared/incident.ts'
import { areaNames } from '#shared/area-names.ts'
import type { AreaCard } from '#lib/live/state.ts'

function card(id: string, level: AreaCard['level'], name: string, parentId: string): [string, AreaCard] {
  return [id, { id, level, name, parentId, code: id }]
}
const areas = new Map([
  card('a', 'village', '上村', 'township'),
  card('a1', 'grid', '上村1网格', 'a'),
  card('a1z', 'zone', '上村1网格2片区', 'a1'),
  card('b', 'village', '下村', 'township'),
  card('b1', 'grid', '下村1网格', 'b'),
  card('w', 'forest-block', '南沟林班', 'township'),
])
/** A place that lies wholly in each of these areas, or with a `share` a little in each. */
function touching(ids: string[], share = 1): Pick<Incident, 'areas'> {
  return { areas: ids.map((areaId) => ({ areaId, level: areas.get(areaId)?.level ?? 'grid', share })) }
}

describe('the names of the ground', () => {
  it('say what a name repeats of its parents only once', () => {
    expect(areaNames(touching(['a1z', 'a1', 'a']), areas)).toEqual(['上村', '1网格', '2片区'])
  })

  it('never put the grid of one village behind the name of another', () => {
    expect(areaNames(touching(['b1', 'a1', 'b', 'a', 'w']), areas)).toEqual(['下村', '1网格', '南沟林班'])
    expect(areaNames(touching(['b1', 'a1', 'a', 'b']), areas)).toEqual(['上村', '1网格'])
  })

  it('leave out a zone or forest block that a wide sector only grazes', () => {
    expect(areaNames(touching(['a1z', 'a1', 'a', 'w'], 0.2), areas)).toEqual(['上村', '1网格'])
  })

  it('begin with the grid where no village is known', () => {
    expect(areaNames(touching(['a1']), areas)).toEqual(['上村1网格'])
  })
})
