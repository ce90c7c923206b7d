import { join } from 'node:path'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

const here = import.meta.dirname
// adapter-static writes relative to the working directory, and commands run from the root of the project.
const build = join(here, 'build')

export default defineConfig({
  root: here,
  plugins: [
    paraglideVitePlugin({
      project: join(here, 'project.inlang'),
      outdir: join(here, 'src/lib/paraglide'),
      strategy: ['localStorage', 'cookie', 'preferredLanguage', 'baseLocale'],
      emitReadme: false,
    }),
    sveltekit({
      adapter: adapter({ pages: build, assets: build, fallback: 'app.html', precompress: true }),
      // The fallback page has one inline script; its hash stands in the page's own policy.
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self', 'unsafe-inline'],
          // Which hosts of these the base map may be asked of is said by the server's header, which knows it.
          'connect-src': ['self', 'ws:', 'wss:', 'http:', 'https:'],
          'img-src': ['self', 'data:', 'blob:', 'http:', 'https:'],
          'media-src': ['self', 'blob:'],
          'worker-src': ['self', 'blob:'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
        },
      },
    }),
  ],
  // Phone pages run in WebViews as old as Chrome 80.
  build: {
    target: 'chrome80',
    cssTarget: 'chrome80',
    rolldownOptions: {
      // Each surface loads its own words: a phone on a bad line must not wait for the desk's.
      treeshake: { moduleSideEffects: [{ test: /paraglide.messages/, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            // What all words need lies apart, or the first group takes it and every surface loads that group.
            { test: /paraglide.runtime/, name: 'words', priority: 1 },
            {
              test: /paraglide.messages.(wall|desk|review|setup|phone|login)_/,
              name: (id: string) => `words-${/messages.([a-z]+)_/.exec(id)?.[1] ?? ''}`,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: { fs: { allow: [join(here, '..')] } },
})
