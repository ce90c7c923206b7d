/**
 * A telephone number of China as its own networks dial it: 13800138000, 0355-7830001 as 03557830001, 110. Null where it
 * cannot be dialled.
 */
export function dialled(phone: string): string | null {
  const digits = phone.normalize('NFKC').replaceAll(/[\s()（）-]/g, '')
  const plain = digits.replace(/^(?:\+|00)?86(?=1\d{10}$|0\d{9,11}$)/, '')
  return /^\d{3,15}$/.test(plain) || /^\+\d{6,15}$/.test(plain) ? plain : null
}

/** A mobile number of mainland China, 11 digits; null for any other: a short message reaches no fixed line. */
export function mobile(phone: string): string | null {
  const plain = dialled(phone)
  return plain !== null && /^1[3-9]\d{9}$/.test(plain) ? plain : null
}
