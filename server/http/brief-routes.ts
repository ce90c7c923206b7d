import type { Brief, BriefPaper } from '#shared/brief.ts'
import type { Role } from '#shared/person.ts'
import type { Viewer } from '#shared/session.ts'
import type { Database } from '../../db/connect.ts'
import { briefDocument } from '../brief-document.ts'
import type { Decisions } from '../decisions.ts'
import { briefPaper, briefPlain } from '../domain/brief-text.ts'
import { shownTo } from '../domain/shown.ts'
import { hasRole, maySee, scopeOf } from '../domain/viewer.ts'
import { wireIncident } from '../domain/wire-incident.ts'
import { standingIncident } from '../store/incidents.ts'
import { personCards, personPhones } from '../store/people.ts'
import { type Answer, json, Refusal, type Route } from './route.ts'

/** Who reads, and takes away, what the county is told. */
const READERS: readonly Role[] = ['admin', 'duty', 'leader', 'cadre']
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** The reports to the county (首报, 续报, 终报) as papers. */
export function briefRoutes(parts: { database: Database; decisions: Decisions; timeZone: string }): Route[] {
  const { database, decisions, timeZone } = parts

  /** A report as this viewer may read it, with the names that stand under it. */
  async function paperFor(
    viewer: Viewer,
    { id = '', briefId = '' }: Record<string, string>,
  ): Promise<{ brief: Brief; paper: BriefPaper }> {
    const incident = await standingIncident(database, id)
    if (incident === null || !maySee(viewer, scopeOf(incident))) throw new Refusal('not-found')
    const { arrangement } = await decisions.facts()
    const brief = shownTo(viewer, wireIncident(incident), arrangement).briefs.find((one) => one.id === briefId)
    // Without words it is none of theirs.
    if (brief === undefined || brief.text === '') throw new Refusal('not-found')
    const reporterId = brief.told.at(-1)?.personId ?? viewer.personId
    const ids = [reporterId, ...(brief.issuedBy === null ? [] : [brief.issuedBy])]
    const names = new Map((await personCards(database, ids)).map((card) => [card.id, card.name]))
    // The number to call back: of whoever has it in hand, where their role shows numbers at all.
    const mayCall = hasRole(viewer, 'admin', 'duty', 'leader')
    const [own] = mayCall ? await personPhones(database, [viewer.personId]) : []
    const signer = names.get(brief.issuedBy ?? '') ?? ''
    const reporter = names.get(reporterId) ?? ''
    return { brief, paper: briefPaper(brief, { signer, reporter, phone: own?.phone ?? '', timeZone }) }
  }

  const route = (
    ending: string,
    says: string,
    answer: (of: { brief: Brief; paper: BriefPaper }) => Promise<Answer>,
  ): Route => ({
    method: 'get',
    path: `/api/incidents/:id/briefs/:briefId${ending}`,
    who: 'signed-in',
    roles: READERS,
    scope: 'viewer',
    says,
    handle: async ({ params, viewer }) => answer(await paperFor(viewer, params)),
  })

  return [
    route('.docx', 'A report to the county as a document for a word processor.', async ({ brief, paper }) => ({
      status: 200,
      type: DOCX,
      body: await briefDocument(paper),
      headers: { 'content-disposition': `attachment; filename="${brief.stage}-${brief.number}.docx"` },
    })),
    route(
      '.txt',
      'A report to the county as plain text: what is said on the telephone, then the written form.',
      async ({ brief, paper }) => ({ status: 200, type: 'text/plain; charset=utf-8', body: briefPlain(brief, paper) }),
    ),
    route('', 'A report to the county as it goes on paper.', async ({ paper }) => json(paper)),
  ]
}
