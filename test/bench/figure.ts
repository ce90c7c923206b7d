/** One measured number; `goal` says from which value on it is good enough. */
export type Figure = { name: string; value: number; unit: string; goal?: { op: '<=' | '>='; n: number } }

/** The line that says a figure: `bench <name> <value> <unit>`, and its goal where it has one. */
export function line({ name, value, unit, goal }: Figure): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  return `bench ${name} ${value.toFixed(digits)} ${unit}${goal ? ` goal ${goal.op} ${goal.n}` : ''}`
}

/** The value that the share `share` (0 to 1) of the values does not exceed; of no values NaN. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}

/** The middle one of some values. */
export const median = (values: readonly number[]): number => quantile(values, 0.5)
