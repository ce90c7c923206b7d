import { type CodeTable, later, type Outcome, outcomeOfCode } from '../outcome.ts'

const [SOON, MINUTE] = [5_000, 60_000]

/** What `+CMS ERROR` means (3GPP TS 27.005, 3.2.5; below 128 the causes of TS 24.011). */
export const CMS_CODES: CodeTable = {
  1: { why: 'recipient' },
  8: { why: 'forbidden' },
  10: { why: 'forbidden' },
  21: { why: 'content' },
  27: { why: 'recipient' },
  28: { why: 'recipient' },
  29: { why: 'forbidden' },
  30: { why: 'recipient' },
  38: { why: 'no-network', afterMs: MINUTE },
  41: { why: 'busy', afterMs: SOON },
  42: { why: 'busy', afterMs: SOON },
  47: { why: 'busy', afterMs: SOON },
  50: { why: 'forbidden' },
  69: { why: 'forbidden' },
  300: { why: 'busy', afterMs: SOON },
  301: { why: 'busy', afterMs: SOON },
  302: { why: 'forbidden' },
  303: { why: 'shape' },
  304: { why: 'shape' },
  305: { why: 'shape' },
  310: { why: 'gone' },
  311: { why: 'credentials' },
  312: { why: 'credentials' },
  313: { why: 'gone' },
  314: { why: 'busy', afterMs: SOON },
  315: { why: 'gone' },
  316: { why: 'credentials' },
  320: { why: 'busy', afterMs: SOON },
  321: { why: 'shape' },
  322: { why: 'busy', afterMs: MINUTE },
  330: { why: 'shape' },
  331: { why: 'no-network', afterMs: MINUTE },
  332: { why: 'no-network', afterMs: MINUTE },
  500: { why: 'unknown', afterMs: SOON },
}

/** What `+CME ERROR` means (3GPP TS 27.007, 9.2). */
export const CME_CODES: CodeTable = {
  3: { why: 'forbidden' },
  4: { why: 'shape' },
  10: { why: 'gone' },
  11: { why: 'credentials' },
  12: { why: 'credentials' },
  13: { why: 'gone' },
  14: { why: 'busy', afterMs: SOON },
  15: { why: 'gone' },
  16: { why: 'credentials' },
  30: { why: 'no-network', afterMs: MINUTE },
  31: { why: 'no-network', afterMs: MINUTE },
  32: { why: 'no-network', afterMs: MINUTE },
  100: { why: 'unknown', afterMs: SOON },
}

/** The outcome of a line that refuses: `ERROR`, `+CMS ERROR: 38`, `+CME ERROR: 10`; null where it is no such line. */
export function refusalIn(line: string): Outcome | null {
  if (line === 'ERROR') return later('unknown', SOON, 'ERROR')
  const read = /^\+(CMS|CME) ERROR:\s*(\d+)/.exec(line)
  if (read === null) return /^\+(?:CMS|CME) ERROR/.test(line) ? later('unknown', SOON, line) : null
  return outcomeOfCode(read[2] ?? '', read[1] === 'CMS' ? CMS_CODES : CME_CODES)
}
