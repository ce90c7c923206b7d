import type { LinkAnswer, NoticeLinks } from '../answers/links.ts'
import { SAID } from '../notify/words.ts'
import { linkPage, pressedPage, type Spoken } from './link-page.ts'
import { type BodyLimits, postedBody } from './posted-body.ts'
import type { Answer, Asked, Route } from './route.ts'

const LIMITS: BodyLimits = {
  mostBytes: 1024,
  patienceMs: 30_000,
  tooLarge: 'an answer by a link is one word',
  tooSlow: 'an answer by a link is one word, there within half a minute',
}
const PATH = '/a/:token'
/** The address is a key: it is told to nobody, kept nowhere, found by no search. */
const HEADERS = { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' }

/** The pages behind one-time links in texts: no session, no script, no cookie. */
export function linkRoutes({ links }: { links: NoticeLinks }): Route[] {
  return [
    {
      method: 'get',
      path: PATH,
      who: 'anyone',
      says: 'What somebody is called to, by the one-time link in a text, with two buttons. Opening changes nothing, however often.',
      async handle({ params, raw }) {
        const spoken = spokenBy(raw)
        const shown = await links.shown(params.token ?? '', spoken.language)
        const status = shown.state === 'unknown' ? 404 : shown.state === 'spent' ? 410 : 200
        return html(status, linkPage(shown, spoken))
      },
    },
    {
      method: 'post',
      path: PATH,
      who: 'anyone',
      says: 'Answers a call by the one-time link in a text (`answer`: accept, notice or decline, as a form has it); once.',
      rawBody: true,
      // It answers an alarm.
      urgent: true,
      async means({ params }) {
        const meant = await links.meant(params.token ?? '')
        return { token: '-', ...(meant && { person: meant.personId, incident: meant.incidentId }) }
      },
      async handle({ params, raw }) {
        const token = params.token ?? ''
        const spoken = spokenBy(raw)
        const answer = new URLSearchParams((await postedBody(raw, LIMITS)).toString('utf8')).get('answer')
        const before = await links.shown(token, spoken.language)
        if (before.state === 'unknown' || (answer !== 'accept' && answer !== 'notice' && answer !== 'decline'))
          return html(before.state === 'unknown' ? 404 : 422, linkPage(before, spoken))
        const fate = await links.press(token, answer)
        if (fate === null) return html(410, linkPage(before, spoken))
        if (fate.ok && fate.isRepeated) return html(200, linkPage(await links.shown(token, spoken.language), spoken))
        const isHeard = before.state !== 'spent' && before.asks === 'heard'
        const said: LinkAnswer = fate.ok && fate.answer === 'decline' ? 'decline' : isHeard ? 'heard' : answer
        const pressed = fate.ok ? { answer: said, isLate: fate.isLate } : 'not-taken'
        return html(fate.ok ? 200 : 409, pressedPage(pressed, before.phone, spoken))
      },
    },
  ]
}

function html(status: number, body: string): Answer {
  return { status, body, type: 'text/html; charset=utf-8', headers: HEADERS }
}

function spokenBy(raw: Asked['raw']): Spoken {
  const language = raw.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh'
  return { language, say: SAID[language] }
}
