/** How deep an error may lie below others. */
const DEEPEST = 8

/** The code of an error, or of what caused it: Drizzle wraps what the database said into an error without one. */
export function errorCode(error: unknown): string {
  for (let [at, depth] = [error, 0]; at instanceof Error && depth < DEEPEST; [at, depth] = [at.cause, depth + 1])
    if ('code' in at && at.code !== undefined && at.code !== null) return String(at.code)
  return ''
}
