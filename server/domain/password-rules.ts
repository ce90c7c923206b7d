import { type PasswordDemands, type PasswordFault, type PasswordRules, visiblePassword } from '#shared/password.ts'
import { COMMON_PASSWORDS } from './common-passwords.ts'
import { asLatin } from './look-alikes.ts'

/** Whose password it is to be. */
export type PasswordOwner = { username: string; name: string; phone: string | null }

/** How long a name must be before its appearing in a password says anything. */
const SHORTEST = { username: 3, name: 2, phone: 6 }
const CLASSES = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{Ll}\p{Lu}\p{N}]/u]

type Rules = PasswordDemands & {
  /** How many of lower case, upper case, digits and others it must have. */
  classes: number
  /** How many of the latest passwords may not be taken again. */
  remembered: number
  /** After how many wrong passwords a name is tried no more for a while. */
  mostWrong: number
}

/** What each set of rules demands. */
export const RULES: Record<PasswordRules, Rules> = {
  // OWASP ASVS 5.0, 6.2: no demands on its make, no changing by the calendar; ten is more than its eight.
  asvs: { rules: 'asvs', leastLength: 10, mostLength: 200, lastsDays: null, classes: 0, remembered: 0, mostWrong: 10 },
  // GB/T 22239-2019 8.1.4.1 asks for complexity, regular change and a limit of wrong tries; the numbers are the usual ones.
  dengbao: {
    rules: 'dengbao',
    leastLength: 8,
    mostLength: 200,
    lastsDays: 90,
    classes: 3,
    remembered: 5,
    mostWrong: 5,
  },
}

/** One form for characters that look alike, full width or half: what is hashed. */
export function plainPassword(password: string): string {
  return password.normalize('NFKC')
}

/** What is wrong with a password somebody wants; of those before it only the caller knows. */
export function passwordFaults(password: string, owner: PasswordOwner, rules: PasswordRules): PasswordFault[] {
  const { leastLength, mostLength, classes } = RULES[rules]
  const visible = visiblePassword(password)
  const faults: PasswordFault[] = []
  if ([...visible].length < leastLength) faults.push('too-short')
  if ([...plainPassword(password)].length > mostLength) faults.push('too-long')
  if (isCommon(visible)) faults.push('too-common')
  if (holdsName(visible, owner)) faults.push('holds-name')
  if (CLASSES.filter((one) => one.test(visible)).length < classes) faults.push('too-plain')
  return faults
}

/** Whether a password is so old that it must be changed before anybody signs in with it. */
export function isPasswordExpired(changedAt: Date, now: Date, rules: PasswordRules): boolean {
  const { lastsDays } = RULES[rules]
  return lastsDays !== null && now.getTime() - changedAt.getTime() >= lastsDays * 24 * 3600_000
}

/** One or two characters again and again are as good as on every list. */
function isCommon(visible: string): boolean {
  const latin = asLatin(visible).replaceAll(' ', '')
  return COMMON_PASSWORDS.has(latin) || COMMON_PASSWORDS.has(visible.toLowerCase()) || new Set(latin).size <= 2
}

function holdsName(visible: string, { username, name, phone }: PasswordOwner): boolean {
  const latin = asLatin(visible)
  const holds = (part: string, shortest: number) => [...part].length >= shortest && latin.includes(asLatin(part))
  return (
    holds(username, SHORTEST.username) ||
    holds(visiblePassword(name), SHORTEST.name) ||
    holds((phone ?? '').replaceAll(/\D/g, ''), SHORTEST.phone)
  )
}
