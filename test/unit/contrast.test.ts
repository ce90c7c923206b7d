import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contrast, difference, SIGHTS } from '../support/colours.ts'

const DESIGN = join(import.meta.dirname, '../../web/src/lib/design')
const css = readFileSync(join(DESIGN, 'tokens.css'), 'utf8')

/** The colours that a block of the tokens sets, by name. */
function coloursIn(selector: string): Map<string, string> {
  const [, block] = css.split(`${selector} {`)
  if (block === undefined) throw new Error(`tokens.css has no ${selector}`)
  return new Map(
    [...(block.split('}')[0] ?? '').matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, a, b]) => [a ?? '', b ?? '']),
  )
}
const THEMES = { light: coloursIn(":root[data-theme='light']"), dark: coloursIn(":root[data-theme='dark']") }
type Theme = keyof typeof THEMES
const THEME_NAMES: readonly Theme[] = ['light', 'dark']
const of = (theme: Theme, name: string) => THEMES[theme].get(name) ?? expect.fail(`there is no --${name}`)

/** What stands on what, and at least how clearly: words at 7, what is only a line or a frame at 3. */
const PAIRS: readonly (readonly [string, readonly string[], number])[] = [
  ['ink', ['ground', 'panel', 'raised', 'urgent-soft', 'important-soft', 'ordinary-soft'], 7],
  ['ink-soft', ['ground', 'panel', 'raised'], 7],
  ['accent-ink', ['accent'], 7],
  ['accent', ['panel', 'raised'], 7],
  ['map-text', ['map-area', 'map-halo', 'map-ground'], 7],
  ['grade-ink', ['urgent', 'important', 'ordinary'], 4.5],
  ['urgent', ['ground', 'panel', 'raised'], 4.5],
  ['important', ['ground', 'panel', 'raised'], 4.5],
  ['ordinary', ['ground', 'panel', 'raised'], 4.5],
  ['good', ['panel', 'raised'], 4.5],
  ['focus', ['ground', 'panel', 'raised'], 3],
  ['line-strong', ['panel', 'raised'], 3],
]
const rows = PAIRS.flatMap(([ink, grounds, least]) => grounds.map((ground) => ({ ink, ground, least })))
const GRADES = [
  ['urgent', 'important'],
  ['urgent', 'ordinary'],
  ['important', 'ordinary'],
] as const
/** To be told apart at a glance; their symbols and words differ besides. */
const LEAST_DIFFERENCE = 10

describe.each(THEME_NAMES)('the colours of the %s theme', (theme) => {
  it.each(rows)('--$ink can be read on --$ground, at $least to 1', ({ ink, ground, least }) => {
    expect(contrast(of(theme, ink), of(theme, ground))).toBeGreaterThanOrEqual(least)
  })

  it.each(SIGHTS)('tell the three grades apart with %s', (sight) => {
    for (const [one, other] of GRADES)
      expect([one, other, difference(of(theme, one), of(theme, other), sight) >= LEAST_DIFFERENCE]).toEqual([
        one,
        other,
        true,
      ])
  })
})

it('the dark theme is the same whether somebody chose it or their system did', () => {
  expect(coloursIn(':root:not([data-theme])')).toEqual(THEMES.dark)
})

it('the table of contrasts in the repository is what the colours give', async () => {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  const measured = rows.map(({ ink, ground, least }) =>
    line([
      `\`${ink}\` on \`${ground}\``,
      least,
      ...THEME_NAMES.map((theme) => contrast(of(theme, ink), of(theme, ground)).toFixed(1)),
    ]),
  )
  const told = THEME_NAMES.flatMap((theme) =>
    GRADES.map(([one, other]) =>
      line([
        theme,
        `\`${one}\`, \`${other}\``,
        ...SIGHTS.map((sight) => difference(of(theme, one), of(theme, other), sight).toFixed(0)),
      ]),
    ),
  )
  const table = [
    '# Contrast',
    '',
    'Computed from `tokens.css` by `test/unit/contrast.test.ts`, which fails when this table is not what the colours give.',
    '',
    line(['words on their ground', 'at least', ...THEME_NAMES]),
    line(['---', '---:', '---:', '---:']),
    ...measured,
    '',
    `How different the grades are (ΔE of CIELAB; at least ${LEAST_DIFFERENCE}), also to whom one kind of cone is missing:`,
    '',
    line(['theme', 'grades', ...SIGHTS]),
    line(['---', '---', ...SIGHTS.map(() => '---:')]),
    ...told,
    '',
  ].join('\n')
  await expect(table).toMatchFileSnapshot(join(DESIGN, 'contrast.md'))
})
