import { simplified } from './plain-text.ts'

/** Whether two telephone numbers are the same one, written with or without country code, blanks and dashes. */
export function samePhone(known: string | null, given: string): boolean {
  const [a, b] = [digitsOf(known ?? ''), digitsOf(given)]
  return a.length >= 5 && a === b
}

function digitsOf(phone: string): string {
  const digits = phone.normalize('NFKC').replaceAll(/\D/g, '')
  return digits.replace(/^(?:00)?86(?=1\d{10}$|0\d{9,11}$)/, '')
}

const TITLES = /(?:同志|主任|书记|组长|队长|村长|老师|医生|大哥|大姐|大叔|哥|姐|叔|婶|嫂)$/

/**
 * Everybody whom a spoken name may mean: who is called exactly so, else who is with a title left out, else whose given
 * name it is.
 */
export function bySpokenName<T extends { name: string }>(spoken: string, people: readonly T[]): T[] {
  const name = simplified(spoken.normalize('NFKC')).trim()
  const plain = name.replace(TITLES, '')
  const called = (wanted: string) => people.filter((person) => simplified(person.name) === wanted)
  for (const found of [called(name), called(plain)]) if (found.length > 0) return found
  if (plain.length < 2) return []
  return people.filter((person) => person.name.length > plain.length && simplified(person.name).endsWith(plain))
}
