import type { PasswordDemands } from '#shared/password.ts'
import { lengthOf } from '#lib/password-words.ts'

type Account = { name: string; username: string; password: string; repeated: string }

/** The fields of a new account that are not yet right: what the server would refuse at sight, and a password typed twice. */
export function accountFaults(account: Account, demands: Pick<PasswordDemands, 'leastLength' | 'mostLength'>) {
  const { name, username, password, repeated } = account
  const faults: (keyof Account)[] = []
  if (name.trim() === '') faults.push('name')
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(username)) faults.push('username')
  if (lengthOf(password) < demands.leastLength || lengthOf(password) > demands.mostLength) faults.push('password')
  if (repeated !== password) faults.push('repeated')
  return faults
}
