import type { Ring } from '#shared/responsibility.ts'

const MOBILE = /^(\+?86|0086)?1[3-9]\d{9}$/
const DIALABLE_DIGITS = 7

/** What a telephone number can ring by: a mobile of the mainland by voice and text message, any other that can be dialled by voice. */
export function ringsOf(phone: string | null): Ring[] {
  const digits = (phone ?? '').replaceAll(/[ ()-]/g, '')
  if (MOBILE.test(digits)) return ['voice', 'sms']
  return digits.replaceAll(/\D/g, '').length >= DIALABLE_DIGITS ? ['voice'] : []
}
