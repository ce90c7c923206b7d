import { type Format, refused } from './format.ts'

/**
 * The gateway of a telephone company that hands over what people write. It is heard at a door of its own alone, where
 * the number of a sender is believed: no topic is its own, and nothing it says elsewhere is read.
 */
export const sms: Format = {
  name: 'sms',
  defaultPrefix: 'sms',
  subscriptions: () => [],
  claims: () => false,
  isPrivate: true,
  decode: () => refused('bad-topic', 'Short messages are taken at /api/sms/{source} alone.'),
}
