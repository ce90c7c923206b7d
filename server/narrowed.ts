/**
 * Writes a batch that may hold something which can never be written: where it is refused its halves are written on
 * their own, down to the one message that goes to `refused`. An error that may pass is thrown as it is.
 */
export async function writeNarrowed<T>(
  batch: readonly T[],
  parts: {
    write: (batch: readonly T[]) => Promise<void>
    mayPass: (error: unknown) => boolean
    refused: (message: T, error: unknown) => Promise<void>
  },
): Promise<void> {
  try {
    await parts.write(batch)
  } catch (error) {
    if (parts.mayPass(error)) throw error
    const [only] = batch
    if (batch.length === 1 && only !== undefined) return parts.refused(only, error)
    const middle = batch.length >> 1
    await writeNarrowed(batch.slice(0, middle), parts)
    await writeNarrowed(batch.slice(middle), parts)
  }
}
