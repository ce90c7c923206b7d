/** Light grey, dark grey, or as the system says. */
export type Theme = 'light' | 'dark' | 'system'

const KEY = 'theme'
const wantsDark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null

let choice = $state<Theme>(stored())
let systemDark = $state(wantsDark?.matches ?? false)

/** The theme chosen on this device and the one that shows. */
export const theme = {
  get choice(): Theme {
    return choice
  },
  get shown(): 'light' | 'dark' {
    return choice === 'system' ? (systemDark ? 'dark' : 'light') : choice
  },
}

/** Chooses a theme for this device. */
export function chooseTheme(next: Theme): void {
  choice = next
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // A browser that keeps nothing still shows the choice until it is closed.
  }
  applyTheme()
}

/** Puts the chosen theme on the document; called once before the first page is drawn. */
export function applyTheme(): void {
  if (choice === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = choice
}

// Chrome 80 and its contemporaries know both ways; old Safari only this one.
wantsDark?.addListener((event) => (systemDark = event.matches))

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system'
  }
}
