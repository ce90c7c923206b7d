import type { Entry } from './outbox.ts'
import type { PhoneStore, StoredPhoto } from './phone-store.ts'

const NAME = 'xiangshao-phone'
const VERSION = 1

/** Opens the store that survives the page; rejects where the browser has none (private windows, some WebViews). */
export async function openIndexedStore(): Promise<PhoneStore> {
  const database = await open()
  // A newer version of this page in another tab may need a change of the layout.
  database.onversionchange = () => database.close()

  /** Runs requests in one transaction and resolves once it is committed, with what `run` left in the box. */
  const within = <T>(
    table: string,
    mode: IDBTransactionMode,
    run: (rows: IDBObjectStore, give: (value: T) => void) => void,
  ) =>
    new Promise<T | undefined>((resolve, reject) => {
      const transaction = database.transaction(table, mode)
      let given: T | undefined
      transaction.oncomplete = () => resolve(given)
      transaction.onabort = transaction.onerror = () =>
        reject(transaction.error ?? new Error('the phone store gave up'))
      run(transaction.objectStore(table), (value) => (given = value))
    })
  const read = <T>(table: string, key: string) =>
    within<T>(table, 'readonly', (rows, give) => {
      const asked = rows.get(key)
      // What lies in a table was written by this file, with this type.
      asked.onsuccess = () => give(asked.result as T)
    })
  const write = async (table: string, run: (rows: IDBObjectStore) => void) =>
    void (await within(table, 'readwrite', run))

  return {
    async all() {
      const entries = await within<Entry[]>('entries', 'readonly', (rows, give) => {
        const asked = rows.getAll()
        asked.onsuccess = () => give(asked.result as Entry[])
      })
      return entries ?? []
    },
    add: (entry) =>
      write('entries', (rows) => {
        const asked = rows.count(entry.id)
        asked.onsuccess = () => {
          if (asked.result === 0) rows.put(entry)
        }
      }),
    change: (id, into) =>
      write('entries', (rows) => {
        const asked = rows.get(id)
        asked.onsuccess = () => {
          const before = asked.result as Entry | undefined
          if (before === undefined) return
          const next = into(before)
          if (next === null) rows.delete(id)
          else rows.put(next)
        }
      }),
    putPhoto: (photo) => write('photos', (rows) => rows.put(photo)),
    photo: async (id) => (await read<StoredPhoto>('photos', id)) ?? null,
    removePhoto: (id) => write('photos', (rows) => rows.delete(id)),
    keep: (name, value) => write('kept', (rows) => (value === null ? rows.delete(name) : rows.put({ name, value }))),
    kept: async (name) => (await read<{ value: unknown }>('kept', name))?.value ?? null,
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION)
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('entries', { keyPath: 'id' })
      asked.result.createObjectStore('photos', { keyPath: 'id' })
      asked.result.createObjectStore('kept', { keyPath: 'name' })
    }
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error ?? new Error('the phone store did not open'))
    asked.onblocked = () => reject(new Error('the phone store is held by another tab'))
  })
}
