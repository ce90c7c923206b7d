import { PASSWORD_FAULTS, type PasswordDemands, type PasswordFault, visiblePassword } from '#shared/password.ts'
import { m } from '#lib/paraglide/messages.js'
import { type Answer, request, type Trouble } from './http.ts'

const faults: Readonly<Record<PasswordFault, (demands: PasswordDemands) => string>> = {
  'too-short': ({ leastLength }) => m.password_too_short({ n: leastLength }),
  'too-long': ({ mostLength }) => m.password_too_long({ n: mostLength }),
  'too-common': () => m.password_too_common(),
  'holds-name': () => m.password_holds_name(),
  'too-plain': () => m.password_too_plain(),
  'used-before': () => m.password_used_before(),
}

/** What the installation demands of passwords; asked for by every page on which one is chosen. */
export const askDemands = (): Promise<Answer<PasswordDemands>> => request('/api/password')

/** What is demanded until the server has said so: less than any of its rules. */
export const LEAST_DEMANDS: PasswordDemands = { rules: 'asvs', leastLength: 8, mostLength: 200, lastsDays: null }

/** What a new password must be like, in one or two sentences. */
export function demandWords({ rules, leastLength, lastsDays }: PasswordDemands): string {
  const make =
    rules === 'dengbao' ? m.password_rules_dengbao({ n: leastLength }) : m.password_rules_asvs({ n: leastLength })
  return lastsDays === null ? make : `${make} ${m.password_lasts({ n: lastsDays })}`
}

/** How many characters people see in it, whatever the computer makes of them. */
export const lengthOf = (password: string): number => [...visiblePassword(password)].length

/** What the server found wrong with the password in this field; null where it complained of something else. */
export function passwordRefusal(problem: Trouble, field: string, demands: PasswordDemands): string | null {
  const reasons = (problem.fields ?? []).filter((one) => one.field === field).map(({ reason }) => reason)
  if (reasons.includes('wrong-current')) return m.password_wrong_current()
  const found = PASSWORD_FAULTS.filter((fault) => reasons.includes(fault))
  return found.length === 0 ? null : found.map((fault) => faults[fault](demands)).join(' ')
}
