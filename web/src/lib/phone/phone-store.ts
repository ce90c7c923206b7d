import type { Entry, EntryStore } from './outbox.ts'

/** A shrunk picture that waits for its upload. */
export type StoredPhoto = { id: string; type: string; bytes: ArrayBuffer }

/** The phone's own store: the outbox, the photos that belong to it, and the draft of a report. */
export type PhoneStore = EntryStore & {
  putPhoto(photo: StoredPhoto): Promise<void>
  photo(id: string): Promise<StoredPhoto | null>
  removePhoto(id: string): Promise<void>
  /** Keeps one value under a name; null forgets it. */
  keep(name: string, value: unknown): Promise<void>
  kept(name: string): Promise<unknown>
}

/** A store that lasts as long as the page. */
export function memoryStore(): PhoneStore {
  const entries = new Map<string, Entry>()
  const photos = new Map<string, StoredPhoto>()
  const values = new Map<string, unknown>()
  return {
    all: async () => [...entries.values()],
    add: async (entry) => void (entries.has(entry.id) || entries.set(entry.id, entry)),
    async change(id, into) {
      const entry = entries.get(id)
      const next = entry === undefined ? null : into(entry)
      if (next === null) entries.delete(id)
      else entries.set(id, next)
    },
    putPhoto: async (photo) => void photos.set(photo.id, photo),
    photo: async (id) => photos.get(id) ?? null,
    removePhoto: async (id) => void photos.delete(id),
    keep: async (name, value) => void values.set(name, value),
    kept: async (name) => values.get(name) ?? null,
  }
}

/**
 * Writes to the phone's lasting store and, where that refuses (full, broken, forbidden), to memory, and says so by
 * `onTrouble`: what somebody did is sent either way.
 */
export function storeWithFallback(lasting: PhoneStore, memory: PhoneStore, onTrouble: () => void): PhoneStore {
  const orElse = async <T>(first: () => Promise<T>, second: () => Promise<T>): Promise<T> => {
    try {
      return await first()
    } catch {
      onTrouble()
      return second()
    }
  }
  return {
    async all() {
      const kept = await orElse(
        () => lasting.all(),
        async () => [],
      )
      return [...kept, ...(await memory.all())]
    },
    add: (entry) =>
      orElse(
        () => lasting.add(entry),
        () => memory.add(entry),
      ),
    async change(id, into) {
      await orElse(
        () => lasting.change(id, into),
        async () => undefined,
      )
      await memory.change(id, into)
    },
    putPhoto: (photo) =>
      orElse(
        () => lasting.putPhoto(photo),
        () => memory.putPhoto(photo),
      ),
    photo: async (id) =>
      (await memory.photo(id)) ??
      orElse(
        () => lasting.photo(id),
        async () => null,
      ),
    async removePhoto(id) {
      await memory.removePhoto(id)
      await orElse(
        () => lasting.removePhoto(id),
        async () => undefined,
      )
    },
    keep: (name, value) =>
      orElse(
        () => lasting.keep(name, value),
        () => memory.keep(name, value),
      ),
    kept: async (name) =>
      (await memory.kept(name)) ??
      orElse(
        () => lasting.kept(name),
        async () => null,
      ),
  }
}
