/** One measured number; `goal` says from which value on it is good enough. */
export type Figure = { name: string; value: number; unit: string; goal?: { op: '<=' | '>='; n: number } }
