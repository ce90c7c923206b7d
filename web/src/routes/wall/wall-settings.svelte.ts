import { WALL_DEFAULTS, type WallAnswer, type WallSettings } from '#shared/wall-settings.ts'
import { request } from '#lib/http.ts'
import { basemap } from '#lib/map/basemap.svelte.ts'
import { getLocale, setLocale } from '#lib/paraglide/runtime.js'
import { sameValue } from '#lib/same-value.ts'
import { chooseTheme, theme } from '#lib/theme.svelte.ts'
import { shortTime } from '#lib/time.ts'
import { type ScreenSize, screenSize } from './screen-size.ts'

const KEPT_UNDER = 'wall-settings'
const TRIED = 'wall-language'
const ASK_EVERY_MS = 15_000
const NIGHT = { from: 20, until: 6 }

/** How this wall is set up, kept here so that a start without the server looks as it did. */
let settings = $state.raw<WallSettings>(kept())

export const wall = {
  get settings(): WallSettings {
    return settings
  },
}

/** How large everything is on this screen as its window is now. */
export function wallSize(): ScreenSize {
  return screenSize({ width: innerWidth, height: innerHeight }, settings.screen)
}

/** Makes everything as large as this screen needs; called before anything is drawn, and again when the window changes. */
export function sizeWall(): void {
  document.documentElement.style.fontSize = `${wallSize().unitPixels}px`
}

/** Follows what is set up at the desk; `mayReload` says whether nothing is lost by it now. Returns what stops it. */
export function followWallSettings(mayReload: () => boolean): () => void {
  let stopped = false
  const ask = async () => {
    const answer = await request<WallAnswer>('/api/wall')
    if (!answer.ok || stopped) return
    const { basemapMark, ...settings } = answer.value
    // Whom a page may ask for its map is settled when it is loaded.
    const shown = basemap.shown?.mark
    // A server of before says nothing of it.
    const isOtherBase = shown !== undefined && basemapMark !== undefined && shown !== basemapMark
    if (isOtherBase && mayReload()) return location.reload()
    take(settings, mayReload)
  }
  void ask()
  const timer = setInterval(() => void ask(), ASK_EVERY_MS)
  return () => {
    stopped = true
    clearInterval(timer)
  }
}

/** Light or dark, as it is set up for this hour. */
export function themeAt(nowMs: number): void {
  if (settings.theme === null) return
  const hour = Number(shortTime(nowMs).slice(0, 2))
  const isNight = hour >= NIGHT.from || hour < NIGHT.until
  const wanted = settings.theme === 'by-night' ? (isNight ? 'dark' : 'light') : settings.theme
  if (theme.choice !== wanted) chooseTheme(wanted)
}

function take(next: WallSettings, mayReload: () => boolean): void {
  if (!sameValue(next, settings)) {
    const isResized = !sameValue(next.screen, settings.screen)
    // The map and all that is measured begin anew with another size: that alone waits.
    const waits = isResized && !mayReload()
    settings = waits ? { ...next, screen: settings.screen } : next
    keep(settings)
    if (isResized && !waits) return location.reload()
  }
  const { language } = next
  if (language !== null && language !== getLocale() && mayReload() && !hasTried(language)) void setLocale(language)
}

/** Whether the page was loaded anew for a language already: a browser that keeps nothing would do so for ever. */
function hasTried(language: string): boolean {
  try {
    if (sessionStorage.getItem(TRIED) === language) return true
    sessionStorage.setItem(TRIED, language)
    return false
  } catch {
    return true
  }
}

function kept(): WallSettings {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEPT_UNDER) ?? 'null')
    // Only this module writes it, by what the server answered; a version of before may have left out what is new.
    return { ...WALL_DEFAULTS, ...(found as Partial<WallSettings> | null) }
  } catch {
    return WALL_DEFAULTS
  }
}

function keep(next: WallSettings): void {
  try {
    localStorage.setItem(KEPT_UNDER, JSON.stringify(next))
  } catch {
    // It is asked for again at the next start.
  }
}
