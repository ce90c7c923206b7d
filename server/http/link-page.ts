import type { Say } from '#shared/said.ts'
import { CONFIDENTIAL_KINDS } from '#shared/kinds.ts'
import type { LinkAnswer, LinkShown } from '../answers/links.ts'

/** What a press came to: noted, noted though it is over, or not taken. */
export type Pressed = { answer: LinkAnswer; isLate: boolean } | 'not-taken'

/** What a page is made of: how it is said, and in which language. */
export type Spoken = { say: Say; language: 'zh' | 'en' }

// No script: old browsers inside chat apps show it as it is. Sizes as of the phone's pages.
const STYLE = `
body{margin:0;padding:20px;font:20px/1.5 system-ui,sans-serif;background:#fff;color:#1a1a1a;max-width:640px}
h1{font-size:26px;line-height:1.3;margin:0 0 12px}
p{margin:0 0 12px}
button,a.big{display:block;box-sizing:border-box;width:100%;min-height:64px;margin:0 0 16px;padding:14px;font:inherit;font-size:22px;text-align:center;text-decoration:none;border-radius:10px;border:2px solid #1a1a1a;background:#fff;color:#1a1a1a}
button.go{background:#0b5a2e;border-color:#0b5a2e;color:#fff}
button:focus,a:focus{outline:3px solid #1456c4;outline-offset:2px}
@media (prefers-color-scheme:dark){body{background:#161616;color:#f2f2f2}button,a.big{background:#161616;color:#f2f2f2;border-color:#f2f2f2}button.go{background:#8fdcae;border-color:#8fdcae;color:#10251a}}
`

/** The page of a link as it is opened: what happened, and two buttons. It keeps nothing, and opening it changes nothing. */
export function linkPage(shown: LinkShown, spoken: Spoken): string {
  const { say } = spoken
  switch (shown.state) {
    case 'unknown':
      return page(spoken, say('link_unknown'), [more(say)])
    case 'spent': {
      const said = shown.answer === null ? [] : [paragraph(say(`link_done_${shown.answer}`))]
      return page(spoken, say('link_spent'), [...said, room(say, shown.phone), more(say)])
    }
    case 'over':
      return page(spoken, shown.text.title, [paragraph(say('link_over')), room(say, shown.phone), more(say)])
    case 'open': {
      const { place, time, rule, toDo } = shown.text.fields
      const isPrivate = CONFIDENTIAL_KINDS.includes(shown.kind)
      const lines = isPrivate ? [] : [place, time, rule, toDo].filter((words) => words !== '')
      const form = [
        '<form method="post">',
        `<button class="go" name="answer" value="${shown.asks === 'notice' ? 'notice' : 'accept'}">${escaped(say(`link_${shown.asks}`))}</button>`,
        `<button name="answer" value="decline">${escaped(say(shown.asks === 'notice' ? 'link_no_notice' : 'link_decline'))}</button>`,
        '</form>',
      ].join('')
      const parts = [...lines.map(paragraph), form, paragraph(say('link_hint')), room(say, shown.phone)]
      return page(spoken, shown.text.title, parts)
    }
  }
}

/** The page after a press. */
export function pressedPage(pressed: Pressed, phone: string | null, spoken: Spoken): string {
  const { say } = spoken
  if (pressed === 'not-taken') return page(spoken, say('link_failed'), [room(say, phone), more(say)])
  const words = pressed.isLate ? say('link_late') : say(`link_done_${pressed.answer}`)
  return page(spoken, words, [room(say, phone), more(say)])
}

function page({ language }: Spoken, title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${escaped(title)}</h1>
${parts.join('\n')}
</main></body>
</html>
`
}

function paragraph(words: string): string {
  return `<p>${escaped(words)}</p>`
}

function room(say: Say, phone: string | null): string {
  if (phone === null) return ''
  const href = `tel:${phone.replaceAll(/[^\d+]/g, '')}`
  return `<a class="big" href="${href}">${escaped(say('link_call_room', { phone }))}</a>`
}

function more(say: Say): string {
  return `<p><a href="/m">${escaped(say('link_more'))}</a></p>`
}

function escaped(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
