/** What of an error is written down beside its words: nothing that could hold what somebody typed. */
const KEPT = [
  'code',
  'errno',
  'syscall',
  'address',
  'port',
  'path',
  'status',
  'severity',
  'routine',
  'table_name',
  'column_name',
  'constraint_name',
] as const
/** How deep an error may lie below others. */
const DEEPEST = 8

/**
 * An error as the log holds it. The message of Drizzle's holds the parameters of its statement, and the details of
 * PostgreSQL's the row: passwords typed into the wrong field, hashes, telephone numbers.
 */
export function loggedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  const fields: Record<string, unknown> = { type: error.name, message: spoken(error), stack: stackOf(error) }
  for (const name of KEPT) if (name in error) fields[name] = (error as Error & Record<string, unknown>)[name]
  if (depth < DEEPEST && error.cause !== undefined) fields['cause'] = loggedError(error.cause, depth + 1)
  if (depth < DEEPEST && error instanceof AggregateError)
    fields['errors'] = error.errors.map((one) => loggedError(one, depth + 1))
  return fields
}

/** Where an error was made, with its words and those of what caused it, and without the parameters of a statement. */
export function stackOf(error: Error): string {
  const stack = error.stack?.replace(error.message, () => spoken(error))
  return stack ?? spoken(error)
}

/** The words of an error without the parameters that Drizzle puts at their end. */
function spoken(error: Error): string {
  if (!('params' in error && 'query' in error)) return error.message
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `Failed query: ${String(error.query)}${cause}`
}
