import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds wrong with a page in either theme, a line for each element. */
export async function violations(page: Page, contrast?: 'enhanced contrast'): Promise<string[]> {
  await page.evaluate(axeSource)
  const found: string[] = []
  for (const theme of ['light', 'dark'])
    found.push(
      ...(await page.evaluate(
        async ([shown, enhanced]) => {
          document.documentElement.dataset['theme'] = shown
          // axe is put on the window by the line above; its types are its own.
          const { axe } = globalThis as unknown as {
            axe: { run(root: Document, options: object): Promise<AxeResults> }
          }
          const rules = enhanced === '' ? {} : { 'color-contrast-enhanced': { enabled: true } }
          const results = await axe.run(document, { rules, resultTypes: ['violations'] })
          return results.violations.flatMap(({ id, nodes }) =>
            nodes.map(({ target, html }) => `${shown} ${id}: ${target.join(' ')} ${html.slice(0, 160)}`),
          )
        },
        [theme, contrast ?? ''] as const,
      )),
    )
  return found
}
