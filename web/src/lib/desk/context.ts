import { createContext } from 'svelte'
import type { Permissions } from './permissions.ts'

/** What the signed-in person may do here, for every part of the desk; set by `Desk.svelte`. */
export const [useDesk, provideDesk] = createContext<() => Permissions>()
