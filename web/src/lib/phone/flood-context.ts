import { createContext } from 'svelte'
import type { Flooding } from '../alarm/flooding.svelte.ts'

/** Whether this person is called too often to read each call by itself; judged once, in the outermost component. */
export const [usePhoneFlood, providePhoneFlood] = createContext<Flooding>()
