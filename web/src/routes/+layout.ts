import { getLocale } from '#lib/paraglide/runtime.js'
import { applyTheme } from '#lib/theme.svelte.ts'

// One static page that draws itself; the server sends data and nothing else.
export const ssr = false
export const prerender = false

/** Sets the language and the theme of the document before the first page is drawn. */
export function load(): void {
  document.documentElement.lang = getLocale() === 'zh' ? 'zh-CN' : 'en'
  applyTheme()
}
