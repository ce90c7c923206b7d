/** What a promise resolves to; rejects when that takes longer. What was begun goes on all the same. */
export async function within<T>(patienceMs: number, promise: Promise<T>): Promise<T> {
  const impatience = Promise.withResolvers<never>()
  const timer = setTimeout(() => impatience.reject(new Error(`not done within ${patienceMs} ms`)), patienceMs)
  try {
    return await Promise.race([promise, impatience.promise])
  } finally {
    clearTimeout(timer)
  }
}
