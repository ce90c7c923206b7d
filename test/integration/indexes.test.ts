import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertDirective } from '../../server/store/directives.ts'
import { erasingParts } from '../../server/store/erasing.ts'
import { ownDatabase } from '../support/own-database.ts'

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
})
afterAll(() => own.close())

describe('erasing somebody', () => {
  it('finds what was told of them by an index: every alarm waits for that step', async () => {
    const { run } = own.database
    await run(`insert into changes (seq, v, at, type, body, person_ids)
      select n, 1, now(), case when n % 50 = 0 then 'person' else 'device' end,
        case when n % 50 = 0 then jsonb_build_object('type', 'person', 'person', jsonb_build_object('id', 'p' || n))
          else '{"type":"device"}' end, '{}' from generate_series(1, 20000) as n`)
    await run('analyze changes')
    const [part = ''] = erasingParts({ noun: 'people', id: 'p50' }).flatMap((text) =>
      text(1).includes('update changes') ? [text(1)] : [],
    )
    const plan = await run(`explain with decided as (select 1) ${part.replace('$1', `'p50'`)}`)
    expect(JSON.stringify(plan)).toContain('changes_person')
    expect(JSON.stringify(plan)).not.toContain('Seq Scan on changes')
  })
})

describe('an entry of the register', () => {
  it('is set right once, also by two at the same moment', async () => {
    const { database } = own
    const recorded = { by: 'duty', at: new Date('2026-11-28T10:00:00.000Z') }
    const body = (id: string, corrects: string | null) => {
      const rest = { areaId: 't', channel: 'call', sender: '县应急局', content: '核对', corrects } as const
      return { ...rest, id, receivedAt: '2026-11-28T09:00:00.000Z' }
    }
    expect(await insertDirective(database, body('first', null), recorded)).toBe(true)
    expect(await insertDirective(database, body('right', 'first'), recorded)).toBe(true)
    expect(await insertDirective(database, body('also', 'first'), recorded)).toBe(false)
    // What the statement of another, who saw neither, would write.
    const twice = database.run(`insert into directives
      select 'late', area_id, channel, sender, received_at, content, reply_due_at, passed_to, reply, corrects, recorded_by,
        recorded_at from directives where id = 'right'`)
    await expect(twice).rejects.toThrow('directives_corrects')
  })
})
