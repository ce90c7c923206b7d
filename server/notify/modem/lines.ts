/** What a modem said: a line, or the sign that it waits for the words of a message. */
export type Said = { kind: 'line'; line: string } | { kind: 'prompt' }

/** Cuts what came over the wire into lines; the prompt `> ` has no end of line. `rest` goes before what comes next. */
export function saidIn(rest: string, chunk: string): { said: Said[]; rest: string } {
  const said: Said[] = []
  let left = rest + chunk
  for (;;) {
    const prompt = /^[\r\n]*> ?/.exec(left)
    if (prompt !== null) {
      said.push({ kind: 'prompt' })
      left = left.slice(prompt[0].length)
      continue
    }
    const end = /[\r\n]+/.exec(left)
    if (end === null) return { said, rest: left }
    const line = left.slice(0, end.index).trim()
    left = left.slice(end.index + end[0].length)
    if (line !== '') said.push({ kind: 'line', line })
  }
}
