/** The fields of a new account that are not yet right: what the server would refuse, and a password typed twice. */
export function accountFaults(account: { name: string; username: string; password: string; repeated: string }) {
  const { name, username, password, repeated } = account
  const faults: ('name' | 'username' | 'password' | 'repeated')[] = []
  if (name.trim() === '') faults.push('name')
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(username)) faults.push('username')
  if (password.length < 10 || password.length > 200) faults.push('password')
  if (repeated !== password) faults.push('repeated')
  return faults
}
